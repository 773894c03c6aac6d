import type { Clock } from '#src/ports/clock.ts';
import type { Log } from '#src/ports/log.ts';
import type { Inbox } from './inbox.ts';
import { readIncoming, type Taken } from './incoming.ts';
import { answered, createLeading, type HandOver } from './leading.ts';

export interface DoorParts {
  readonly inbox: Inbox;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Door {
  /**
   * Takes in what came, whichever way. Resolves as soon as Slack is to be answered: false means not at all, so that it sends it
   * again. What a person waits for is answered before anything is looked up or stored. Never rejects.
   */
  take(payload: unknown): Promise<boolean>;
  /** Begins to take. What was left behind is handed over first, and looked for from time to time. */
  open(handOver: HandOver): void;
  /** Takes nothing more, and waits for what is being answered. */
  close(): Promise<void>;
  /** Waits for what is being handed over. */
  settled(): Promise<void>;
}

/** Slack waits for three seconds. */
const STORE_MS = 2500;

/** Between Slack, which has to be answered at once, and everything that takes its time. */
export function createDoor({ inbox, clock, log }: DoorParts): Door {
  const leading = createLeading({ inbox, clock, log });
  /** Events that are being kept, by their keys: the same one again gets the same answer. */
  const answers = new Map<string, Promise<boolean>>();
  let isOpen = false;

  async function take(payload: unknown): Promise<boolean> {
    const incoming = readIncoming(payload, clock.now());
    if (!isOpen) return false;
    if (incoming.kind === 'unsupported' || leading.isInHand(incoming.key)) return true;
    if (incoming.kind === 'event') return answers.get(incoming.key) ?? takeEvent(incoming);
    const kept = answered().then(() => keep(incoming));
    leading.begin(incoming, kept);
    return true;
  }

  function takeEvent(taken: Taken): Promise<boolean> {
    const kept = keep(taken);
    const answer = withinReason(kept)
      .then((isKept) => {
        if (isKept) leading.begin(taken, kept);
        return isKept;
      })
      .finally(() => answers.delete(taken.key));
    answers.set(taken.key, answer);
    return answer;
  }

  const keep = (taken: Taken): Promise<boolean> =>
    inbox.keep(taken).then(
      () => true,
      (err: unknown) => {
        log.warn({ err, key: taken.key }, 'What came from Slack could not be kept');
        return false;
      },
    );

  /** Whether it was kept, or may still be: a slow store is no reason to let Slack believe that Easel is gone. */
  async function withinReason(kept: Promise<boolean>): Promise<boolean> {
    const { promise: late, resolve } = Promise.withResolvers<boolean>();
    const deadline = clock.after(STORE_MS, () => resolve(true));
    const answer = await Promise.race([kept, late]);
    deadline.stop();
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
