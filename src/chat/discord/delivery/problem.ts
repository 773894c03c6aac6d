import { DiscordAPIError, HTTPError, RateLimitError } from 'discord.js';
import { EaselError } from '#src/domain/errors.ts';
import { scrubbedCause } from '#src/net/scrubbed-cause.ts';
import { permissionNames } from '../registration/permissions.ts';

/**
 * Why Discord did not do what was asked, as far as it decides what comes next:
 * - `token-dead`: the webhook of the interaction is over, or never was;
 * - `answered`: the interaction has its first answer already;
 * - `message-gone`, `place-gone`, `forbidden`, `closed` (no direct messages), `archived`: what their names say;
 * - `blocked`: the server's own rules (AutoMod) refused the words or pictures;
 * - `has-thread`: the message has its thread already; `no-reply`: answering to a message needs a permission that is missing;
 * - `outcome-unknown`: it may have been done, or not;
 * - `refused`: anything else, which repeating does not change.
 */
export type ProblemKind =
  | 'token-dead'
  | 'answered'
  | 'message-gone'
  | 'place-gone'
  | 'forbidden'
  | 'closed'
  | 'archived'
  | 'blocked'
  | 'too-large'
  | 'has-thread'
  | 'no-reply'
  | 'rate-limited'
  | 'outcome-unknown'
  | 'refused';

export interface Problem {
  readonly kind: ProblemKind;
  /** Only where it is `rate-limited`. */
  readonly retryAfterMs: number;
  /** For the log: Discord's words, without addresses, tokens or bodies. */
  readonly cause: Error;
}

/** Discord's own numbers, https://discord.com/developers/docs/topics/opcodes-and-status-codes#json. */
const KINDS: ReadonlyMap<number | string, ProblemKind> = new Map<number, ProblemKind>([
  [10062, 'token-dead'],
  [10015, 'token-dead'],
  [50027, 'token-dead'],
  [40060, 'answered'],
  [10008, 'message-gone'],
  [10003, 'place-gone'],
  [10004, 'place-gone'],
  [50001, 'forbidden'],
  [50013, 'forbidden'],
  [10013, 'closed'],
  [50007, 'closed'],
  [50278, 'closed'],
  [40003, 'closed'],
  [50083, 'archived'],
  [160005, 'archived'],
  [20009, 'blocked'],
  [200000, 'blocked'],
  [200001, 'blocked'],
  [240000, 'blocked'],
  [40005, 'too-large'],
  [160004, 'has-thread'],
  [160002, 'no-reply'],
  [30046, 'rate-limited'],
  [20016, 'rate-limited'],
  [20028, 'rate-limited'],
]);

/** Where Discord does not say how long. */
const USUAL_WAIT_MS = 5000;
/** Whatever Discord says. */
const SHORTEST_WAIT_MS = 100;

export function problemOf(thrown: unknown, secrets: readonly string[]): Problem {
  const problem = (kind: ProblemKind, retryAfterMs = 0): Problem => ({
    kind,
    retryAfterMs,
    cause: scrubbedCause(thrown, secrets),
  });
  if (thrown instanceof RateLimitError) return problem('rate-limited', waitOf(thrown));
  if (thrown instanceof DiscordAPIError) {
    const kind = KINDS.get(thrown.code) ?? (thrown.status === 413 ? 'too-large' : 'refused');
    return problem(kind, kind === 'rate-limited' ? USUAL_WAIT_MS : 0);
  }
  if (thrown instanceof HTTPError) return problem('outcome-unknown');
  // A broken connection, a name that was not found, our own time limit: nobody knows how far it got.
  return problem('outcome-unknown');
}

const waitOf = ({ retryAfter, timeToReset }: RateLimitError): number => {
  const told = Math.max(retryAfter, timeToReset);
  return told > 0 ? Math.max(told, SHORTEST_WAIT_MS) : USUAL_WAIT_MS;
};

/** A problem that ends an attempt, in the family of errors. `not-found` and `place-forbids` are final. */
export function asError({ kind, retryAfterMs, cause }: Problem, lacking: bigint): EaselError {
  switch (kind) {
    case 'token-dead':
    case 'message-gone':
    case 'place-gone':
    case 'closed':
    case 'archived':
    case 'blocked':
      return new EaselError('not-found', { what: 'The place to show this' }, { cause });
    case 'forbidden':
    case 'no-reply':
      return new EaselError('place-forbids', { permissions: permissionNames(lacking) }, { cause });
    case 'rate-limited':
      return new EaselError('rate-limited', { provider: 'Discord' }, { cause, retryAfterMs });
    case 'outcome-unknown':
      return new EaselError('unavailable', { provider: 'Discord' }, { cause });
    default:
      return new EaselError('internal', {}, { cause });
  }
}
