import { type Call, recordedCall } from '../call.ts';
import { recordedBody, type Sent } from '../openai/read-sent.ts';
import { isRefusal, type Refusal } from '../openai/refusal.ts';
import type { RecordedRequest } from '../request-log.ts';

export const pathOf = (call: Call): string => call.req.path.replace(/^\/compatible\/v1(?=\/|$)/, '');

/** The request as it is kept for who looks later: without its key and without the pictures, written out in JSON or not. */
export const recorded = (call: Call, sent: Sent | Refusal | undefined): RecordedRequest =>
  recordedCall(call, {
    vendor: 'compatible',
    path: pathOf(call),
    body: sent && withoutPictures(recordedBody(sent)),
    files: sent && !isRefusal(sent) ? sent.files : [],
  });

const WRITTEN: ReadonlySet<string> = new Set(['file', 'files', 'ref_images']);

function withoutPictures(body: unknown): unknown {
  if (typeof body !== 'object' || body === null) return body;
  const entries = Object.entries(body).map(([name, value]: [string, unknown]) => [
    name,
    WRITTEN.has(name) ? marked(value) : value,
  ]);
  return Object.fromEntries(entries);
}

const marked = (value: unknown): unknown => (Array.isArray(value) ? value.map(() => '<file>') : '<file>');
