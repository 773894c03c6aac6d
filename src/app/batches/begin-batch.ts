import { type Batch, isOver } from '#src/domain/batches/batch.ts';
import { EaselError } from '#src/domain/errors.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { BatchBook } from './batch-book.ts';
import type { RunningBatches } from './running-batches.ts';

export interface BeginParts {
  readonly running: RunningBatches;
  readonly book: BatchBook;
  readonly worker: { readonly id: string };
  readonly clock: Pick<Clock, 'now'>;
  /** Whether that process is dead. */
  readonly isGone: (workerId: string) => Promise<boolean>;
}

/** Takes a batch for this process, where no living one has it. */
export function createBeginBatch({ running, book, worker, clock, isGone }: BeginParts) {
  /** @throws {EaselError} `batch-invalid` where it is over, or another process makes it. */
  return async function begin(given: Batch): Promise<Batch> {
    if (isOver(given)) throw refusal(given);
    // What was told to stop has to have stopped before it can go on.
    const batch = (running.isStopping(given.id) ? await running.ended(given.id) : undefined) ?? given;
    if (running.has(batch.id)) return batch;
    const isFree = batch.state !== 'running' || batch.workerId === worker.id || (await isGone(batch.workerId));
    const mine = isFree ? await book.update(batch, (current) => taken(current, batch, worker.id, clock.now())) : batch;
    if (mine?.state !== 'running' || mine.workerId !== worker.id) throw refusal(mine ?? batch);
    running.begin(mine);
    return mine;
  };
}

/** Only as it was seen: of two processes that want it one has it. */
function taken(current: Batch, seen: Batch, workerId: string, changedAt: number): Batch {
  if (isOver(current) || current.state !== seen.state || current.workerId !== seen.workerId) return current;
  const { why: _why, ...rest } = current;
  return { ...rest, state: 'running', workerId, changedAt };
}

const refusal = ({ state }: Batch): EaselError =>
  new EaselError('batch-invalid', {
    why:
      state === 'running'
        ? 'This batch is being made by another process. Try again once that has ended'
        : `This batch is over (${state}). Send its list again`,
  });
