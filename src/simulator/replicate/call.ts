import { type Call, recordedCall, WRONG_KEY } from '../call.ts';
import type { RecordedFile, RecordedRequest } from '../request-log.ts';
import { shortened } from './prediction.ts';
import { type Refusal, unauthenticated } from './refusal.ts';

/** Says no to a missing or wrong key. */
export function keyRefusal(call: Call): Refusal | undefined {
  const key = /^(?:Bearer|Token)\s+(\S+)$/i.exec(call.req.header('authorization') ?? '')?.[1];
  return key === undefined || key === WRONG_KEY ? unauthenticated() : undefined;
}

/** The request as it is kept for who looks later: without its key and without the pictures' bytes. */
export const recorded = (call: Call, body: unknown, files: readonly RecordedFile[] = []): RecordedRequest =>
  recordedCall(call, { vendor: 'replicate', path: pathOf(call), body: shortened(body), files });

export const pathOf = (call: Call): string => call.req.path.replace(/^\/replicate\/v1(?=\/|$)/, '');

export const originOf = (call: Call): string => new URL(call.req.url).origin;
