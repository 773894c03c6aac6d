import {
  type Batch,
  type BatchCounts,
  type BatchItem,
  type BatchTrouble,
  countedItem,
  endedLines,
  isBroken,
  NO_COUNTS,
} from '#src/domain/batches/batch.ts';
import type { BlobStore } from '#src/ports/blob-store.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { Log } from '#src/ports/log.ts';
import type { BatchBook } from './batch-book.ts';
import { openLines } from './batch-lines.ts';
import { type createMakeLine, type MadeLine, type PlacedLine, troubleOf } from './make-line.ts';

export interface RunBatchParts {
  readonly makeLine: ReturnType<typeof createMakeLine>;
  readonly book: BatchBook;
  readonly blobs: BlobStore;
  readonly clock: Clock;
  readonly log: Log;
  /** Whether its person may still have anything made; asked before every line. */
  readonly mayGoOn: (batch: Batch) => Promise<BatchTrouble | undefined>;
}

export interface RunSignals {
  /** Begin no more lines; those under way end. */
  readonly gently: AbortSignal;
  /** Wait for nothing more: another process may go on. */
  readonly atOnce: AbortSignal;
}

/** As many of one batch are under way at once; its person's own limits hold beside. */
const LANES = 4;

/** Makes the lines of a batch that are not made yet, a few at a time, and notes what becomes of each. */
export function createRunBatch(parts: RunBatchParts) {
  const { book, clock, log } = parts;

  /** @returns the batch as it is then; never rejects but with the reason of `atOnce`. */
  return async function runBatch(batch: Batch, signals: RunSignals): Promise<Batch> {
    const work = createWork(batch, parts, signals);
    try {
      await work.all();
    } catch (thrown) {
      signals.atOnce.throwIfAborted();
      log.error({ batchId: batch.id, err: thrown }, 'A batch broke off');
      work.stop(troubleOf(thrown));
    }
    const { counts, why } = work.now();
    const isDone = endedLines(counts) >= batch.lines;
    const ended = await book.update(batch, (current) => {
      if (!isOurs(current, batch)) return current;
      const { why: _before, ...rest } = current;
      const state = current.state === 'running' ? (isDone ? 'done' : 'stopped') : current.state;
      return { ...rest, counts, state, changedAt: clock.now(), ...(why && !isDone && { why }) };
    });
    // Somebody removed it meanwhile; what was noted behind that would stay for ever.
    if (!ended) await book.remove(batch);
    return ended ?? batch;
  };
}

/** One run over the lines. */
function createWork(batch: Batch, { makeLine, book, blobs, clock, mayGoOn }: RunBatchParts, signals: RunSignals) {
  let counts = NO_COUNTS;
  let why: BatchTrouble | undefined;
  const stopped = () => why !== undefined || signals.gently.aborted;

  return { all, stop, now: (): { counts: BatchCounts; why: BatchTrouble | undefined } => ({ counts, why }) };

  function stop(trouble: BatchTrouble): void {
    why ??= trouble;
  }

  async function all(): Promise<void> {
    const open = openOnes();
    const lanes = await Promise.allSettled(Array.from({ length: LANES }, () => lane(open)));
    await open.return(undefined);
    const broken = lanes.find((each) => each.status === 'rejected');
    if (broken) throw broken.reason;
  }

  async function lane(open: AsyncGenerator<PlacedLine>): Promise<void> {
    for (let next = await open.next(); !next.done; next = await open.next()) {
      const forbidden = await mayGoOn(batch);
      if (forbidden) stop(forbidden);
      if (stopped()) return;
      await take(await makeLine(batch, next.value, signals.atOnce));
    }
  }

  async function take(made: MadeLine): Promise<void> {
    if (made.kind === 'stop') return stop(made.trouble);
    counts = countedItem(counts, made.item);
    const noted = counts;
    // Somebody may have canceled it, or taken it up, from whichever process.
    const current = await book.update(batch, (now) =>
      isOurs(now, batch) ? { ...now, counts: noted, changedAt: clock.now() } : now,
    );
    if (current?.state !== 'running' || !isOurs(current, batch))
      stop({ code: 'canceled', message: 'This batch was canceled.' });
  }

  /** The lines of which it is not known what became of them. Those that are known are only counted. */
  async function* openOnes(): AsyncGenerator<PlacedLine> {
    const known = book.items(batch.id);
    let item = await known.next();
    let place = 0;
    for await (const line of openLines(batch, blobs)) {
      if (stopped()) return;
      while (!item.done && item.value[0] < place) item = await known.next();
      const before = !item.done && item.value[0] === place ? item.value[1] : undefined;
      if (before && before.state !== 'asked') counts = countedItem(counts, before);
      else if (!isBroken(line)) yield { place, line, attempt: attemptOf(before) };
      place += 1;
    }
  }
}

/** Another process may have taken it up, while this one stood still. */
const isOurs = (current: Batch, { workerId }: Batch): boolean => current.workerId === workerId;

const attemptOf = (item: BatchItem | undefined): number => item?.attempt ?? 1;
