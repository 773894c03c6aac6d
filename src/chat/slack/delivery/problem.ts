import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';
import { EaselError } from '#src/domain/errors.ts';
import { text } from '#src/domain/text.ts';
import { scrubbedCause } from '#src/net/scrubbed-cause.ts';
import { KINDS } from './problem-kinds.ts';

/**
 * Why Slack did not do what was asked, as far as it decides what comes next:
 * - `not-in-channel`: Easel may not speak there; `channel-gone`: the place or its person is not there any more;
 * - `thread-gone`: what the thread hangs on is not there any more;
 * - `message-gone`, `file-gone`, `too-long`, `invalid-blocks`, `rate-limited`, `missing-scope`, `token-revoked`: as they say;
 * - `expired-trigger`: too late to open a form, or one was opened;
 * - `not-sent`: it surely was not done, because it never got there;
 * - `outcome-unknown`: it may have been done, or not;
 * - `refused`: anything else, which repeating does not change.
 */
export type ProblemKind =
  | 'rate-limited'
  | 'not-in-channel'
  | 'channel-gone'
  | 'thread-gone'
  | 'message-gone'
  | 'file-gone'
  | 'expired-trigger'
  | 'missing-scope'
  | 'token-revoked'
  | 'invalid-blocks'
  | 'too-long'
  | 'not-sent'
  | 'outcome-unknown'
  | 'refused';

export interface Problem {
  readonly kind: ProblemKind;
  /** Only where it is `rate-limited`. */
  readonly retryAfterMs: number;
  /** For the log: Slack's words, without addresses, tokens or bodies. */
  readonly cause: Error;
}

/** Where Slack does not say how long. */
const USUAL_WAIT_MS = 5000;
/** Whatever Slack says. */
const SHORTEST_WAIT_MS = 100;
/** Slack's own names for what went wrong; anything else in that field is a page of a proxy or of a fault. */
const ERROR_NAME = /^[a-z][a-z0-9_]*$/;
/** How a connection fails that never stood. */
const NEVER_SENT = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'];

export const problem = (kind: ProblemKind, cause: unknown, retryAfterMs = 0): Problem => ({
  kind,
  retryAfterMs: kind === 'rate-limited' ? Math.max(retryAfterMs, SHORTEST_WAIT_MS) : 0,
  cause: scrubbedCause(cause, []),
});

/** What the Web API threw, told apart. */
export function problemOf(thrown: unknown): Problem {
  if (thrown instanceof WebAPIRateLimitedError) return problem('rate-limited', thrown, thrown.retryAfter * 1000);
  if (thrown instanceof WebAPIPlatformError) return platformProblem(thrown);
  if (thrown instanceof WebAPIHTTPError) return problem(statusKind(thrown.statusCode), thrown);
  if (thrown instanceof WebAPIRequestError)
    return problem(hasNeverLeft(thrown) ? 'not-sent' : 'outcome-unknown', thrown);
  // The library's own error for a 429 that does not say how long.
  if (thrown instanceof Error && thrown.message.startsWith('Retry header'))
    return problem('rate-limited', new Error('Slack did not say how long'), USUAL_WAIT_MS);
  // A broken answer, our own time limit: nobody knows how far it got.
  return problem('outcome-unknown', thrown);
}

function platformProblem(thrown: WebAPIPlatformError): Problem {
  const { error, response_metadata } = thrown.data;
  if (!ERROR_NAME.test(error)) return problem('outcome-unknown', new Error('Slack answered with something else'));
  const { retryAfter, messages = [] } = response_metadata ?? {};
  const kind = KINDS.get(error) ?? (error.startsWith('restricted_action') ? 'not-in-channel' : 'refused');
  const cause = new Error([thrown.message, ...messages].join(' '));
  return problem(kind, cause, retryAfter === undefined ? USUAL_WAIT_MS : retryAfter * 1000);
}

const statusKind = (status: number): ProblemKind =>
  status === 413 ? 'too-long' : status >= 500 ? 'outcome-unknown' : 'refused';

function hasNeverLeft({ original }: WebAPIRequestError): boolean {
  const { cause } = original;
  return cause instanceof Error && 'code' in cause && NEVER_SENT.includes(String(cause.code));
}

/** Worth another try: nothing is wrong with what was asked. */
export const isPassing = ({ kind }: Problem): boolean =>
  kind === 'rate-limited' || kind === 'not-sent' || kind === 'outcome-unknown';

/** The place takes nothing from Easel, which another place may. */
export const isClosed = ({ kind }: Problem): boolean =>
  kind === 'not-in-channel' || kind === 'channel-gone' || kind === 'thread-gone';

const INVITE = text('Invite it with ', { code: '/invite @Easel' }, ', or ask it in a direct message.');

/** A problem that ends an attempt, in the family of errors. `not-found` and `place-forbids` are final. */
export function asError({ kind, retryAfterMs, cause }: Problem): EaselError {
  switch (kind) {
    case 'not-in-channel':
      return new EaselError('place-forbids', { permissions: [], how: INVITE }, { cause });
    case 'channel-gone':
    case 'thread-gone':
    case 'message-gone':
    case 'file-gone':
      return new EaselError('not-found', { what: 'The place to show this' }, { cause });
    case 'rate-limited':
      return new EaselError('rate-limited', { provider: 'Slack' }, { cause, retryAfterMs });
    case 'not-sent':
    case 'outcome-unknown':
      return new EaselError('unavailable', { provider: 'Slack' }, { cause });
    case 'missing-scope':
    case 'token-revoked':
      return new EaselError('auth', { provider: 'Slack' }, { cause });
    default:
      return new EaselError('internal', {}, { cause });
  }
}
