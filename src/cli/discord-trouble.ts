import type { DiscordConfig } from '#src/config/config.ts';
import { asEaselError } from '#src/domain/errors.ts';
import { causesOf } from './doctor-finding.ts';

const MINUTE_MS = 60_000;

/** What the operator has to know of a failure to reach Discord; members are told less. */
export function discordTrouble(thrown: unknown, { apiUrl }: DiscordConfig): string {
  const error = asEaselError(thrown);
  switch (error.code) {
    case 'auth':
      return 'DISCORD_TOKEN is not accepted by Discord; set it to the token of the Bot page in the developer portal';
    case 'rate-limited':
      return `Discord takes no more changes for now; try again in ${minutes(error.retryAfterMs ?? MINUTE_MS)}`;
    case 'unavailable':
      return `${apiUrl} cannot be reached${error.cause === undefined ? '' : `: ${causesOf(error.cause)}`}`;
    case 'provider-failed':
      return `${apiUrl} does not answer as Discord does`;
    default:
      return error.message;
  }
}

function minutes(ms: number): string {
  const whole = Math.ceil(ms / MINUTE_MS);
  return whole === 1 ? 'a minute' : `${whole} minutes`;
}
