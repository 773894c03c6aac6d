import { APIConnectionError, APIError } from 'openai';
import { z } from 'zod';
import { EaselError } from '#src/domain/errors.ts';
import type { CallContext } from '#src/net/call-context.ts';
import { gatewayGaveUp } from '#src/net/gateway-gave-up.ts';
import { NeverSent } from '#src/net/never-sent.ts';
import { refusalWords, unlessMarkup } from '#src/net/refusal-words.ts';
import { retryAfterMs } from '#src/net/retry-after.ts';
import { scrub } from '#src/net/scrub.ts';
import { scrubbedCause } from '#src/net/scrubbed-cause.ts';

const word = z.string().optional().catch(undefined);

/** The error object of an answer; compatible servers leave parts out or send plain text. */
const complaint = z.union([
  z
    .string()
    .transform((message) => ({ message, code: undefined, type: undefined, param: undefined, blocked: undefined })),
  z
    .object({
      message: word,
      code: word,
      type: word,
      param: word,
      moderation_details: z
        .object({ categories: z.array(z.string()).optional().catch(undefined), moderation_stage: word })
        .optional()
        .catch(undefined),
    })
    .transform(({ moderation_details: blocked, ...words }) => ({ ...words, blocked })),
]);

type Complaint = z.infer<typeof complaint>;

const BLOCKED = ['moderation_blocked', 'content_policy_violation', 'image_content_policy_violation'];
const NO_MONEY = [
  'insufficient_quota',
  'credit_balance_exhausted',
  'organization_spend_limit_exceeded',
  'project_spend_limit_exceeded',
  'organization_usage_limit_exceeded',
  'billing_hard_limit_reached',
];
const BAD_KEY = ['invalid_api_key', 'account_deactivated', 'unsupported_country_region_territory', 'ip_not_authorized'];
const NO_MODEL = ['model_not_found', 'invalid_model'];
const OVERLOADED = ['server_is_overloaded'];
const USER_ERRORS = ['image_generation_user_error', 'invalid_request_error'];

/**
 * Whatever a call was answered with instead of a response, as one of ours. Only what proves that nobody took the request comes
 * back retryable.
 */
export function translateError(thrown: unknown, context: CallContext): unknown {
  if (!(thrown instanceof APIError)) return thrown;
  const { provider } = context;
  const cause = asCause(thrown, context);
  if (thrown.status !== undefined) return byStatus(thrown, cause, context);
  if (thrown instanceof APIConnectionError && thrown.cause instanceof NeverSent)
    return new EaselError('unavailable', { provider }, { cause });
  return new EaselError('outcome-unknown', { provider }, { cause });
}

/** The answer broke off, or cannot be read as what it claims to be. */
export const brokenAnswer = (thrown: unknown, context: CallContext): EaselError =>
  new EaselError('outcome-unknown', { provider: context.provider }, { cause: asCause(thrown, context) });

/**
 * An error told within an answer that had begun well. The request was taken then, so nothing here is ever repeated, not even
 * a rate limit.
 */
export function toldInAnswer(body: unknown, context: CallContext): EaselError {
  const said = read(body);
  const cause = new Error(scrub(said.message ?? '', context.secrets));
  const known = blockedOr(said, cause) ?? byCode(said, cause, context);
  if (known) return known;
  if (includes(USER_ERRORS, said.type)) return refused(said, undefined, cause, context);
  return new EaselError('provider-failed', { provider: context.provider }, { cause });
}

function byStatus(error: APIError, cause: Error, context: CallContext): EaselError {
  const { provider, modelId: model } = context;
  const { status = 0, headers } = error;
  const said = read(error.error ?? plainWords(error));
  const more = { cause, ...(headers && retryAfterMs(headers, context.now())) };
  const known = blockedOr(said, cause) ?? byCode(said, cause, context);
  if (known) return known;
  if (status === 401) return new EaselError('auth', { provider }, { cause });
  if (status === 402) return new EaselError('quota', { provider }, { cause });
  if (status === 403 || status === 404) return new EaselError('model-unavailable', { provider, model }, { cause });
  if (status === 429) return new EaselError('rate-limited', { provider }, more);
  if (status === 503 && (includes(OVERLOADED, said.code) || includes(OVERLOADED, said.type)))
    return new EaselError('unavailable', { provider }, more);
  if (gatewayGaveUp(status)) return new EaselError('outcome-unknown', { provider }, { cause });
  if (status >= 400 && status < 500) return refused(said, status, cause, context);
  return new EaselError('provider-failed', { provider, status }, { cause });
}

function blockedOr({ code, blocked }: Complaint, cause: Error): EaselError | undefined {
  if (!blocked && !includes(BLOCKED, code)) return undefined;
  const { moderation_stage: stage, categories } = blocked ?? {};
  const details = { ...(stage && stage !== 'unknown' && { stage }), ...(categories?.length && { categories }) };
  return new EaselError('content-blocked', details, { cause });
}

/** What the code alone tells, whatever the status: money, key and model are the operator's, never the person's. */
function byCode({ code, type, param }: Complaint, cause: Error, context: CallContext): EaselError | undefined {
  const { provider, modelId: model } = context;
  if (includes(NO_MONEY, code) || includes(NO_MONEY, type)) return new EaselError('quota', { provider }, { cause });
  if (includes(BAD_KEY, code)) return new EaselError('auth', { provider }, { cause });
  if (includes(NO_MODEL, code) || param === 'model')
    return new EaselError('model-unavailable', { provider, model }, { cause });
  return undefined;
}

function refused({ message }: Complaint, status: number | undefined, cause: Error, context: CallContext): EaselError {
  const { provider, secrets } = context;
  const said = refusalWords(unlessMarkup(message ?? ''), status, secrets);
  return new EaselError('invalid-request', { provider, said }, { cause });
}

/** The words of an answer that is no JSON; the SDK puts the status before them. */
const plainWords = ({ message }: APIError): string => message.replace(/^\d{3} (status code \(no body\))?/, '');

const includes = (list: readonly string[], value: string | undefined): boolean =>
  value !== undefined && list.includes(value);

const read = (body: unknown): Complaint => {
  const { success, data } = complaint.safeParse(body);
  return success
    ? data
    : { message: undefined, code: undefined, type: undefined, param: undefined, blocked: undefined };
};

/** What the log may keep of a foreign error: its scrubbed words and its marks, never its headers, request or body. */
function asCause(thrown: unknown, { secrets }: CallContext): Error {
  const cause = scrubbedCause(thrown, secrets);
  if (!(thrown instanceof APIError) || thrown.status === undefined) return cause;
  const { status, requestID } = thrown;
  // The server wrote the marks as well, and some repeat the key in them. An id is as long as a key, so only known ones are looked for.
  const marked = (mark: unknown) => (typeof mark === 'string' ? scrub(mark, secrets) : undefined);
  const [code, type, param] = [thrown.code, thrown.type, thrown.param].map(marked);
  const requestId = secrets.some((secret) => requestID?.includes(secret)) ? undefined : requestID;
  return Object.assign(cause, { status, code, type, param, requestId });
}
