import { type Call, recordedCall, WRONG_KEY } from '../call.ts';
import { reply as replyJson } from '../reply.ts';
import type { RecordedFile, RecordedRequest } from '../request-log.ts';
import { missingKey, type Refusal, wrongKey } from './refusal.ts';

/** Says no to a missing or wrong key. It may stand in the header or in the address. */
export function keyRefusal(call: Call): Refusal | undefined {
  const key = call.req.header('x-goog-api-key') || call.req.query('key');
  if (!key) return missingKey();
  return key === WRONG_KEY ? wrongKey() : undefined;
}

/** Without what the base address and the version have already: `/models/NAME:generateContent`. */
export const pathOf = (call: Call): string =>
  call.req.path.replace(/^\/gemini(?=\/|$)/, '').replace(/^\/v1(beta)?(?=\/|$)/, '');

/** The request as it is kept for who looks later: without its key and without the pictures' bytes. */
export function recorded(call: Call, body: unknown): RecordedRequest {
  const files: RecordedFile[] = [];
  const kept = shortened(body, files);
  // The vendor's description only knows the older version; both take the same bodies.
  return recordedCall(call, { vendor: 'gemini', path: `/v1beta${pathOf(call)}`, body: kept, files });
}

/** As many characters of base64 as keep a picture's first bytes; a multiple of four, so that it stays base64. */
const KEPT = 16;

/** The body with each inline picture cut to its beginning, and noted among the files. */
function shortened(value: unknown, files: RecordedFile[]): unknown {
  if (Array.isArray(value)) return value.map((item) => shortened(item, files));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      if (name !== 'inlineData' || !isInline(inner)) return [name, shortened(inner, files)];
      const { mimeType, data } = inner;
      const at = files.length + 1;
      files.push({
        field: name,
        name: `inline-${at}`,
        type: String(mimeType),
        bytes: Buffer.byteLength(data, 'base64'),
      });
      return [name, { ...inner, data: data.slice(0, KEPT) }];
    }),
  );
}

const isInline = (value: unknown): value is { readonly mimeType?: unknown; readonly data: string } =>
  typeof value === 'object' && value !== null && 'data' in value && typeof value.data === 'string';

/** Answers with JSON. */
export const reply = (body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Response =>
  replyJson(body, status, { 'content-type': 'application/json; charset=UTF-8', ...headers });

export const refuse = ({ status, error }: Refusal): Response => reply({ error }, status);
