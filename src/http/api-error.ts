import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** An error as OpenAI's API words it, so that its clients show the message. Source: OpenAI's `Error` and `ErrorResponse` schemas. */
export interface ApiError {
  readonly error: {
    readonly message: string;
    readonly type: 'invalid_request_error' | 'server_error';
    readonly param: string | null;
    readonly code: string | null;
  };
}

/** Wraps a sentence for an answer with that status. */
export const apiError = (
  status: ContentfulStatusCode,
  message: string,
  { code = null, param = null }: { code?: string | null; param?: string | null } = {},
): ApiError => ({
  error: { message, type: status >= 500 ? 'server_error' : 'invalid_request_error', param, code },
});
