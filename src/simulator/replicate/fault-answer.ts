import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Fault } from '../faults.ts';
import { gone, type Wire } from '../openai/disturb.ts';
import { insufficientCredit, type Refusal, refuse, reply, serverFailed, throttled } from './refusal.ts';

/** What a fault does instead of any answer; `undefined` where it only spoils what becomes of the prediction. */
export async function faultAnswer(fault: Fault | undefined, wire: Wire): Promise<Response | undefined> {
  if (!fault) return undefined;
  if (fault.kind === 'status') return reply(fault.body ?? {}, fault.status, fault.headers);
  if (fault.kind === 'hang_before_headers') await gone(wire.signal);
  if (fault.kind === 'reset_after_send') wire.reset();
  if (fault.kind === 'hang_before_headers' || fault.kind === 'reset_after_send') return RESPONSE_ALREADY_SENT;
  const refusal = refusalOf(fault);
  return refusal && refuse(refusal);
}

function refusalOf(fault: Fault): Refusal | undefined {
  switch (fault.kind) {
    case 'rate_limit':
      return throttled(fault.retryAfterSeconds ?? 1);
    // The service documents no other way of saying that it has too much to do.
    case 'overloaded':
      return throttled(1);
    case 'insufficient_quota':
      return insufficientCredit();
    case 'server_error':
      return serverFailed();
    default:
      return undefined;
  }
}
