import { asEaselError } from '#src/domain/errors.ts';
import { causesOf } from './doctor-finding.ts';

const SECOND_MS = 1000;

interface Asked {
  readonly apiUrl: string;
  /** What to do where Slack does not accept what was shown to it. */
  readonly refused: string;
}

/** What the operator has to know of a failure to reach Slack; members are told less. */
export function slackTrouble(thrown: unknown, { apiUrl, refused }: Asked): string {
  const error = asEaselError(thrown);
  switch (error.code) {
    case 'auth':
      return refused;
    case 'rate-limited':
      return `Slack takes no more questions for now; try again in ${Math.ceil((error.retryAfterMs ?? SECOND_MS) / SECOND_MS)} s`;
    case 'unavailable':
      return `${apiUrl} cannot be reached${error.cause === undefined ? '' : `: ${causesOf(error.cause)}`}`;
    case 'provider-failed':
      return `${apiUrl} does not answer as Slack does`;
    default:
      return error.message;
  }
}
