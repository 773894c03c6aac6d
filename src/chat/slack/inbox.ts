import type { Clock } from '#src/ports/clock.ts';
import type { Documents } from '#src/ports/documents.ts';
import type { Log } from '#src/ports/log.ts';
import { readIncoming, type Taken } from './incoming.ts';
import type { Payload } from './workspace-of.ts';

/** Something that was answered, or is about to be, and not handed over yet. */
export interface KeptPayload {
  readonly body: Payload;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  /** When it was last taken up again. */
  readonly triedAt?: number;
}

export interface InboxParts {
  readonly kept: Documents<KeptPayload>;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Inbox {
  /** @throws where the store cannot be reached. */
  keep(taken: Taken): Promise<void>;
  /** It was handed over, or refused. @returns whether it is out. */
  done(key: string): Promise<boolean>;
  /** Notes that somebody tries it. @returns whether it is still there and can be taken out. */
  tried(key: string): Promise<boolean>;
  /** What has been left behind for at least so long, oldest first. */
  left(ageMs: number): Promise<readonly Taken[]>;
}

/** Nobody waits for an answer any longer. */
const TOO_OLD_MS = 60 * 60_000;

/** What Slack takes for arrived outlives the process here until somebody works on it. */
export function createInbox({ kept, clock, log }: InboxParts): Inbox {
  async function dropped(key: string): Promise<void> {
    await kept.remove(key);
    log.warn({ key }, 'Something from Slack is too old to be answered');
  }

  return {
    async keep({ key, body, receivedAt }) {
      await kept.update(key, (current) => current ?? { body, receivedAt });
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
        return (await kept.update(key, (current) => current && { ...current, triedAt: clock.now() })) !== undefined;
      } catch (err) {
        log.warn({ err, key }, "Slack's inbox takes nothing, so what is in it waits");
        return false;
      }
    },

    async left(ageMs) {
      const all: Taken[] = [];
      const now = clock.now();
      for await (const [key, { body, receivedAt }] of kept.list()) {
        const incoming = readIncoming(body, receivedAt);
        if (incoming.kind === 'unsupported' || now - receivedAt > TOO_OLD_MS) await dropped(key);
        else if (now - receivedAt >= ageMs) all.push(incoming);
      }
      return all.sort((one, other) => one.receivedAt - other.receivedAt);
    },
  };
}
