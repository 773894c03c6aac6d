import { createUnderWay } from '#src/chat/under-way.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { Log } from '#src/ports/log.ts';
import type { Inbox } from './inbox.ts';
import type { Taken } from './incoming.ts';

/** Resolves when somebody else has it, rejects where it has to be tried again. */
export type HandOver = (taken: Taken) => Promise<void>;

export interface LeadingParts {
  readonly inbox: Inbox;
  readonly clock: Clock;
  readonly log: Log;
}

const LOOK_AGAIN_MS = 5 * 60_000;

/** Slack has its answer by then: what is done for it begins in the next round of the event loop. */
export const answered = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** Leads what was taken to whoever works on it, and again what was left behind: by another process, or where that failed. */
export function createLeading({ inbox, clock, log }: LeadingParts) {
  const underWay = createUnderWay();
  /** By their keys. */
  const inHand = new Set<string>();
  let to: HandOver | undefined;
  let nextLook: { stop(): void } | undefined;

  async function lead(taken: Taken, handOver: HandOver, kept: Promise<boolean>): Promise<void> {
    inHand.add(taken.key);
    try {
      await answered();
      await handOver(taken);
      if (await kept) await inbox.done(taken.key);
    } catch (err) {
      log.error({ err, key: taken.key }, 'What came from Slack could not be handed over; Easel tries again');
    } finally {
      inHand.delete(taken.key);
    }
  }

  async function takeUp(ageMs: number, handOver: HandOver): Promise<void> {
    const left = await inbox.left(ageMs).catch((err: unknown) => {
      log.warn({ err }, "Slack's inbox could not be read");
      return [];
    });
    if (to !== handOver) return;
    for (const taken of left) if (!inHand.has(taken.key)) underWay.watch(lead(taken, handOver, Promise.resolve(true)));
    nextLook = clock.after(LOOK_AGAIN_MS, () => underWay.watch(takeUp(LOOK_AGAIN_MS, handOver)));
  }

  return {
    isInHand: (key: string): boolean => inHand.has(key),
    open(handOver: HandOver): void {
      to = handOver;
      underWay.watch(takeUp(0, handOver));
    },
    close(): void {
      to = undefined;
      nextLook?.stop();
    },
    /** @param kept whether it is in the inbox, and has to be taken out of it. */
    begin(taken: Taken, kept: Promise<boolean>): void {
      if (to) underWay.watch(lead(taken, to, kept));
    },
    settled: (): Promise<void> => underWay.settled(clock),
  };
}
