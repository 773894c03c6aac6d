import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Fault } from './faults.ts';
import { gone, type Wire } from './wire.ts';

/** How a dialect says that something is wrong. */
export interface FaultWords {
  reply(body: unknown, status: number, headers?: Readonly<Record<string, string>>): Response;
  /** What a content filter answers; nothing where the dialect shows a block in another way. */
  blocked?(fault: Extract<Fault, { kind: 'moderation_blocked' }>): Response | undefined;
  rateLimited(retryAfterSeconds: number): Response;
  noMoney(): Response;
  failed(): Response;
  overloaded(): Response;
}

/** What a fault does instead of any answer; `undefined` where it only spoils the real one. */
export async function faultAnswer(
  fault: Fault | undefined,
  wire: Wire,
  words: FaultWords,
): Promise<Response | undefined> {
  switch (fault?.kind) {
    case 'status':
      return words.reply(fault.body ?? {}, fault.status, fault.headers);
    case 'hang_before_headers':
      await gone(wire.signal);
      return RESPONSE_ALREADY_SENT;
    case 'reset_after_send':
      wire.reset();
      return RESPONSE_ALREADY_SENT;
    case 'moderation_blocked':
      return words.blocked?.(fault);
    case 'rate_limit':
      return words.rateLimited(fault.retryAfterSeconds ?? 1);
    case 'insufficient_quota':
      return words.noMoney();
    case 'server_error':
      return words.failed();
    case 'overloaded':
      return words.overloaded();
    default:
      return undefined;
  }
}
