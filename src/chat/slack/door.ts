import type { Clock } from '#src/ports/clock.ts';
import type { Log } from '#src/ports/log.ts';
import type { Inbox } from './inbox.ts';
import { readIncoming, type Taken } from './incoming.ts';
import { createUnderWay } from './under-way.ts';

export interface DoorParts {
  readonly inbox: Inbox;
  readonly clock: Clock;
  readonly log: Log;
}

/** Resolves when somebody else has it, rejects where it has to be tried again. */
export type HandOver = (taken: Taken) => Promise<void>;

export interface Door {
  /**
   * Takes in what came, whichever way. Resolves as soon as Slack is to be answered: false means not at all, so that it sends it
   * again. What a person waits for is answered before anything is looked up or stored.
   */
  take(payload: unknown): Promise<boolean>;
  /** Begins to take. What was left behind is handed over first, now and from time to time. */
  open(handOver: HandOver): void;
  /** Takes nothing more, and waits for what is being answered. */
  close(): Promise<void>;
  /** Waits for what is being handed over. */
  settled(): Promise<void>;
}

/** Slack waits for three seconds. */
const STORE_MS = 2500;
const LOOK_AGAIN_MS = 5 * 60_000;

/** Between Slack, which has to be answered at once, and everything that takes its time. */
export function createDoor({ inbox, clock, log }: DoorParts): Door {
  const underWay = createUnderWay();
  /** Answers to what is in hand, by its key: the same thing again gets the same answer. */
  const inHand = new Map<string, Promise<boolean>>();
  const answering = new Set<Promise<boolean>>();
  let handOver: HandOver | undefined;
  let nextLook: { stop(): void } | undefined;

  async function take(payload: unknown): Promise<boolean> {
    const incoming = readIncoming(payload, clock.now());
    if (!handOver) return false;
    if (incoming.kind === 'unsupported') return true;
    const known = inHand.get(incoming.key);
    if (known) return known;
    const answer = takeIn(incoming, handOver);
    inHand.set(incoming.key, answer);
    answering.add(answer);
    void answer.finally(() => answering.delete(answer));
    return answer;
  }

  async function takeIn(taken: Taken, to: HandOver): Promise<boolean> {
    const kept = inbox.keep(taken).then(
      () => true,
      (err: unknown) => {
        log.warn({ err, key: taken.key }, 'What came from Slack could not be kept');
        return false;
      },
    );
    if (taken.kind === 'event' && !(await withinReason(kept))) {
      inHand.delete(taken.key);
      return false;
    }
    underWay.watch(lead(taken, to, kept));
    return true;
  }

  /** Whether it was kept, or may still be: a slow store is no reason to let Slack believe that Easel is gone. */
  async function withinReason(kept: Promise<boolean>): Promise<boolean> {
    const { promise: late, resolve } = Promise.withResolvers<boolean>();
    const deadline = clock.after(STORE_MS, () => resolve(true));
    const answer = await Promise.race([kept, late]);
    deadline.stop();
    return answer;
  }

  async function lead(taken: Taken, to: HandOver, kept: Promise<boolean>): Promise<void> {
    try {
      await to(taken);
      if (await kept) await inbox.done(taken.key);
    } catch (err) {
      log.error({ err, key: taken.key }, 'What came from Slack could not be handed over; Easel tries again');
    } finally {
      inHand.delete(taken.key);
    }
  }

  async function takeUp(ageMs: number, to: HandOver): Promise<void> {
    try {
      for (const taken of await inbox.left(ageMs)) {
        if (handOver !== to || inHand.has(taken.key)) continue;
        inHand.set(taken.key, Promise.resolve(true));
        underWay.watch(lead(taken, to, Promise.resolve(true)));
      }
    } catch (err) {
      log.warn({ err }, "Slack's inbox could not be read");
    }
    if (handOver === to) nextLook = clock.after(LOOK_AGAIN_MS, () => underWay.watch(takeUp(LOOK_AGAIN_MS, to)));
  }

  return {
    take,
    open(to) {
      handOver = to;
      underWay.watch(takeUp(0, to));
    },
    async close() {
      handOver = undefined;
      nextLook?.stop();
      await Promise.allSettled(answering);
    },
    settled: () => underWay.settled(clock),
  };
}
