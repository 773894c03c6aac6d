import type { PriceRequest } from '#src/app/price-requests.ts';
import { BATCH_LIMITS, type Batch, type BatchLine, isBroken, NO_COUNTS } from '#src/domain/batches/batch.ts';
import { EaselError } from '#src/domain/errors.ts';
import type { BlobStore } from '#src/ports/blob-store.ts';
import type { Clock, NewId } from '#src/ports/clock.ts';
import { type BatchBook, type BatchOwner, batchFolder } from './batch-book.ts';
import { keepLines } from './batch-lines.ts';
import { type PriceLinesOptions, priceLines, type ReadLine } from './price-lines.ts';

export interface NewBatch extends PriceLinesOptions {
  readonly id: string;
  readonly owner: BatchOwner & { readonly personName: string };
  readonly platform: string;
  readonly lines: AsyncIterable<ReadLine>;
  readonly price: PriceRequest;
  /** Of what was sent; asked for when all of it was read. */
  readonly fingerprint?: () => string;
  readonly signal: AbortSignal;
}

export interface CreateBatchParts {
  readonly book: BatchBook;
  readonly blobs: BlobStore;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly workerId: string;
}

/** Reads, prices and keeps a list; nothing of it is made before somebody says yes to the price. */
export function createCreateBatch({ book, blobs, clock, newId, workerId }: CreateBatchParts) {
  /**
   * @returns the batch of that id that was stored first.
   * @throws {EaselError} `batch-invalid` where it is no list, or not one line of it can be made; nothing is kept then.
   */
  return async function createBatch(wish: NewBatch): Promise<Batch> {
    const sum = createSum();
    // Under a name of its own: the same may be sent again while it is still read, and must not touch what the first one keeps.
    const list = `${batchFolder(wish.id)}${newId()}.jsonl`;
    try {
      await keepLines(list, sum.over(priceLines(wish.lines, wish.price, wish)), blobs, wish.signal);
      const counted = sum.counted();
      const { tenantId, personId, personName } = wish.owner;
      const now = clock.now();
      const batch: Batch = {
        id: wish.id,
        tenantId,
        personId,
        personName,
        platform: wish.platform,
        list,
        ...(wish.fingerprint && { fingerprint: wish.fingerprint() }),
        state: 'priced',
        createdAt: now,
        changedAt: now,
        ...counted,
        counts: NO_COUNTS,
        workerId,
      };
      const stored = (await book.add(batch)) ?? batch;
      if (stored.list !== list) await blobs.removeAll(list);
      return stored;
    } catch (thrown) {
      await blobs.removeAll(list);
      throw thrown;
    }
  };
}

/** Adds up lines as they pass by. */
function createSum() {
  const sum = { lines: 0, credits: 0, pictures: 0, broken: 0 };
  const firstBroken: Extract<BatchLine, { broken: string }>[] = [];

  return {
    async *over(lines: AsyncIterable<BatchLine>): AsyncGenerator<BatchLine> {
      for await (const line of lines) {
        if (isBroken(line)) {
          sum.broken += 1;
          if (firstBroken.length < BATCH_LIMITS.firstBroken) firstBroken.push(line);
        } else {
          sum.lines += 1;
          sum.credits += line.credits;
          sum.pictures += line.pictures;
        }
        yield line;
      }
    },

    /** @throws {EaselError} `batch-invalid`. */
    counted() {
      if (sum.lines > 0) return { ...sum, firstBroken };
      const [first] = firstBroken;
      throw new EaselError('batch-invalid', {
        why: first
          ? `Not one of the ${sum.broken} lines of this can be made. Line ${first.line}: ${first.broken} Change that`
          : 'There is no prompt in this. Write one a line',
      });
    },
  };
}
