import { z } from 'zod';
import { EaselError } from '#src/domain/errors.ts';
import type { CallContext } from '#src/net/call-context.ts';
import { gatewayGaveUp } from '#src/net/gateway-gave-up.ts';
import { NeverSent } from '#src/net/never-sent.ts';
import { parseJson } from '#src/net/parse-json.ts';
import { refusalWords } from '#src/net/refusal-words.ts';
import { retryAfterMs } from '#src/net/retry-after.ts';
import { scrub } from '#src/net/scrub.ts';
import { scrubbedCause } from '#src/net/scrubbed-cause.ts';
import type { Prediction } from './prediction.ts';
import { type Truth, truthOf } from './send-once.ts';

type Refused = Extract<Truth, { kind: 'refused' }>;

/** The body of a refusal: `{title, detail, status}`, a throttled one with `retry_after` in seconds. */
const problem = z.object({
  title: z.string().optional().catch(undefined),
  detail: z.string().optional().catch(undefined),
  retry_after: z.number().min(0).optional().catch(undefined),
});

/** How models say that a content filter stopped them. E005: "The input or output was flagged as sensitive." */
const BLOCKED =
  /nsfw|\bE005\b|flagged|sensitive|content[ _-]?(?:policy|moderation|filter|safety)|moderat(?:ed|ion)|safety[ _-]?(?:check|filter|system|settings)|prohibited|inappropriate/i;
/** "The input or output was flagged" leaves it open which. */
const OUTPUT_BLOCKED = /nsfw content detected|(?<!input or )output/i;
/** How models say that they cannot do anything with what they were given. */
const UNUSABLE =
  /\binvalid\b|\bunsupported\b|\bmust (?:be|have)\b|\btoo (?:large|big|small|long|many)\b|\bmax size\b|cannot identify image|could not (?:open|load|read)/i;

/** What the creation of a prediction was answered with instead of one. Retryable only where no prediction was made. */
export function creationError(thrown: unknown, context: CallContext): EaselError {
  const { provider } = context;
  if (thrown instanceof EaselError) return thrown;
  const truth = truthOf(thrown);
  const cause = asCause(thrown, truth, context);
  if (truth?.kind === 'refused') return byStatus(truth, cause, context);
  if (truth?.cause instanceof NeverSent) return new EaselError('unavailable', { provider }, { cause });
  return new EaselError('outcome-unknown', { provider }, { cause });
}

/** The same for an upload: it is free and makes nothing, so whatever breaks it may be repeated. */
export function uploadError(thrown: unknown, context: CallContext): EaselError {
  const { provider } = context;
  const truth = truthOf(thrown);
  const cause = asCause(thrown, truth, context);
  if (truth?.kind === 'refused' && truth.status < 500 && truth.status !== 408) return byStatus(truth, cause, context);
  return new EaselError('unavailable', { provider }, { cause });
}

/** Why the state of a prediction that exists cannot be told, for good; `undefined` where it may be told at the next look. */
export function lookError(thrown: unknown, isResumed: boolean, context: CallContext): EaselError | undefined {
  const { provider } = context;
  const truth = truthOf(thrown);
  if (truth?.kind !== 'refused' || truth.status >= 500 || [408, 418, 425, 429].includes(truth.status)) return undefined;
  const cause = asCause(thrown, truth, context);
  if (truth.status === 401) return new EaselError('auth', { provider }, { cause });
  return new EaselError('outcome-unknown', { provider, ...(isResumed && { restarted: true }) }, { cause });
}

/** Why a prediction that is over has no picture. */
export function endError(
  { state, isOverdue, said, id }: Prediction,
  afterMs: number,
  context: CallContext,
): EaselError {
  const { provider, secrets } = context;
  const cause = Object.assign(new Error(scrub(said, secrets) || `The prediction ${state}.`), { predictionId: id });
  // It was given up before the model began, which is never billed; whoever asked may ask again.
  if (state === 'aborted') return new EaselError('unavailable', { provider }, { cause });
  if (state === 'canceled')
    return isOverdue
      ? new EaselError('timed-out', { provider, afterMs }, { cause })
      : new EaselError('canceled', {}, { cause });
  if (BLOCKED.test(said))
    return new EaselError('content-blocked', OUTPUT_BLOCKED.test(said) ? { stage: 'output' } : {}, { cause });
  if (UNUSABLE.test(said))
    return new EaselError('invalid-request', { provider, said: scrub(said, secrets) }, { cause });
  return new EaselError('provider-failed', { provider }, { cause });
}

function byStatus(refused: Refused, cause: Error, context: CallContext): EaselError {
  const { provider, modelId: model, secrets, now } = context;
  const { status, headers, text } = refused;
  const { title, detail, retry_after: seconds } = read(text);
  if (status === 401) return new EaselError('auth', { provider }, { cause });
  if (status === 402) return new EaselError('quota', { provider }, { cause });
  if (status === 403 || status === 404) return new EaselError('model-unavailable', { provider, model }, { cause });
  if (status === 429)
    return new EaselError('rate-limited', { provider }, { cause, ...pauseOf(headers, now(), seconds, detail) });
  if (gatewayGaveUp(status)) return new EaselError('outcome-unknown', { provider }, { cause });
  if (status >= 500 || status < 400) return new EaselError('provider-failed', { provider, status }, { cause });
  const words = detail ?? title ?? '';
  if (BLOCKED.test(words)) return new EaselError('content-blocked', { stage: 'input' }, { cause });
  return new EaselError('invalid-request', { provider, said: refusalWords(words, status, secrets) }, { cause });
}

/** The header first, then the body's own number, then "Your rate limit resets in ~30s." */
function pauseOf(headers: Headers, now: number, seconds: number | undefined, detail = '') {
  const told = retryAfterMs(headers, now);
  if (told.retryAfterMs !== undefined) return told;
  const [, words] = /resets in ~?(\d{1,4})\s?s/i.exec(detail) ?? [];
  const pause = seconds ?? (words === undefined ? undefined : Number(words));
  return pause === undefined ? {} : { retryAfterMs: Math.ceil(pause * 1000) };
}

const read = (text: string): z.infer<typeof problem> => problem.safeParse(parseJson(text)).data ?? {};

/** What the log may keep of a foreign error: its scrubbed words and its status, never its headers, request or body. */
function asCause(thrown: unknown, truth: Truth | undefined, { secrets }: CallContext): Error {
  if (truth?.kind === 'refused') return Object.assign(new Error(scrub(truth.text, secrets)), { status: truth.status });
  return scrubbedCause(truth?.cause ?? thrown, secrets);
}
