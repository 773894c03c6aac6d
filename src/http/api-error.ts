import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** An error as OpenAI's API words it, so that its clients show the message. Source: OpenAI's `Error` and `ErrorResponse` schemas. */
export interface ApiError {
  readonly error: {
    readonly message: string;
    readonly type: 'invalid_request_error' | 'rate_limit_error' | 'server_error';
    readonly param: string | null;
    readonly code: string | null;
    /** What Easel knows beside that. */
    readonly metadata?: ErrorMetadata;
  };
}

export interface ErrorMetadata {
  /** Whose problem it is: `prompt`, `image`, `provider`, `settings`, `operator` or `easel`. */
  readonly blame: string;
  readonly charged: boolean;
  readonly jobId?: string;
}

interface Details {
  readonly code?: string | null;
  readonly param?: string | null;
  readonly metadata?: ErrorMetadata;
}

/** Wraps a sentence for an answer with that status. */
export const apiError = (
  status: ContentfulStatusCode,
  message: string,
  { code = null, param = null, metadata }: Details = {},
): ApiError => ({ error: { message, type: typeOf(status), param, code, ...(metadata && { metadata }) } });

function typeOf(status: ContentfulStatusCode): ApiError['error']['type'] {
  if (status === 429) return 'rate_limit_error';
  return status >= 500 ? 'server_error' : 'invalid_request_error';
}
