import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Fault } from '../faults.ts';
import { gone, type Wire } from '../openai/disturb.ts';
import { refuse, reply } from './call.ts';
import { busy, type Complaint, creditsGone, overloaded, promptBlocked, serverFailed } from './refusal.ts';

/** What a fault does instead of any answer; `undefined` where it only spoils the real one. */
export async function faultAnswer(fault: Fault | undefined, wire: Wire): Promise<Response | undefined> {
  if (!fault) return undefined;
  if (fault.kind === 'status') return reply(fault.body ?? {}, fault.status, fault.headers);
  if (fault.kind === 'hang_before_headers') await gone(wire.signal);
  if (fault.kind === 'reset_after_send') wire.reset();
  if (fault.kind === 'hang_before_headers' || fault.kind === 'reset_after_send') return RESPONSE_ALREADY_SENT;
  const complaint = complaintOf(fault);
  return complaint && refuse(complaint);
}

function complaintOf(fault: Fault): Complaint | undefined {
  switch (fault.kind) {
    case 'moderation_blocked':
      return fault.stage === 'output' ? undefined : promptBlocked(fault.categories ?? ['violence']);
    case 'rate_limit':
      return busy(fault.retryAfterSeconds ?? 1);
    case 'insufficient_quota':
      return creditsGone();
    case 'server_error':
      return serverFailed();
    case 'overloaded':
      return overloaded();
    default:
      return undefined;
  }
}
