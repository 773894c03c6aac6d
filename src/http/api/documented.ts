import { type createRoute, z } from '@hono/zod-openapi';
import { ERROR } from './answer-schemas.ts';

/** One call of the API, as the document describes it. */
export type Documented = Parameters<typeof createRoute>[0];

/** What answers carry beside their bodies: of all, of some, and which. */
export const HEADERS = {
  'x-request-id': 'The name of this call; say it to whoever runs Easel.',
  'x-ratelimit-limit-requests': 'How many requests the key has a minute.',
  'x-ratelimit-remaining-requests': 'How many are left of them.',
  'x-ratelimit-reset-requests': 'When there are all of them again, such as `14s`.',
  'x-easel-job-id': 'The job of this request, for `GET /v1/jobs/{id}`.',
  'openai-processing-ms': 'How long it took.',
  'retry-after': 'In how many seconds to come again.',
  'x-should-retry': '`false` where asking again might be paid twice or changes nothing; official clients heed it.',
} as const;

type HeaderName = keyof typeof HEADERS;

const EVERYWHERE: readonly HeaderName[] = [
  'x-request-id',
  'x-ratelimit-limit-requests',
  'x-ratelimit-remaining-requests',
  'x-ratelimit-reset-requests',
];
const OF_IMAGES: readonly HeaderName[] = ['x-easel-job-id', 'openai-processing-ms'];
const OF_FAILURES: readonly HeaderName[] = ['x-should-retry'];
const OF_WAITING: readonly HeaderName[] = ['retry-after'];

const headersOf = (names: readonly HeaderName[]) =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));

/** Of every answer that went well. */
export const USUAL_HEADERS = headersOf(EVERYWHERE);
export const IMAGE_HEADERS = headersOf([...EVERYWHERE, ...OF_IMAGES]);

export const json = (schema: z.ZodType, description: string, example?: unknown) => ({
  description,
  headers: USUAL_HEADERS,
  content: { 'application/json': { schema, ...(example !== undefined && { example }) } },
});

/** What each status means, and an answer with it. */
const FAILURES = {
  400: [
    'Something in the request does not fit, or a rule refuses it.',
    'unknown_parameter',
    "Unknown parameter: 'sise'.",
  ],
  401: ['The key is missing, wrong or revoked.', 'invalid_api_key', 'Your API key is wrong, or was revoked.'],
  402: ['Too few credits, or a budget is spent.', 'not_enough_credits', 'This costs 8 credits and you have 3.'],
  403: ['Not allowed.', 'foreign_origin', 'The API takes no calls of pages of other origins.'],
  404: ['There is no such model, job, batch or picture.', 'job_not_found', 'There is no such job of this key.'],
  408: ['It took too long to come.', 'body_too_slow', 'The request did not come within 240 seconds. Send it again.'],
  409: ['It is over, was canceled, or costs more by now.', 'canceled', 'This was canceled. Nothing was charged.'],
  413: ['Too large.', 'body_too_large', 'Your request has more than 64 MB.'],
  415: ['Of a type that is not taken.', 'unsupported_media_type', 'Send JSON here.'],
  422: [
    'The Idempotency-Key was used with another request.',
    'idempotency_key_reused',
    'Use another key for another request.',
  ],
  429: ['Too many requests; Retry-After tells when to come again.', 'rate_limit_exceeded', 'Try again in 14 seconds.'],
  500: [
    'Something went wrong inside Easel.',
    'internal',
    'Something went wrong inside Easel. The log has the details.',
  ],
  502: [
    'The service that draws failed, or nobody knows what became of it.',
    'provider_failed',
    'OpenAI failed. Nothing was charged.',
  ],
  503: [
    'Not now; Retry-After tells when to come again.',
    'shutting_down',
    'Easel is restarting. Send it again in a minute.',
  ],
} as const;

type FailureStatus = keyof typeof FAILURES;

const failure = (status: FailureStatus) => {
  const [description, code, message] = FAILURES[status];
  const type = status === 429 ? 'rate_limit_error' : status >= 500 ? 'server_error' : 'invalid_request_error';
  const waits = status === 429 || status === 503 ? OF_WAITING : [];
  // Whose key is not known has no limit to tell of.
  const usual = status === 401 ? EVERYWHERE.slice(0, 1) : EVERYWHERE;
  return {
    ...json(ERROR, description, { error: { message, type, param: null, code } }),
    headers: headersOf([...usual, ...OF_FAILURES, ...waits]),
  };
};

export const failures = (...statuses: readonly FailureStatus[]) =>
  Object.fromEntries(statuses.map((status) => [status, failure(status)]));

export const IDEMPOTENCY = z.object({
  'idempotency-key': z.string().max(255).optional().openapi({
    description: 'The same request with the same key within 24 hours is made once, and gives the same answer.',
  }),
});

export const ID = { params: z.object({ id: z.string() }) };
export const ALWAYS = [401, 403, 429, 500, 503] as const;
