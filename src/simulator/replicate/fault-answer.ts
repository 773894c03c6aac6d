import { faultAnswer } from '../fault-answer.ts';
import type { Fault } from '../faults.ts';
import { reply } from '../reply.ts';
import type { Wire } from '../wire.ts';
import { insufficientCredit, refuse, serverFailed, throttled } from './refusal.ts';

/** What Replicate answers under a fault; `undefined` where it only spoils what becomes of the prediction. */
export const replicateFault = (fault: Fault | undefined, wire: Wire): Promise<Response | undefined> =>
  faultAnswer(fault, wire, {
    reply,
    rateLimited: (seconds) => refuse(throttled(seconds)),
    noMoney: () => refuse(insufficientCredit()),
    failed: () => refuse(serverFailed()),
    // The service documents no other way of saying that it has too much to do.
    overloaded: () => refuse(throttled(1)),
  });
