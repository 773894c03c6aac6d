import { createHash } from 'node:crypto';
import type { Clock, NewId } from '#src/ports/clock.ts';
import type { Documents } from '#src/ports/documents.ts';

/** What is kept of a request that carried an Idempotency-Key. Its answer is made from its job again. */
export interface StoredReplay {
  /** Of the request: the same key with another one is refused. */
  readonly fingerprint: string;
  readonly at: number;
  /** The event that its job is stored under. */
  readonly event: string;
  /** The addresses its answer named, where it named any: a new one would be another one. */
  readonly urls?: readonly string[];
}

/** A request that may come again. */
export interface Replay {
  readonly id: string;
  readonly event: string;
}

export interface Replays {
  /**
   * The event of a request: the same one for the same key and request for 24 hours, in every process.
   * @returns `undefined` where the key was used with another request.
   */
  open(whose: string, key: string, fingerprint: string): Promise<Replay | undefined>;
  /** Nothing was made, so the next one with this key begins anew. */
  forget(replay: Replay): Promise<void>;
  /** @returns the addresses that were kept first. */
  keepUrls(replay: Replay, urls: readonly string[]): Promise<readonly string[]>;
}

const DAY_MS = 86_400_000;

export interface ReplayParts {
  readonly replays: Documents<StoredReplay>;
  readonly clock: Pick<Clock, 'now'>;
  readonly newId: NewId;
}

/** Remembers requests for 24 hours, before their job is made, so that not even a crash makes two. */
export function createReplays({ replays, clock, newId }: ReplayParts): Replays {
  return {
    async open(whose, key, fingerprint) {
      const id = createHash('sha256').update(`${whose}\n${key}`).digest('hex');
      const fresh = { fingerprint, at: clock.now(), event: newId() };
      const stored = await replays.update(id, (known) => (known && !isOld(known, clock.now()) ? known : fresh));
      return stored?.fingerprint === fingerprint ? { id, event: stored.event } : undefined;
    },

    async forget({ id, event }) {
      await replays.update(id, (known) => (known?.event === event ? undefined : known));
    },

    async keepUrls({ id, event }, urls) {
      const stored = await replays.update(id, (known) =>
        known?.event === event && known.urls === undefined ? { ...known, urls } : known,
      );
      return (stored?.event === event && stored.urls) || urls;
    },
  };
}

/** What nobody can ask for any more. */
export async function forgetReplays({ replays, clock }: Pick<ReplayParts, 'replays' | 'clock'>): Promise<void> {
  for await (const [id, replay] of replays.list()) if (isOld(replay, clock.now())) await replays.remove(id);
}

const isOld = ({ at }: StoredReplay, now: number): boolean => now - at >= DAY_MS;
