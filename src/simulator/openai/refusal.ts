/** An answer that is not the thing asked for, in OpenAI's shape. */
export interface Refusal {
  readonly status: number;
  readonly error: ErrorBody;
  readonly headers?: Readonly<Record<string, string>>;
}

interface ErrorBody {
  readonly message: string;
  readonly type: string;
  readonly param: string | null;
  readonly code: string | null;
  readonly moderation_details?: { readonly categories: readonly string[]; readonly moderation_stage: string };
}

export const isRefusal = <T extends object>(value: T | Refusal): value is Refusal =>
  'error' in value && 'status' in value;

/** 400: the request is wrong in a way its sender can mend. */
export const invalid = (message: string, param: string | null, code: string | null): Refusal => ({
  status: 400,
  error: { message, type: 'invalid_request_error', param, code },
});

/** 400 as the picture maker itself answers, once the request's form was right. */
export const unusable = (message: string, param: string | null, code: string): Refusal => ({
  status: 400,
  error: { message, type: 'image_generation_user_error', param, code },
});

export const missingKey = (): Refusal => ({
  status: 401,
  error: {
    message:
      "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).",
    type: 'invalid_request_error',
    param: null,
    code: null,
  },
});

export const wrongKey = (shown: string): Refusal => ({
  status: 401,
  error: {
    message: `Incorrect API key provided: ${shown}. You can find your API key at https://platform.openai.com/account/api-keys.`,
    type: 'invalid_request_error',
    param: null,
    code: 'invalid_api_key',
  },
});

export const unknownModel = (model: string): Refusal => ({
  status: 404,
  error: {
    message: `The model \`${model}\` does not exist or you do not have access to it.`,
    type: 'invalid_request_error',
    param: null,
    code: 'model_not_found',
  },
});

export const unknownPath = (method: string, path: string): Refusal => ({
  status: 404,
  error: { message: `Invalid URL (${method} ${path})`, type: 'invalid_request_error', param: null, code: null },
});

export const tooLarge = (maxBytes: number): Refusal => ({
  status: 413,
  error: {
    message: `Maximum content size limit (${maxBytes} bytes) exceeded.`,
    type: 'invalid_request_error',
    param: null,
    code: 'content_too_large',
  },
});

export const moderationBlocked = (
  stage: 'input' | 'output',
  categories: readonly string[],
  requestId: string,
): Refusal => ({
  status: 400,
  error: {
    message: `Your request was rejected by the safety system. If you believe this is an error, contact us at help.openai.com and include the request ID ${requestId}.`,
    type: 'image_generation_user_error',
    param: null,
    code: 'moderation_blocked',
    moderation_details: { categories, moderation_stage: stage },
  },
});

export const rateLimited = (retryAfterSeconds: number): Refusal => ({
  status: 429,
  headers: { 'retry-after': String(retryAfterSeconds), 'retry-after-ms': String(retryAfterSeconds * 1000) },
  error: {
    message: `Rate limit reached for images per min (IPM): Limit 5, Used 5, Requested 1. Please try again in ${retryAfterSeconds}s.`,
    type: 'input-images',
    param: null,
    code: 'rate_limit_exceeded',
  },
});

export const quotaExhausted = (): Refusal => ({
  status: 429,
  error: {
    message: 'You exceeded your current quota, please check your plan and billing details.',
    type: 'insufficient_quota',
    param: null,
    code: 'insufficient_quota',
  },
});

export const serverFailed = (): Refusal => ({
  status: 500,
  error: {
    message: 'The server had an error while processing your request. Sorry about that!',
    type: 'server_error',
    param: null,
    code: 'server_error',
  },
});

export const overloaded = (): Refusal => ({
  status: 503,
  error: {
    message: 'Our servers are currently overloaded. Please try again later.',
    type: 'service_unavailable_error',
    param: null,
    code: 'server_is_overloaded',
  },
});
