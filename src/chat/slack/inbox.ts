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
}

export interface InboxParts {
  readonly kept: Documents<KeptPayload>;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Inbox {
  /** @throws where the store cannot be reached. */
  keep(taken: Taken): Promise<void>;
  /** It was handed over. */
  done(key: string): Promise<void>;
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
      await kept.remove(key).catch((err: unknown) => log.warn({ err, key }, "Slack's inbox could not be tidied"));
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
