import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { apiError } from '../api-error.ts';

/** What a refusal answers beside its sentence. */
export interface RefusalDetails {
  readonly code: string;
  /** The field of the request that it is about. */
  readonly param: string | null;
  readonly headers: Readonly<Record<string, string>>;
}

const details = new WeakMap<HTTPException, RefusalDetails>();

/** A refusal in OpenAI's shape, to be thrown. @param param the field of the request that it is about. */
export function refuse(
  status: ContentfulStatusCode,
  code: string,
  message: string,
  param: string | null = null,
  headers: Readonly<Record<string, string>> = {},
): HTTPException {
  const res = Response.json(apiError(status, message, { code, param }), {
    status,
    headers: { 'X-Content-Type-Options': 'nosniff', ...headers },
  });
  const refusal = new HTTPException(status, { message, res });
  details.set(refusal, { code, param, headers });
  return refusal;
}

/** Of one that `refuse` made. */
export const detailsOf = (refusal: HTTPException): RefusalDetails | undefined => details.get(refusal);
