import type { Batch } from '#src/domain/batches/batch.ts';
import { EaselError } from '#src/domain/errors.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { Log } from '#src/ports/log.ts';
import type { BatchBook } from './batch-book.ts';
import type { createRunBatch } from './run-batch.ts';

interface Running {
  readonly gently: AbortController;
  readonly ended: Promise<Batch>;
}

const LOOK_AGAIN_MS = 5000;

export type RunningBatches = ReturnType<typeof createRunningBatches>;

/** The batches that this process makes. */
export function createRunningBatches(runBatch: ReturnType<typeof createRunBatch>) {
  const running = new Map<string, Running>();
  const atOnce = new AbortController();

  return {
    has: (id: string): boolean => running.has(id),
    ended: (id: string): Promise<Batch> | undefined => running.get(id)?.ended,
    /** It was told to begin nothing more. */
    isStopping: (id: string): boolean => running.get(id)?.gently.signal.aborted === true,
    pause: (id: string): void => running.get(id)?.gently.abort(),

    begin(batch: Batch): void {
      const gently = new AbortController();
      const signals = { gently: AbortSignal.any([gently.signal, atOnce.signal]), atOnce: atOnce.signal };
      const ended = runBatch(batch, signals)
        // It is left to the next process where this one ends.
        .catch(() => batch)
        .finally(() => running.delete(batch.id));
      running.set(batch.id, { gently, ended });
    },

    async stop(): Promise<void> {
      atOnce.abort(new EaselError('shutting-down', {}));
      await Promise.all([...running.values()].map(({ ended }) => ended));
    },
  };
}

export interface LookingParts {
  readonly book: BatchBook;
  readonly running: RunningBatches;
  /** Whether this process can make batches of that platform. */
  readonly isOpen: (platform: string) => boolean;
  readonly begin: (batch: Batch) => Promise<Batch>;
  readonly isGone: (workerId: string) => Promise<boolean>;
  readonly worker: { readonly id: string };
  readonly clock: Clock;
  readonly log: Log;
}

/** Takes up what processes left that are gone: now, and every few seconds. */
export function createLookForBatches({ book, running, isOpen, begin, isGone, worker, clock, log }: LookingParts) {
  let timer: { stop(): void } | undefined;
  let stopped = false;

  return {
    keepLooking,
    stop() {
      stopped = true;
      timer?.stop();
    },
  };

  function keepLooking(): void {
    if (stopped) return;
    look()
      .catch((err: unknown) => log.error({ err }, 'Batches could not be taken up'))
      .finally(() => {
        if (!stopped) timer = clock.after(LOOK_AGAIN_MS, keepLooking);
      });
  }

  async function look(): Promise<void> {
    for await (const batch of book.list()) {
      if (stopped) return;
      if (batch.state !== 'running' || !isOpen(batch.platform) || running.has(batch.id)) continue;
      if (batch.workerId === worker.id || (await isGone(batch.workerId))) await begin(batch);
    }
  }
}
