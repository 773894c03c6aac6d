import { createHash } from 'node:crypto';
import type { AtomicStorage } from './atomic-storage.ts';

/** How far a copy has come, kept in the target with the entries themselves. */
export interface CopyState {
  /** Which source it is of, without secrets. */
  readonly from: string;
  /** The last key that was copied. */
  readonly after: string;
  readonly copied: number;
}

/** No namespace of Easel's begins so: notes about moves, which no copy takes along. */
const NOTES = '!';
const STATE_KEY = `${NOTES}migration`;

export async function copyState(target: AtomicStorage): Promise<CopyState | undefined> {
  const raw = await target.get(STATE_KEY);
  // Written by `copyStore` alone.
  return raw === undefined ? undefined : (JSON.parse(raw) as CopyState);
}

export async function isEmpty(storage: AtomicStorage): Promise<boolean> {
  for await (const page of storage.everything()) if (page.length > 0) return false;
  return true;
}

interface Copying {
  readonly source: AtomicStorage;
  readonly target: AtomicStorage;
  readonly from: string;
  readonly onProgress: (copied: number) => void;
}

/** Notes in the target that a copy comes, so that nothing else begins there. */
export const beginCopy = (target: AtomicStorage, from: string): Promise<unknown> =>
  target.set(STATE_KEY, stateOf({ from, after: '', copied: 0 }));

/**
 * Copies every entry, with its time of expiry, page by page, after `beginCopy`; the source is only read. Each page is written together with how far the
 * copy has come, so that one that was broken off goes on where it was.
 */
export async function copyStore({ source, target, from, onProgress }: Copying): Promise<void> {
  const begun = await copyState(target);
  let copied = begun?.copied ?? 0;
  for await (const whole of source.everything(begun?.after || undefined)) {
    const page = whole.filter(([key]) => !key.startsWith(NOTES));
    const entries = page.map(([key, value, expires]) => ({ key, value, ...(expires !== undefined && { expires }) }));
    copied += entries.length;
    const after = whole.at(-1)?.[0] ?? '';
    await target.setMany([...entries, { key: STATE_KEY, value: stateOf({ from, after, copied }) }]);
    onProgress(copied);
  }
}

const stateOf = (state: CopyState): string => JSON.stringify(state);

/** The copy is whole: what was noted about it goes. */
export const endCopy = (target: AtomicStorage): Promise<unknown> => target.delete(STATE_KEY);

/** What a store holds. Two stores with the same contents have the same digest. */
export interface Contents {
  readonly entries: number;
  /** These come and go by themselves, and are not in the digest. */
  readonly expiring: number;
  readonly digest: string;
}

export async function contentsOf(storage: AtomicStorage): Promise<Contents> {
  const hash = createHash('sha256');
  let [entries, expiring] = [0, 0];
  for await (const page of storage.everything())
    for (const [key, value, expires] of page) {
      if (key.startsWith(NOTES)) continue;
      if (expires !== undefined) {
        expiring += 1;
        continue;
      }
      entries += 1;
      hash.update(JSON.stringify([key, value]));
    }
  return { entries, expiring, digest: hash.digest('hex') };
}
