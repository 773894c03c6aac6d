import { type Clock, inTime } from '#src/ports/clock.ts';
import type { Log } from '#src/ports/log.ts';
import type { Inbox } from './inbox.ts';
import { readIncoming, type Taken } from './incoming.ts';
import { createLeading, type HandOver } from './leading.ts';

export interface DoorParts {
  readonly inbox: Inbox;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Door {
  /**
   * Takes in what came, whichever way. Resolves as soon as Slack is to be answered: false means not at all, so that it sends it
   * again. What a person waits for is answered before anything is looked up, and whether or not it could be kept. Never rejects.
   */
  take(payload: unknown): Promise<boolean>;
  /** Begins to take. What was left behind is handed over first, and looked for from time to time. */
  open(handOver: HandOver): void;
  /** Takes nothing more, and waits for what is being answered. */
  close(): Promise<void>;
  /** Waits for what is being handed over. */
  settled(): Promise<void>;
}

/** How long an event's answer waits for the store. Slack waits for three seconds, and sends it again. */
const STORE_MS = 1000;
/** The same for what a person waits for, which Slack never sends again. */
const MOMENT_MS = 250;
/** More do not come within the hour in which Slack tries again. */
const REMEMBERED = 10_000;

/** Between Slack, which has to be answered at once, and everything that takes its time. */
export function createDoor({ inbox, clock, log }: DoorParts): Door {
  const leading = createLeading({ inbox, clock, log });
  const keep = createKeep({ inbox, clock, log });
  /** Of what is being kept, by its key: the same one again gets the same answer. */
  const answers = new Map<string, Promise<boolean>>();
  /** Keys of what was kept after Slack had been told that it was not: Slack sends it again, and that is nothing new. */
  const known = createKnown();
  let isOpen = false;

  async function take(payload: unknown): Promise<boolean> {
    const incoming = readIncoming(payload, clock.now());
    if (!isOpen) return false;
    if (incoming.kind === 'unsupported' || leading.isInHand(incoming.key) || known.has(incoming.key)) return true;
    return answers.get(incoming.key) ?? (incoming.kind === 'event' ? takeEvent(incoming) : takeAsked(incoming));
  }

  function takeAsked(taken: Taken): Promise<boolean> {
    const kept = keep(taken);
    const answer = inTime(kept, MOMENT_MS, clock).then(() => {
      answers.delete(taken.key);
      leading.begin(taken, kept);
      return true;
    });
    answers.set(taken.key, answer);
    return answer;
  }

  /** A store that is slow may still take it, and then it is led; until it is known to lie there Slack keeps it. */
  function takeEvent(taken: Taken): Promise<boolean> {
    const kept = keep(taken);
    let isLate = false;
    void kept.then((isKept) => {
      answers.delete(taken.key);
      if (isKept && isLate) known.add(taken.key);
      if (isKept) leading.begin(taken, kept);
    });
    const answer = inTime(kept, STORE_MS, clock).then((isInTime = false) => {
      isLate = !isInTime;
      return isInTime;
    });
    answers.set(taken.key, answer);
    return answer;
  }

  return {
    take,
    open(handOver) {
      isOpen = true;
      leading.open(handOver);
    },
    async close() {
      isOpen = false;
      await Promise.allSettled(answers.values());
      leading.close();
    },
    settled: leading.settled,
  };
}

const createKeep =
  ({ inbox, log }: DoorParts) =>
  (taken: Taken): Promise<boolean> =>
    inbox.keep(taken).then(
      () => true,
      (err: unknown) => {
        log.warn({ err, key: taken.key }, 'What came from Slack could not be kept');
        return false;
      },
    );

function createKnown() {
  const keys = new Set<string>();
  return {
    has: (key: string): boolean => keys.has(key),
    add(key: string): void {
      keys.add(key);
      const [oldest] = keys;
      if (keys.size > REMEMBERED && oldest !== undefined) keys.delete(oldest);
    },
  };
}
