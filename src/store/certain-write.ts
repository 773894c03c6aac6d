import { randomBytes } from 'node:crypto';
import type { AtomicStorage } from './atomic-storage.ts';
import { isAnswerLost, reached } from './store-errors.ts';

/**
 * A compare-and-set of a document that finds out what became of it where its answer is lost: no two writes are alike, so what stands
 * there tells whether it was done.
 *
 * By then the store takes nothing any more that was sent before, and the same step again does nothing where it was done: what it
 * expects is not there any more, and never comes back. Only what was added may have been taken away since, and is not added again.
 */
export function createCertainWrite(store: AtomicStorage) {
  /** Writes what `stamped` made. @throws where nobody can know whether it was done, since others may have written over it. */
  return async function write(id: string, expected: string | undefined, next: string | undefined): Promise<boolean> {
    try {
      return await compareAndSet(id, expected, next);
    } catch (thrown) {
      if (!isAnswerLost(thrown) || next === undefined) throw thrown;
      if (expected !== undefined && (await compareAndSet(id, expected, next))) return true;
      if ((await reached(() => store.get(id))) === next) return true;
      throw thrown;
    }
  };

  function compareAndSet(...step: Parameters<AtomicStorage['compareAndSet']>): Promise<boolean> {
    return reached(() => store.compareAndSet(...step));
  }
}

/** Begins differently in every process. */
const OURS = randomBytes(6).toString('base64url');
let stamps = 0;

/** With a sign beside the value, where Keyv passes over it: two processes that make the same change write different texts. */
export function stamped(raw: string): string {
  stamps += 1;
  return `${raw.slice(0, -1)},"by":"${OURS}${stamps.toString(36)}"}`;
}
