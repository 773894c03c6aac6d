import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Sight } from '../fakes/counting-provider.ts';
import type { WatchWish } from './child-watch.ts';
import type { PlayedSides } from './played-sides.ts';

/** Where jobs are when the blow falls. Each is seen from outside: in the store's file, at the provider, or on the platform. */
export const BLOWS = [
  'accepted',
  'queued',
  'running, not sent',
  'sent',
  'task known',
  'half an answer',
  'answered',
  'delivering',
  'before the post',
  'after the post',
] as const;

export type Blow = (typeof BLOWS)[number];

const state = (name: string): string => `job ->> '$.state' = '${name}'`;

const IN_STORE: Partial<Record<Blow, string>> = {
  accepted: state('accepted'),
  queued: state('queued'),
  'running, not sent': `${state('running')} AND job ->> '$.sentAt' IS NULL`,
  delivering: state('delivering'),
};

const AT_PROVIDER: Partial<Record<Blow, Sight>> = {
  sent: 'taken',
  'task known': 'looked',
  'half an answer': 'half',
  answered: 'answered',
};

export interface BlowWish {
  readonly blow: Blow;
  /** It falls at the so-manieth of them. */
  readonly count: number;
  readonly pid: number;
  readonly dataDir: string;
  readonly sides: PlayedSides;
}

/** Waits for the moment and kills. @returns what takes the trap away again. */
export function setTrap(wish: BlowWish): () => Promise<void> {
  const inStore = IN_STORE[wish.blow];
  if (inStore !== undefined) return watchStore(wish, inStore);
  return AT_PROVIDER[wish.blow] ? watchProvider(wish) : watchPlatforms(wish);
}

function watchStore({ pid, dataDir, count }: BlowWish, isThere: string): () => Promise<void> {
  const workerData: WatchWish = { file: join(dataDir, 'easel.db'), pid, isThere, jobs: count };
  const worker = new Worker(new URL('./child-watch.ts', import.meta.url), { workerData });
  return async () => void (await worker.terminate());
}

function watchProvider({ blow, count, pid, sides }: BlowWish): () => Promise<void> {
  let left = count;
  sides.provider.watch((sight) => {
    if (sight !== AT_PROVIDER[blow]) return;
    left -= 1;
    if (left === 0) kill(pid);
  });
  return async () => sides.provider.watch(undefined);
}

/** The platform does what it was asked for all the same, also where the process was killed while it waits for the answer. */
function watchPlatforms({ blow, count, pid, sides }: BlowWish): () => Promise<void> {
  const held = blow === 'before the post' ? sides.holdPosts(count) : undefined;
  void held?.arrived.then(() => kill(pid));
  const stop = held ? () => {} : sides.onPost(count, () => kill(pid));
  return async () => {
    stop();
    held?.release();
  };
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}
