import { createUnderWay } from '#src/chat/under-way.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { Log } from '#src/ports/log.ts';
import type { Inbox } from './inbox.ts';
import type { Taken } from './incoming.ts';

/**
 * Resolves when somebody else has it, rejects where it has to be tried again.
 * @param letGo for whoever refuses it: takes it out of the inbox, and says whether it is out.
 */
export type HandOver = (taken: Taken, letGo: () => Promise<boolean>) => Promise<void>;

export interface LeadingParts {
  readonly inbox: Inbox;
  readonly clock: Clock;
  readonly log: Log;
}

const LOOK_AGAIN_MS = 5 * 60_000;
const LET_GO_MS = 2500;

/** Slack has its answer by then: what is done for it begins in the next round of the event loop. */
const answered = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

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
      await handOver(taken, () => letGo(taken.key, kept));
      if (await kept) await inbox.done(taken.key);
    } catch (err) {
      log.error({ err, key: taken.key }, 'What came from Slack could not be handed over; Easel tries again');
    } finally {
      inHand.delete(taken.key);
    }
  }

  /** A store that is slow must not keep anybody from hearing why they are refused. */
  async function letGo(key: string, kept: Promise<boolean>): Promise<boolean> {
    const { promise: late, resolve } = Promise.withResolvers<boolean>();
    const deadline = clock.after(LET_GO_MS, () => resolve(false));
    const isOut = kept.then((isIn) => !isIn || inbox.done(key));
    return Promise.race([isOut, late]).finally(() => deadline.stop());
  }

  /** While nothing can be taken out of the inbox, nothing that is refused could stay refused. */
  async function again(taken: Taken, handOver: HandOver): Promise<void> {
    inHand.add(taken.key);
    if (taken.givenUp) return lead(taken, handOver, Promise.resolve(false));
    if (await inbox.tried(taken.key)) await lead({ ...taken, takenUp: true }, handOver, Promise.resolve(true));
    else inHand.delete(taken.key);
  }

  async function takeUp(ageMs: number, handOver: HandOver): Promise<void> {
    const left = await inbox.left(ageMs).catch((err: unknown) => {
      log.warn({ err }, "Slack's inbox could not be read");
      return [];
    });
    if (to !== handOver) return;
    for (const taken of left) if (!inHand.has(taken.key)) underWay.watch(again(taken, handOver));
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
