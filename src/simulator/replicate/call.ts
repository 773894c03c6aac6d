import type { Call } from '../openai/call.ts';
import type { RecordedFile, RecordedRequest } from '../request-log.ts';
import { shortened } from './prediction.ts';
import { type Refusal, unauthenticated } from './refusal.ts';

/** One key is wrong on purpose, so that a refused key can be seen; any other will do. */
const WRONG_KEY = 'wrong-key';

/** Says no to a missing or wrong key. */
export function keyRefusal(call: Call): Refusal | undefined {
  const key = /^(?:Bearer|Token)\s+(\S+)$/i.exec(call.req.header('authorization') ?? '')?.[1];
  return key === undefined || key === WRONG_KEY ? unauthenticated() : undefined;
}

/** The request as it is kept for who looks later: without its key and without the pictures' bytes. */
export function recorded(call: Call, body: unknown, files: readonly RecordedFile[] = []): RecordedRequest {
  const { authorization: _key, ...headers } = call.req.header();
  return {
    vendor: 'replicate',
    method: call.req.method,
    path: pathOf(call),
    contentType: call.req.header('content-type') ?? '',
    body: shortened(body),
    headers,
    files,
  };
}

export const pathOf = (call: Call): string => call.req.path.replace(/^\/replicate\/v1(?=\/|$)/, '');

export const originOf = (call: Call): string => new URL(call.req.url).origin;
