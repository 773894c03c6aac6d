import { createUnderWay } from '#src/chat/under-way.ts';
import { type Clock, inTime } from '#src/ports/clock.ts';
import type { Documents } from '#src/ports/documents.ts';
import type { Log } from '#src/ports/log.ts';
import type { Processes } from '#src/ports/processes.ts';
import type { Around } from './intake/around.ts';

/** Something that Discord told, once and never again. */
export interface Arrival {
  /** Of the interaction or message. */
  readonly id: string;
  readonly kind: 'interaction' | 'message';
  /** As it came, as far as it is read. */
  readonly data: object;
  /** What was known beside it. */
  readonly around: Around;
  /** Epoch milliseconds by our clock. */
  readonly receivedAt: number;
}

export interface KeptArrival extends Arrival {
  /** The process that has it in hand. */
  readonly by: string;
  /** How many took it up after one that is gone. */
  readonly takeUps?: number;
}

export interface InboxParts {
  readonly kept: Documents<KeptArrival>;
  readonly processes: Processes;
  readonly clock: Clock;
  readonly log: Log;
}

/** Takes something out of the inbox, so that it comes no more. @returns whether it is out. */
export type LetGo = () => Promise<boolean>;

/** Never rejects. @param how `given-up`: it is tried no more, and the person is told so. */
export type HandOver = (arrival: Arrival, how: 'again' | 'given-up', letGo: LetGo) => Promise<void>;

export interface Inbox {
  /**
   * Keeps an arrival until the work with it is done. The work, which acknowledges it, begins once it is kept, or a quarter of a second later:
   * Discord gives it three.
   */
  during(arrival: Arrival, work: (letGo: LetGo) => Promise<void>): Promise<void>;
  /** Hands over what processes left that are gone, now and every few seconds. */
  open(handOver: HandOver): void;
  close(): void;
  /** Waits for what is being handed over. */
  settled(): Promise<void>;
}

/** A store that takes longer must not cost the acknowledgement. */
const KEEP_MS = 250;
/** A store that is slow must not keep anybody from hearing why they are refused, and Discord waits for three seconds. */
const LET_GO_MS = 1500;
/** As long as the token of an interaction lives. */
const TOO_OLD_MS = 15 * 60_000;
const LOOK_AGAIN_MS = 5000;
/** What ends a process each time must not do so for ever. */
const MOST_TAKE_UPS = 3;

/** What came outlives the process here until it is accepted or refused. */
export function createInbox(parts: InboxParts): Inbox {
  const { kept, processes, clock, log } = parts;
  const shelf = createShelf(parts);
  const underWay = createUnderWay();
  const inHand = new Set<string>();
  let nextLook: { stop(): void } | undefined;
  let to: HandOver | undefined;

  type Work = (letGo: LetGo) => Promise<void>;

  async function whileInHand(id: string, work: Work, isKept: Promise<boolean>): Promise<void> {
    inHand.add(id);
    const isOut = async () => !(await isKept) || shelf.done(id);
    await inTime(isKept, KEEP_MS, clock);
    await work(async () => (await inTime(isOut(), LET_GO_MS, clock)) ?? false).finally(() => inHand.delete(id));
    await isOut();
  }

  async function look(handOver: HandOver): Promise<void> {
    try {
      for await (const [, arrival] of kept.list()) {
        if (to !== handOver) return;
        if (await isLeft(arrival)) underWay.watch(takeUp(arrival, handOver));
      }
    } catch (err) {
      log.warn({ err }, "Discord's inbox could not be read");
    }
    if (to === handOver) nextLook = clock.after(LOOK_AGAIN_MS, () => underWay.watch(look(handOver)));
  }

  const isLeft = async ({ id, by }: KeptArrival): Promise<boolean> =>
    by !== processes.id && !inHand.has(id) && (await processes.isGone(by));

  async function takeUp(arrival: KeptArrival, handOver: HandOver): Promise<void> {
    const { id } = arrival;
    try {
      const how = await shelf.claim(arrival);
      if (how === 'not-mine' || how === 'too-old') return;
      log.info({ eventId: id, how }, 'Something from Discord is taken up again');
      await whileInHand(id, (letGo) => handOver(arrival, how, letGo), Promise.resolve(how === 'again'));
    } catch (err) {
      log.warn({ err, eventId: id }, 'Something from Discord could not be taken up');
    }
  }

  return {
    during: (arrival, work) => whileInHand(arrival.id, work, shelf.keep(arrival)),
    open(handOver) {
      to = handOver;
      underWay.watch(look(handOver));
    },
    close() {
      to = undefined;
      nextLook?.stop();
    },
    settled: () => underWay.settled(clock),
  };
}

/** What is kept, and whose it is. */
function createShelf({ kept, processes, clock, log }: InboxParts) {
  return { keep, claim, done };

  /** Without the store it is worked on all the same. @returns whether it has to be taken out again. */
  async function keep(arrival: Arrival): Promise<boolean> {
    try {
      await kept.add(arrival.id, { ...arrival, by: processes.id });
      return true;
    } catch (err) {
      log.warn({ err, eventId: arrival.id }, 'What came from Discord could not be kept');
      return false;
    }
  }

  /** Whoever changes it first has it; the others find that it is not as they saw it. */
  async function claim({ id, by, takeUps = 0, receivedAt }: KeptArrival) {
    const claimed = { by: processes.id, takeUps: takeUps + 1 };
    let isAsSeen = false;
    await kept.update(id, (current) => {
      isAsSeen = current?.by === by;
      return current && isAsSeen ? { ...current, ...claimed } : current;
    });
    if (!isAsSeen) return 'not-mine';
    const isTooOld = receivedAt + TOO_OLD_MS < clock.now();
    if (!isTooOld && takeUps < MOST_TAKE_UPS) return 'again';
    // First: whatever comes of it, it was the last time.
    await kept.remove(id);
    log.warn({ eventId: id, takeUps }, 'Something from Discord is given up');
    return isTooOld ? 'too-old' : 'given-up';
  }

  async function done(id: string): Promise<boolean> {
    try {
      await kept.remove(id);
      return true;
    } catch (err) {
      log.warn({ err, eventId: id }, "Discord's inbox could not be tidied");
      return false;
    }
  }
}
