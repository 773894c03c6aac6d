import type { Call } from '../openai/call.ts';
import { recordedBody, type Sent } from '../openai/read-sent.ts';
import { isRefusal, type Refusal } from '../openai/refusal.ts';
import type { RecordedRequest } from '../request-log.ts';

export const pathOf = (call: Call): string => call.req.path.replace(/^\/compatible\/v1(?=\/|$)/, '');

/** The request as it is kept for who looks later: without its key and without the pictures, written out in JSON or not. */
export function recorded(call: Call, sent: Sent | Refusal | undefined): RecordedRequest {
  const { authorization: _key, ...headers } = call.req.header();
  const files = sent && !isRefusal(sent) ? sent.files : [];
  return {
    vendor: 'compatible',
    method: call.req.method,
    path: pathOf(call),
    contentType: call.req.header('content-type') ?? '',
    body: sent && withoutPictures(recordedBody(sent)),
    headers,
    files: files.map(({ field, name, type, bytes }) => ({ field, name, type, bytes })),
  };
}

const WRITTEN: ReadonlySet<string> = new Set(['file', 'files', 'ref_images']);

function withoutPictures(body: unknown): unknown {
  if (typeof body !== 'object' || body === null) return body;
  const entries = Object.entries(body).map(([name, value]: [string, unknown]) => [
    name,
    WRITTEN.has(name) ? placeholder(value) : value,
  ]);
  return Object.fromEntries(entries);
}

const placeholder = (value: unknown): unknown => (Array.isArray(value) ? value.map(() => '<file>') : '<file>');
