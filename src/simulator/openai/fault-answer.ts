import { faultAnswer } from '../fault-answer.ts';
import type { Fault } from '../faults.ts';
import type { Wire } from '../wire.ts';
import { refuse, reply } from './call.ts';
import { moderationBlocked, overloaded, quotaExhausted, rateLimited, serverFailed } from './refusal.ts';

/** What OpenAI answers under a fault; `undefined` where it only spoils the real answer. */
export const openAiFault = (fault: Fault | undefined, requestId: string, wire: Wire): Promise<Response | undefined> =>
  faultAnswer(fault, wire, {
    reply: (body, status, headers) => reply(requestId, body, status, headers),
    blocked: ({ stage = 'input', categories = ['violence'] }) =>
      refuse(requestId, moderationBlocked(stage, categories, requestId)),
    rateLimited: (seconds) => refuse(requestId, rateLimited(seconds)),
    noMoney: () => refuse(requestId, quotaExhausted()),
    failed: () => refuse(requestId, serverFailed()),
    overloaded: () => refuse(requestId, overloaded()),
  });
