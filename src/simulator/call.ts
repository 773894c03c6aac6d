import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { RecordedFile, RecordedRequest } from './request-log.ts';

export type Env = { Bindings: HttpBindings };
export type Call = Context<Env>;

/** One key is wrong on purpose, so that a refused key can be seen; any other will do. */
export const WRONG_KEY = 'wrong-key';

/** A call as it is kept for who looks later: without its key. The pictures' bytes are to be left out of the body before. */
export function recordedCall(
  call: Call,
  { files = [], ...known }: Pick<RecordedRequest, 'vendor' | 'path' | 'body'> & { files?: readonly RecordedFile[] },
): RecordedRequest {
  const { authorization: _key, 'x-goog-api-key': _other, ...headers } = call.req.header();
  return {
    ...known,
    method: call.req.method,
    contentType: call.req.header('content-type') ?? '',
    headers,
    files: files.map(({ field, name, type, bytes }) => ({ field, name, type, bytes })),
  };
}
