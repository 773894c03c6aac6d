import type { Clock } from '#src/ports/clock.ts';
import type { Documents } from '#src/ports/documents.ts';
import type { Log } from '#src/ports/log.ts';
import type { Processes } from '#src/ports/processes.ts';
import { readIncoming, type Taken } from './incoming.ts';
import type { Payload } from './workspace-of.ts';

/** Something that was answered, or is about to be, and not handed over yet. */
export interface KeptPayload {
  readonly body: Payload;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  /** When it was last taken up again. */
  readonly triedAt?: number;
  /** The process that has it in hand. */
  readonly by?: string;
  /** How many took it up after one that is gone. */
  readonly takeUps?: number;
}

export interface InboxParts {
  readonly kept: Documents<KeptPayload>;
  readonly processes: Processes;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Inbox {
  /** @throws where the store cannot be reached. */
  keep(taken: Taken): Promise<void>;
  /** It was handed over, or refused. @returns whether it is out. */
  done(key: string): Promise<boolean>;
  /** Notes that this process tries it. @returns whether it is still there, nobody else's, and can be taken out. */
  tried(key: string): Promise<boolean>;
  /** What this process, or one that is gone, has left behind for at least so long, oldest first. What is given up is out by then. */
  left(ageMs: number): Promise<readonly Taken[]>;
}

/** Nobody waits for an answer any longer. */
const TOO_OLD_MS = 60 * 60_000;
/** What ends a process each time must not do so for ever. */
const MOST_TAKE_UPS = 3;

/** What Slack takes for arrived outlives the process here until somebody works on it. */
export function createInbox({ kept, processes, clock, log }: InboxParts): Inbox {
  const { isFree, look } = createFreedom(processes);

  async function dropped(key: string, takeUps = 0): Promise<void> {
    await kept.remove(key);
    log.warn({ key, takeUps }, 'Something from Slack is given up: it is too old, or ended each process');
  }

  const asTried = (current: KeptPayload): KeptPayload => {
    const { by = processes.id, takeUps = 0 } = current;
    const isTakenUp = by !== processes.id;
    return { ...current, triedAt: clock.now(), by: processes.id, takeUps: takeUps + Number(isTakenUp) };
  };

  return {
    async keep({ key, body, receivedAt }) {
      await kept.update(key, (current) => current ?? { body, receivedAt, by: processes.id });
    },

    async done(key) {
      try {
        await kept.remove(key);
        return true;
      } catch (err) {
        log.warn({ err, key }, "Slack's inbox could not be tidied");
        return false;
      }
    },

    async tried(key) {
      try {
        let isOurs = false;
        await kept.update(key, (current) => {
          isOurs = current !== undefined && isFree(current.by);
          return current && isOurs ? asTried(current) : current;
        });
        return isOurs;
      } catch (err) {
        log.warn({ err, key }, "Slack's inbox takes nothing, so what is in it waits");
        return false;
      }
    },

    async left(ageMs) {
      const all: Taken[] = [];
      const now = clock.now();
      for await (const [key, { body, receivedAt, by, takeUps = 0 }] of kept.list()) {
        await look(by);
        if (!isFree(by)) continue;
        const incoming = readIncoming(body, receivedAt);
        const isOver = now - receivedAt > TOO_OLD_MS || (by !== processes.id && takeUps >= MOST_TAKE_UPS);
        // First: whatever comes of it, it was the last time.
        if (incoming.kind === 'unsupported' || isOver) await dropped(key, takeUps);
        if (incoming.kind === 'unsupported') continue;
        if (isOver) all.push({ ...incoming, givenUp: true });
        else if (now - receivedAt >= ageMs) all.push(incoming);
      }
      return all.sort((one, other) => one.receivedAt - other.receivedAt);
    },
  };
}

/** Whose what is kept may be tried here: our own, and that of processes that are gone. */
function createFreedom(processes: Processes) {
  /** They never come back. */
  const gone = new Set<string>();
  // What an earlier version kept names nobody.
  const isFree = (by = processes.id): boolean => by === processes.id || gone.has(by);
  return {
    isFree,
    async look(by: string | undefined): Promise<void> {
      if (by !== undefined && !isFree(by) && (await processes.isGone(by))) gone.add(by);
    },
  };
}
