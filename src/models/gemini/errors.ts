import { ApiError } from '@google/genai';
import { EaselError } from '#src/domain/errors.ts';
import type { CallContext } from '#src/net/call-context.ts';
import { gatewayGaveUp } from '#src/net/gateway-gave-up.ts';
import { NeverSent } from '#src/net/never-sent.ts';
import { refusalWords, unlessMarkup } from '#src/net/refusal-words.ts';
import { retryAfterMs } from '#src/net/retry-after.ts';
import { scrub } from '#src/net/scrub.ts';
import { scrubbedCause } from '#src/net/scrubbed-cause.ts';
import { type Complaint, readComplaint } from './complaint.ts';

/** What is known of an answer before it is read. */
interface Head {
  readonly status: number;
  readonly headers: Headers;
}

/** How far a call got. */
export interface Journey {
  /** Whether it was handed to the network. */
  sent: boolean;
  head?: Head;
}

/** The service thinks that we gave up waiting; as with a gateway that did, it may have drawn all the same. */
const CLIENT_GONE = 499;
/** The vendor's own words for "nobody took it": https://ai.google.dev/gemini-api/docs/troubleshooting. */
const OVERLOADED = /overloaded|high demand/i;
/** The words of an account paid in advance; "check your plan and billing" is said for every rate limit as well. */
const NO_MONEY = /prepa(?:id|y)|credits? (?:is|are|has|have)|spend(?:ing)? (?:cap|limit)/i;

/**
 * Whatever a call was answered with instead of a response, as one of ours. Only what proves that nobody took the request comes
 * back retryable. A call that was never handed to the network is a mistake of ours and stays as it is.
 */
export function translateError(thrown: unknown, { sent, head }: Journey, context: CallContext): unknown {
  if (!sent || thrown instanceof EaselError) return thrown;
  const { provider } = context;
  const cause = asCause(thrown, head, context);
  if (thrown instanceof NeverSent) return new EaselError('unavailable', { provider }, { cause });
  if (head && (head.status < 200 || head.status > 299)) return byStatus(thrown, head, cause, context);
  // It was told to the end and is no JSON; what breaks off is no syntax error.
  if (head && thrown instanceof SyntaxError) return new EaselError('no-image', { provider }, { cause });
  return new EaselError('outcome-unknown', { provider }, { cause });
}

function byStatus(thrown: unknown, { status, headers }: Head, cause: Error, context: CallContext): EaselError {
  const { provider, modelId: model } = context;
  const said = readComplaint(thrown instanceof Error ? thrown.message : '');
  if (status === 429) return tooMany(said, headers, cause, context);
  if (status === 402 || said.reasons.includes('BILLING_DISABLED'))
    return new EaselError('quota', { provider }, { cause });
  if (isAboutKey(status, said)) return new EaselError('auth', { provider }, { cause });
  if (said.status === 'FAILED_PRECONDITION') return notEntitled(said, cause, context);
  if (status === 404) return new EaselError('model-unavailable', { provider, model }, { cause });
  if (status === 503 && OVERLOADED.test(said.message))
    return new EaselError('unavailable', { provider }, { cause, ...pauseOf(said, headers, context) });
  if (gatewayGaveUp(status) || status === CLIENT_GONE)
    return new EaselError('outcome-unknown', { provider }, { cause });
  if (status >= 400 && status < 500) return refused(said, status, cause, context);
  return new EaselError('provider-failed', { provider, status }, { cause });
}

/** A wrong key is a 400 here. A 403 is what the vendor answers to keys without rights, leaked keys and closed accounts. */
const isAboutKey = (status: number, { reasons }: Complaint): boolean =>
  status === 401 || status === 403 || reasons.some((reason) => reason.startsWith('API_KEY_'));

/** The minute's requests, which come back, or the day's, the account's money, or a model it has none of at all. */
function tooMany(said: Complaint, headers: Headers, cause: Error, context: CallContext): EaselError {
  const { provider } = context;
  const isUsedUp = said.violations.some(({ id, value }) => value === '0' || id.includes('PerDay'));
  if (isUsedUp || NO_MONEY.test(said.message)) return new EaselError('quota', { provider }, { cause });
  return new EaselError('rate-limited', { provider }, { cause, ...pauseOf(said, headers, context) });
}

/** Billing is not set up, or the server stands where the vendor does not serve. */
function notEntitled({ message }: Complaint, cause: Error, { provider }: CallContext): EaselError {
  const isPlace = /location|region|country/i.test(message) && !/billing/i.test(message);
  return new EaselError(isPlace ? 'auth' : 'quota', { provider }, { cause });
}

function refused({ message }: Complaint, status: number, cause: Error, { provider, secrets }: CallContext): EaselError {
  const said = refusalWords(unlessMarkup(message), status, secrets);
  return new EaselError('invalid-request', { provider, said }, { cause });
}

function pauseOf({ retryDelayMs }: Complaint, headers: Headers, { now }: CallContext): { retryAfterMs?: number } {
  return retryDelayMs === undefined ? retryAfterMs(headers, now()) : { retryAfterMs: retryDelayMs };
}

/** What the log may keep of a foreign error: its scrubbed words and its marks, never its headers, request or body. */
function asCause(thrown: unknown, head: Head | undefined, { secrets }: CallContext): Error {
  if (!(thrown instanceof ApiError))
    return Object.assign(scrubbedCause(thrown, secrets), head && { status: head.status });
  const { message, status: code, reasons, violations } = readComplaint(thrown.message);
  const quotas = violations.map(({ id, value }) => `${id} ${value}`.trim());
  return Object.assign(new Error(scrub(message, secrets)), { status: thrown.status, code, reasons, quotas });
}
