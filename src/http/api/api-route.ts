import type { Route } from '#src/app/route.ts';
import type { DeliveryHandle, Job } from '#src/domain/job.ts';
import type { Picture } from '#src/domain/picture.ts';
import type { Delivery } from '#src/ports/chat-platform.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { BodyReader } from './body/read-body.ts';

export const API = 'api';

/** One call that waits for a job. */
export interface Watch {
  /**
   * Resolves when the job may have come to its end, and after a while in any case: another process may have it by now.
   * @throws the signal's reason.
   */
  stirred(signal: AbortSignal): Promise<void>;
  /** Whether it may have come to its end already. */
  hasStirred(): boolean;
  close(): void;
}

/** @param picture the watcher's own. */
export type OnPreview = (picture: Picture, step: number) => void;

/** Where jobs of the API are delivered to: whoever waits for them in this process. Nobody may, and the job's record keeps the end. */
export interface ApiRoute {
  readonly route: Route;
  watch(request: string, onPreview?: OnPreview): Watch;
  /** How many calls wait for the job of that request, or for any. */
  waiting(request?: string): number;
}

interface Watcher {
  readonly stir: () => void;
  readonly preview: OnPreview;
}

export interface ApiRouteParts {
  readonly reader: Pick<BodyReader, 'openUpload' | 'discard'>;
  readonly clock: Pick<Clock, 'after'>;
}

const LOOK_AGAIN_MS = 2000;

export function createApiRoute({ reader, clock }: ApiRouteParts): ApiRoute {
  const watchers = new Map<string, Set<Watcher>>();
  const each = (request: string, tell: (watcher: Watcher) => void) => watchers.get(request)?.forEach(tell);

  return {
    route: {
      id: API,
      hidesPictures: true,
      openImage: reader.openUpload,
      deleteResult: async () => {},
      delivery: (handle) => deliveryOf(handle),
    },
    watch,
    waiting: (request) =>
      request === undefined
        ? [...watchers.values()].reduce((sum, all) => sum + all.size, 0)
        : (watchers.get(request)?.size ?? 0),
  };

  function deliveryOf(handle: DeliveryHandle): Delivery {
    const { request, uploads } = readHandle(handle);
    const stir = () => each(request, (watcher) => watcher.stir());
    const end = async () => {
      stir();
      // Of a job that another process took up, nobody else removes them.
      if (uploads !== '' && !watchers.has(request)) await reader.discard(uploads);
    };
    return {
      // What waits for a moderator has no place in the line.
      update: ({ phase, position }) => void (phase === 'queued' && position === undefined && stir()),
      preview(picture, step) {
        const [first, ...others] = watchers.get(request) ?? [];
        for (const watcher of others) watcher.preview(copyOf(picture), step);
        first?.preview(picture, step);
      },
      ask: end,
      finish: end,
      fail: end,
      answer: end,
    };
  }

  function watch(request: string, preview: OnPreview = () => {}): Watch {
    const bell = createBell(clock);
    const watcher = { stir: bell.ring, preview };
    const all = watchers.get(request) ?? new Set();
    watchers.set(request, all.add(watcher));
    return {
      stirred: bell.rung,
      hasStirred: bell.hasRung,
      close() {
        all.delete(watcher);
        if (all.size === 0 && watchers.get(request) === all) watchers.delete(request);
      },
    };
  }
}

const copyOf = ({ type, bytes }: Picture): Picture => ({ type, bytes });

/** Rings for one who waits; a ring while nobody waits is not lost. */
function createBell(clock: Pick<Clock, 'after'>) {
  let isRung = false;
  let waiting: (() => void) | undefined;

  return {
    hasRung: () => isRung,
    ring() {
      isRung = true;
      waiting?.();
    },
    async rung(signal: AbortSignal): Promise<void> {
      signal.throwIfAborted();
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting = resolve;
      const timer = clock.after(LOOK_AGAIN_MS, resolve);
      const abort = () => resolve();
      signal.addEventListener('abort', abort, { once: true });
      if (!isRung) await promise;
      timer.stop();
      // A job may be waited for in hundreds of turns.
      signal.removeEventListener('abort', abort);
      waiting = undefined;
      isRung = false;
      signal.throwIfAborted();
    },
  };
}

/** What a job of the API remembers of the call it came by. */
export interface ApiHandle {
  readonly request: string;
  /** The name of the key. */
  readonly key: string;
  readonly operation: Operation;
  /** Where its uploads lie until it has copies of its own; empty where there are none. */
  readonly uploads: string;
  /** Who of the caller's own people asked, in the caller's words. */
  readonly user?: string;
}

export type Operation = 'generation' | 'edit';

export const writeHandle = (handle: ApiHandle): DeliveryHandle => ({ platform: API, ...handle });

/** Of a handle that only this platform writes; what an older version left out reads as nothing. */
export function readHandle(handle: DeliveryHandle): ApiHandle {
  const text = (name: string): string => {
    const value = handle[name];
    return typeof value === 'string' ? value : '';
  };
  const user = text('user');
  return {
    request: text('request'),
    key: text('key'),
    operation: text('operation') === 'edit' ? 'edit' : 'generation',
    uploads: text('uploads'),
    ...(user !== '' && { user }),
  };
}

/** Whether a key made the job; what it did not make looks to it as if it were not there. */
export const isOf = (job: Job, key: string): boolean => job.platform === API && readHandle(job.delivery).key === key;
