import { faultAnswer } from '../fault-answer.ts';
import type { Fault } from '../faults.ts';
import { reply } from '../reply.ts';
import type { Wire } from '../wire.ts';
import { refuse } from './call.ts';
import { busy, creditsGone, overloaded, promptBlocked, serverFailed } from './refusal.ts';

/** What Runware answers under a fault; `undefined` where it only spoils the real answer. */
export const runwareFault = (fault: Fault | undefined, wire: Wire): Promise<Response | undefined> =>
  faultAnswer(fault, wire, {
    reply,
    // A finished picture is not refused but marked, where that was asked for.
    blocked: ({ stage, categories = ['violence'] }) =>
      stage === 'output' ? undefined : refuse(promptBlocked(categories)),
    rateLimited: (seconds) => refuse(busy(seconds)),
    noMoney: () => refuse(creditsGone()),
    failed: () => refuse(serverFailed()),
    overloaded: () => refuse(overloaded()),
  });
