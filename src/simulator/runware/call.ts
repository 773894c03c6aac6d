import { type Call, recordedCall, WRONG_KEY } from '../call.ts';
import { reply } from '../reply.ts';
import type { RecordedFile, RecordedRequest } from '../request-log.ts';
import { type Complaint, keyRefused } from './refusal.ts';

/** Says no to a missing or wrong key. */
export function keyRefusal(call: Call): Complaint | undefined {
  const key = /^Bearer\s+(\S+)$/i.exec(call.req.header('authorization') ?? '')?.[1];
  if (key === undefined) return keyRefused('missing');
  return key === WRONG_KEY ? keyRefused('invalid') : undefined;
}

/** The request as it is kept for who looks later: without its key and without the pictures' bytes. */
export function recorded(call: Call, body: unknown): RecordedRequest {
  const files: RecordedFile[] = [];
  const kept = shortened(body, files);
  // Everything is a task, sent to one address.
  return recordedCall(call, { vendor: 'runware', path: '/', body: kept, files });
}

/** The body with each data URI cut to its type, and noted among the files. */
function shortened(value: unknown, files: RecordedFile[], field = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => shortened(item, files, field));
  if (typeof value === 'string') return cut(value, files, field);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shortened(inner, files, name)]));
}

function cut(words: string, files: RecordedFile[], field: string): string {
  const [start, type] = /^data:([\w/+.-]{1,100});base64,/.exec(words.slice(0, 120)) ?? [];
  if (start === undefined || type === undefined) return words;
  const bytes = Buffer.byteLength(words.slice(start.length), 'base64');
  files.push({ field, name: `${field}-${files.length + 1}`, type, bytes });
  return start;
}

interface Reason {
  readonly taskType?: unknown;
  readonly taskUUID?: unknown;
}

export const refuse = (complaint: Complaint, { taskType, taskUUID }: Reason = {}): Response =>
  reply({ errors: [errorOf(complaint, { taskType, taskUUID })] }, complaint.status, retryHeader(complaint));

/** One entry of a list of errors. */
export const errorOf = ({ code, message, parameter }: Complaint, reason: Reason) => ({
  code,
  message,
  ...(parameter !== undefined && { parameter }),
  ...reason,
});

const retryHeader = ({ retryAfter }: Complaint): Readonly<Record<string, string>> =>
  retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
