import { type Call, recordedCall, WRONG_KEY } from '../call.ts';
import { reply as replyJson } from '../reply.ts';
import type { RecordedRequest } from '../request-log.ts';
import { recordedBody, type Sent } from './read-sent.ts';
import { isRefusal, missingKey, type Refusal, wrongKey } from './refusal.ts';

/** Says no to a missing or wrong key. */
export function keyRefusal(call: Call): Refusal | undefined {
  const key = /^Bearer\s+(\S+)$/i.exec(call.req.header('authorization') ?? '')?.[1];
  if (key === undefined) return missingKey();
  return key === WRONG_KEY ? wrongKey(key) : undefined;
}

/** The request as it is kept for who looks later: without its key and without the pictures' bytes. */
export const recorded = (call: Call, sent: Sent | Refusal | undefined): RecordedRequest =>
  recordedCall(call, {
    vendor: 'openai',
    path: pathOf(call),
    body: sent && recordedBody(sent),
    files: sent && !isRefusal(sent) ? sent.files : [],
  });

export const pathOf = (call: Call): string => call.req.path.replace(/^\/v1(?=\/|$)/, '');

/** Answers with JSON and the request's id. */
export const reply = (
  requestId: string,
  body: unknown,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): Response => replyJson(body, status, { 'x-request-id': requestId, ...headers });

export const refuse = (requestId: string, { status, error, headers }: Refusal): Response =>
  reply(requestId, { error }, status, headers);
