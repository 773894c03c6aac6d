import type { Submission } from '#src/app/accept-job.ts';
import type { PriceRequest } from '#src/app/price-requests.ts';
import type { Route } from '#src/app/route.ts';
import type { Batch, BatchItem, BatchTrouble } from '#src/domain/batches/batch.ts';
import type { Job } from '#src/domain/job.ts';
import type { Whereabouts } from '#src/domain/rules/standing.ts';
import type { BlobStore } from '#src/ports/blob-store.ts';
import type { Clock, NewId } from '#src/ports/clock.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import type { Log } from '#src/ports/log.ts';
import { type BatchDocuments, type BatchOwner, createBatchBook } from './batch-book.ts';
import { batchResults, type LineResult } from './batch-results.ts';
import type { BatchRoute } from './batch-route.ts';
import { createBeginBatch } from './begin-batch.ts';
import { createCancelBatch } from './cancel-batch.ts';
import { createCreateBatch, type NewBatch } from './create-batch.ts';
import { removeBatch } from './forget-batches.ts';
import { createMakeLine } from './make-line.ts';
import { createRunBatch } from './run-batch.ts';
import { createLookForBatches, createRunningBatches } from './running-batches.ts';

/** Lists of prompts, each made line by line under one price that was said yes to. */
export interface Batches {
  /** Opens a way in this process, before anything is made on it. */
  open(way: BatchWay): void;
  /**
   * Reads, prices and keeps a list; nothing is made before `begin`. The same id again is the batch there is.
   * @throws {EaselError} `batch-invalid`, or why the person may have nothing made now.
   */
  create(wish: Omit<NewBatch, 'price' | 'id'> & { readonly id?: string }): Promise<Batch>;
  get(owner: BatchOwner, id: string): Promise<Batch | undefined>;
  list(owner: BatchOwner): AsyncIterable<Batch>;
  /**
   * Makes what is not made yet. Resolves at once; `ended` tells when nothing more of it is under way.
   * @throws {EaselError} `batch-invalid` where it is over, or another process makes it.
   */
  begin(batch: Batch): Promise<Batch>;
  /** Resolves with the batch once this process does nothing more for it. */
  ended(batch: Batch): Promise<Batch>;
  /** Begins no more lines; those under way end. */
  pause(batch: Batch): void;
  /** The same, and cancels those under way: they are made anew when it goes on. */
  halt(batch: Batch): Promise<void>;
  /** Ends it for good, what is under way included. Whoever makes it finds out with its next line. */
  cancel(batch: Batch): Promise<Batch>;
  results(batch: Batch): AsyncIterable<LineResult>;
  /** What became of the line at that place, from 0. */
  item(batch: Batch, place: number): Promise<BatchItem | undefined>;
  /** Forgets it; the pictures of its jobs stay. */
  remove(batch: Batch): Promise<void>;
  /** Goes on with what earlier processes left, from now on. */
  keepLooking(): void;
  /** Begins nothing more and waits for nothing; the next process goes on. */
  stop(): Promise<void>;
}

/** How the jobs of batches go in a process, and who may still have any. */
export interface BatchWay extends BatchRoute {
  readonly mayGoOn?: (batch: Batch) => Promise<BatchTrouble | undefined>;
}

export interface BatchParts {
  readonly submit: (submission: Submission) => Promise<Job>;
  readonly cancelJob: (job: Job) => Promise<unknown>;
  readonly priceRequests: (where: Whereabouts, route: Route, signal: AbortSignal) => Promise<PriceRequest>;
  readonly documents: BatchDocuments;
  readonly jobs: JobStore;
  readonly blobs: BlobStore;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly log: Log;
  readonly worker: { readonly id: string };
  /** Whether that process is dead. */
  readonly isGone: (workerId: string) => Promise<boolean>;
}

export function createBatches(parts: BatchParts): Batches {
  const { documents, jobs, blobs, clock, newId, worker, priceRequests } = parts;
  const book = createBatchBook(documents);
  const ways = new Map<string, BatchWay>();
  const createBatch = createCreateBatch({ book, blobs, clock, newId, workerId: worker.id });
  const makeLine = createMakeLine({ ...parts, book, routeOf: (platform) => ways.get(platform) });
  const mayGoOn = async (batch: Batch) => ways.get(batch.platform)?.mayGoOn?.(batch);
  const running = createRunningBatches(createRunBatch({ ...parts, makeLine, book, mayGoOn }));
  const begin = createBeginBatch({ ...parts, book, running });
  const looking = createLookForBatches({ ...parts, book, running, begin, isOpen: (platform) => ways.has(platform) });

  return {
    begin,
    get: book.get,
    list: book.list,
    open: (way) => void ways.set(way.route.id, way),
    ended: async (batch) => (await running.ended(batch.id)) ?? (await book.get(batch, batch.id)) ?? batch,
    pause: ({ id }) => running.pause(id),
    results: (batch) => batchResults(batch, { book, blobs, jobs }),
    item: ({ id }, place) => book.item(id, place),
    keepLooking: looking.keepLooking,

    create,
    ...createCancelBatch({ ...parts, book, running }),
    remove: (batch) => removeBatch(batch, book, blobs),

    async stop() {
      looking.stop();
      await running.stop();
    },
  };

  async function create({ id = newId(), ...wish }: Parameters<Batches['create']>[0]): Promise<Batch> {
    const way = ways.get(wish.platform);
    if (!way) throw new Error('A batch is made on a way that is not open.');
    return createBatch({ ...wish, id, price: await priceRequests(whereOfBatch(wish.owner), way.route, wish.signal) });
  }
}

const whereOfBatch = ({ tenantId, personId }: BatchOwner): Whereabouts => ({
  tenantId,
  personId,
  roles: [],
  channelId: tenantId,
});
