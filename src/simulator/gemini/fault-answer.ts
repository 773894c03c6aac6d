import { faultAnswer } from '../fault-answer.ts';
import type { Fault } from '../faults.ts';
import type { Wire } from '../wire.ts';
import { blockedPicture, blockedPrompt, type Frame } from './answers.ts';
import { refuse, reply } from './call.ts';
import { overloaded, quotaExhausted, rateLimited, serverFailed } from './refusal.ts';

/** What Gemini answers under a fault; `undefined` where it only spoils the real answer. */
export const geminiFault = (fault: Fault | undefined, frame: Frame, wire: Wire): Promise<Response | undefined> =>
  faultAnswer(fault, wire, {
    reply,
    blocked: ({ stage, categories = [] }) =>
      reply((stage === 'output' ? blockedPicture : blockedPrompt)(categories, frame)),
    rateLimited: (seconds) => refuse(rateLimited(seconds)),
    noMoney: () => refuse(quotaExhausted()),
    failed: () => refuse(serverFailed()),
    overloaded: () => refuse(overloaded()),
  });
