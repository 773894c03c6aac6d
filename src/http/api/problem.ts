import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { ErrorCode } from '#src/domain/error-details.ts';
import { EaselError, explainForNow, type Failure, toFailure } from '#src/domain/errors.ts';
import { plainText } from '#src/domain/text.ts';
import { type ApiError, apiError } from '../api-error.ts';
import { statusOf } from '../status-of.ts';
import { begunOf, isMaybeKept, problemOfBegun } from './begun.ts';
import { detailsOf } from './refuse.ts';

/** What a request that failed is answered with. */
export interface Problem {
  readonly status: ContentfulStatusCode;
  readonly body: ApiError;
  readonly headers: Readonly<Record<string, string>>;
}

/** What a caller is told of a failure. */
export interface FailedJob {
  readonly failure: Failure;
  readonly jobId?: string;
  /** Whether a provider may have been paid for it. */
  readonly wasSent?: boolean;
}

/** Anything thrown, as an answer. @returns `undefined` where it is a fault of ours that only the log may tell. */
export function problemOf(thrown: unknown, now: number): Problem | undefined {
  if (thrown instanceof HTTPException) return refusal(thrown);
  if (!(thrown instanceof EaselError) || thrown.code === 'internal') return undefined;
  const job = begunOf(thrown);
  if (job) return problemOfBegun(failureProblem({ failure: toFailure(thrown) }, now), job);
  // No job was made of it, so there is nothing to say about charging.
  const problem = failureProblem({ failure: { ...toFailure(thrown), message: thrown.message } }, now);
  if (isMaybeKept(thrown)) return maybeKept(problem, thrown);
  const param = 'option' in thrown.details ? thrown.details.option : undefined;
  return param === undefined ? problem : { ...problem, body: { error: { ...problem.body.error, param } } };
}

/** It may be made and paid for by and by, so official clients are kept from asking again by themselves. */
function maybeKept({ status, body: { error }, headers }: Problem, thrown: EaselError): Problem {
  const message = `${plainText(explainForNow(thrown))} With an Idempotency-Key a request can be sent again without harm.`;
  return { status, body: { error: { ...error, message } }, headers: { ...headers, ...NEVER_AGAIN } };
}

/** What is answered where only the log may tell more. */
export function brokenProblem(thrown: unknown): Problem {
  const job = begunOf(thrown);
  const problem: Problem = {
    status: 500,
    body: apiError(500, 'Something went wrong inside Easel. The log has the details.', { code: 'internal' }),
    headers: NEVER_AGAIN,
  };
  return job ? problemOfBegun(problem, job) : problem;
}

/** The end of a job that brought no pictures, as an answer. */
export function failureProblem({ failure, jobId, wasSent = false }: FailedJob, now: number): Problem {
  const { code, blame, charged } = failure;
  const status = statusOf(failure);
  const metadata = { blame, charged, ...(jobId !== undefined && { jobId }) };
  return {
    status,
    body: apiError(status, messageOf(failure), { code: publicCode(code), param: PARAMS[code] ?? null, metadata }),
    headers: wasSent ? NEVER_AGAIN : retryHeaders(failure, now),
  };
}

/** The stable code that programs are told: OpenAI's own where it has one. */
const publicCode = (code: ErrorCode): string => CODES[code] ?? code.replaceAll('-', '_');

/** Without what only whoever runs Easel may know, and without buttons that a program cannot press. */
function messageOf({ code, message }: Pick<Failure, 'code' | 'message'>): string {
  return MESSAGES[code] ?? message;
}

function refusal(exception: HTTPException): Problem {
  const details = detailsOf(exception);
  // Proof: an HTTPException carries a status from 400 on, and all of these may carry a body.
  const status = exception.status as ContentfulStatusCode;
  const message = exception.message || 'The request does not fit.';
  const { code = null, param = null, headers = {} } = details ?? {};
  return { status, body: apiError(status, message, { code, param }), headers };
}

/** Official clients ask again by themselves at 409, 429 and from 500 on, unless they are told not to: it might be paid twice. */
const NEVER_AGAIN = { 'x-should-retry': 'false' };

/** Nothing was begun, and it may go better soon: in so many seconds, where the sentence names no time. */
const AGAIN_AFTER: Readonly<Partial<Record<ErrorCode, number>>> = {
  'too-fast': 60,
  'too-many-jobs': 10,
  'rate-limited': 30,
  unavailable: 30,
  interrupted: 5,
  'shutting-down': 5,
  'store-unavailable': 5,
};

/** Nothing is begun before whoever has to decides or mends something; clients should not hammer meanwhile. */
const LATER: Readonly<Partial<Record<ErrorCode, number>>> = { paused: 300, auth: 300, quota: 300, 'store-full': 300 };

function retryHeaders({ code, text }: Failure, now: number): Readonly<Record<string, string>> {
  const seconds = AGAIN_AFTER[code];
  if (seconds !== undefined) {
    const [until] = text.flatMap((part) => ('time' in part ? [part.time] : []));
    const wait = until === undefined ? seconds : Math.max(1, Math.ceil((until - now) / 1000));
    return { 'retry-after': String(wait), 'x-should-retry': 'true' };
  }
  const later = LATER[code];
  return { ...NEVER_AGAIN, ...(later !== undefined && { 'retry-after': String(later) }) };
}

const CODES: Readonly<Partial<Record<ErrorCode, string>>> = {
  'unknown-model': 'model_not_found',
  'model-off': 'model_not_found',
  'content-blocked': 'moderation_blocked',
  'too-fast': 'rate_limit_exceeded',
  'rate-limited': 'provider_rate_limited',
  unavailable: 'provider_unavailable',
  auth: 'provider_unavailable',
  quota: 'provider_unavailable',
};

const NEUTRAL =
  'The service that draws cannot be used at the moment. Whoever runs Easel has been told; there is nothing wrong with your request.';

const MESSAGES: Readonly<Partial<Record<ErrorCode, string>>> = {
  auth: NEUTRAL,
  quota: NEUTRAL,
  'model-unavailable': 'This model cannot be used at the moment. Choose another one; whoever runs Easel has been told.',
  'outcome-unknown':
    'The connection to the service that draws broke after your request was sent, so nobody knows whether a picture was made. Nothing was charged. It is not repeated by itself; send it again if you want it.',
  'held-for-review':
    'A rule lets moderators look at this before you see it. It waits for a moderator; ask for its job later.',
};

const PARAMS: Readonly<Partial<Record<ErrorCode, string>>> = {
  'empty-prompt': 'prompt',
  'prompt-too-long': 'prompt',
  'content-blocked': 'prompt',
  'content-rule': 'prompt',
  'too-many-pictures': 'n',
  'count-out-of-range': 'n',
  'image-too-large': 'image',
  'image-type': 'image',
  'image-broken': 'image',
  'image-animated': 'image',
  'image-too-many-pixels': 'image',
  'image-missing': 'image',
  'images-refused': 'image',
  'needs-image': 'image',
  'too-many-references': 'image',
  'mask-without-image': 'mask',
  'mask-size': 'mask',
  'mask-not-found': 'mask',
  'mask-unreadable': 'mask',
  'mask-too-large': 'mask',
  'region-unknown': 'region',
  'mode-without-mask': 'mode',
  'transparent-needs-alpha': 'output_format',
  'unknown-model': 'model',
  'ambiguous-model': 'model',
  'model-retired': 'model',
  'model-cannot': 'model',
  'model-off': 'model',
  'model-unavailable': 'model',
  'rule-forbids': 'model',
  'no-model-allowed': 'model',
};
