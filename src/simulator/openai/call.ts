import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { RecordedRequest } from '../request-log.ts';
import type { Wire } from './disturb.ts';
import { recordedBody, type Sent } from './read-sent.ts';
import { isRefusal, missingKey, type Refusal, wrongKey } from './refusal.ts';

export type Env = { Bindings: HttpBindings };
export type Call = Context<Env>;

/** One key is wrong on purpose, so that a refused key can be seen; any other will do. */
const WRONG_KEY = 'wrong-key';

/** Says no to a missing or wrong key. */
export function keyRefusal(call: Call): Refusal | undefined {
  const key = /^Bearer\s+(\S+)$/i.exec(call.req.header('authorization') ?? '')?.[1];
  if (key === undefined) return missingKey();
  return key === WRONG_KEY ? wrongKey(key) : undefined;
}

/** The request as it is kept for who looks later: without its key and without the pictures' bytes. */
export function recorded(call: Call, sent: Sent | Refusal | undefined): RecordedRequest {
  const { authorization: _key, ...headers } = call.req.header();
  const files = sent && !isRefusal(sent) ? sent.files : [];
  return {
    vendor: 'openai',
    method: call.req.method,
    path: pathOf(call),
    contentType: call.req.header('content-type') ?? '',
    body: sent && recordedBody(sent),
    headers,
    files: files.map(({ field, name, type, bytes }) => ({ field, name, type, bytes })),
  };
}

export const pathOf = (call: Call): string => call.req.path.replace(/^\/v1(?=\/|$)/, '');

/** The connection of a call. Not the request's own signal: that one exists only once somebody asked for it in time. */
export function wireOf({ env: { outgoing } }: Call): Wire {
  const gone = new AbortController();
  if (outgoing.destroyed) gone.abort();
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) gone.abort(new Error('The client is gone.'));
  });
  return {
    signal: gone.signal,
    unsent: () => outgoing.writableLength,
    cut: () => void outgoing.destroy(),
    reset: () => void outgoing.socket?.resetAndDestroy(),
  };
}

/** Answers with JSON and the request's id. */
export const reply = (
  requestId: string,
  body: unknown,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): Response =>
  new Response(typeof body === 'string' ? body : JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json', 'x-request-id': requestId, ...headers },
  });

export const refuse = (requestId: string, { status, error, headers }: Refusal): Response =>
  reply(requestId, { error }, status, headers);
