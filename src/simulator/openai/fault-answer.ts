import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Fault } from '../faults.ts';
import { refuse, reply } from './call.ts';
import { gone, type Wire } from './disturb.ts';
import { moderationBlocked, overloaded, quotaExhausted, type Refusal, rateLimited, serverFailed } from './refusal.ts';

/** What a fault does instead of any answer; `undefined` where it only spoils the real one. */
export async function faultAnswer(
  fault: Fault | undefined,
  requestId: string,
  wire: Wire,
): Promise<Response | undefined> {
  if (!fault) return undefined;
  if (fault.kind === 'status') return reply(requestId, fault.body ?? {}, fault.status, fault.headers);
  if (fault.kind === 'hang_before_headers') await gone(wire.signal);
  if (fault.kind === 'reset_after_send') wire.reset();
  if (fault.kind === 'hang_before_headers' || fault.kind === 'reset_after_send') return RESPONSE_ALREADY_SENT;
  const refusal = refusalOf(fault, requestId);
  return refusal && refuse(requestId, refusal);
}

/** Whether a provider may have begun to draw, and to bill, when this happens. */
export function isTaken(fault: Fault | undefined): boolean {
  if (!fault) return true;
  if (fault.kind === 'status')
    return fault.status < 400 || fault.status === 408 || (fault.status >= 500 && fault.status !== 503);
  if (fault.kind === 'moderation_blocked') return fault.stage === 'output';
  return !['rate_limit', 'insufficient_quota', 'overloaded'].includes(fault.kind);
}

function refusalOf(fault: Fault, requestId: string): Refusal | undefined {
  switch (fault.kind) {
    case 'moderation_blocked':
      return moderationBlocked(fault.stage ?? 'input', fault.categories ?? ['violence'], requestId);
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
