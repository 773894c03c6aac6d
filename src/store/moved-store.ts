import { EaselError } from '#src/domain/errors.ts';
import type { AtomicStorage } from './atomic-storage.ts';
import { type CopyState, copyState } from './copy-store.ts';
import { storeUnavailable } from './store-errors.ts';

/** Stands in a store whose records go, or went, elsewhere. */
export interface MovedStore {
  /** Where they go, without secrets. */
  readonly to: string;
  readonly state: 'moving' | 'moved';
}

/** No namespace of Easel's begins so, and no copy takes it along. */
const MOVED_KEY = '!moved';

export async function movedStore(source: AtomicStorage): Promise<MovedStore | undefined> {
  const raw = await source.get(MOVED_KEY);
  // Written by `markMoved` alone.
  return raw === undefined ? undefined : (JSON.parse(raw) as MovedStore);
}

export const markMoved = (source: AtomicStorage, moved: MovedStore): Promise<unknown> =>
  source.set(MOVED_KEY, JSON.stringify(moved));

/** @returns whether it was marked. */
export const reopen = (source: AtomicStorage): Promise<boolean> => source.delete(MOVED_KEY);

/** @throws {EaselError} `store-unavailable` with the reason, where its records went elsewhere, or have only come by half. */
export async function refuseMovedStore(storage: AtomicStorage): Promise<void> {
  const why = whyNot(await movedStore(storage), await copyState(storage));
  if (why === undefined) return;
  const refused = storeUnavailable(new Error(why));
  moved.add(refused);
  throw refused;
}

/** Whether that was the reason, and not that the store could not be asked. */
export const isMoved = (error: unknown): boolean => error instanceof EaselError && moved.has(error);

const moved = new WeakSet<EaselError>();

function whyNot(gone: MovedStore | undefined, coming: CopyState | undefined): string | undefined {
  if (gone?.state === 'moved')
    return `Its records were moved to ${gone.to}. Name that in DATABASE_URL, or take it back with easel migrate --reopen`;
  if (gone)
    return `Its records are being moved to ${gone.to}. Where that broke off: easel migrate with --resume, or --reopen`;
  return coming && `It holds half a copy of ${coming.from}. Go on with easel migrate --resume`;
}
