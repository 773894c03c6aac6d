import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Fault } from '../faults.ts';
import { gone, type Wire } from '../openai/disturb.ts';
import { blockedPicture, blockedPrompt, type Frame } from './answers.ts';
import { refuse, reply } from './call.ts';
import { overloaded, quotaExhausted, type Refusal, rateLimited, serverFailed } from './refusal.ts';

/** What a fault does instead of any answer; `undefined` where it only spoils the real one. */
export async function faultAnswer(fault: Fault | undefined, frame: Frame, wire: Wire): Promise<Response | undefined> {
  if (!fault) return undefined;
  if (fault.kind === 'status') return reply(fault.body ?? {}, fault.status, fault.headers);
  if (fault.kind === 'hang_before_headers') await gone(wire.signal);
  if (fault.kind === 'reset_after_send') wire.reset();
  if (fault.kind === 'hang_before_headers' || fault.kind === 'reset_after_send') return RESPONSE_ALREADY_SENT;
  if (fault.kind === 'moderation_blocked')
    return reply((fault.stage === 'output' ? blockedPicture : blockedPrompt)(fault.categories ?? [], frame));
  const refusal = refusalOf(fault);
  return refusal && refuse(refusal);
}

function refusalOf(fault: Fault): Refusal | undefined {
  switch (fault.kind) {
    case 'rate_limit':
      return rateLimited(fault.retryAfterSeconds ?? 1);
    case 'insufficient_quota':
      return quotaExhausted();
    case 'server_error':
      return serverFailed();
    case 'overloaded':
      return overloaded();
    default:
      return undefined;
  }
}
