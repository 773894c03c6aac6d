import type { EaselError } from '#src/domain/errors.ts';
import type { Work, Worked } from '#src/ports/job-queue.ts';
import type { Log } from '#src/ports/log.ts';
import { reasonOf } from './cancel-reason.ts';
import type { RedisLine, Start } from './redis-line.ts';

export interface SharedRunsParts {
  readonly line: Pick<RedisLine, 'begin' | 'end'>;
  readonly processId: string;
  readonly log: Log;
}

/** What this process runs of the line of all processes. */
export function createSharedRuns({ line, processId, log }: SharedRunsParts) {
  const running = new Map<string, AbortController>();
  /** Ends that Redis could not be told of. */
  const owed = new Set<Start>();
  let work: Work | undefined;
  let ended: () => Promise<void> = async () => undefined;
  let isDraining = false;

  return {
    start(theWork: Work, onEnd: () => Promise<void>): void {
      work = theWork;
      ended = onEnd;
    },
    has: (jobId: string): boolean => running.has(jobId),
    abort(jobId: string, reason: EaselError): boolean {
      running.get(jobId)?.abort(reason);
      return running.has(jobId);
    },
    run,
    drain(): void {
      isDraining = true;
    },
    /** Tells Redis, once it is back, what ended meanwhile. */
    async settleOwed(): Promise<void> {
      for (const start of owed) {
        await line.end(start, processId);
        owed.delete(start);
      }
    },
  };

  async function run(start: Start): Promise<Worked> {
    const { jobId } = start;
    // Its lock ran out while this process stood still, and the work goes on all the same.
    if (running.has(jobId)) return 'elsewhere';
    const stop = new AbortController();
    running.set(jobId, stop);
    try {
      const canceledFor = await line.begin(start, processId);
      if (canceledFor === undefined || !work) return 'done';
      if (canceledFor !== '') stop.abort(reasonOf(canceledFor));
      if ((await work(jobId, stop.signal)) === 'elsewhere') return 'elsewhere';
    } finally {
      running.delete(jobId);
    }
    await end(start);
    return 'done';
  }

  async function end(start: Start): Promise<void> {
    await line.end(start, processId, isDraining ? 'room' : 'line').catch((err: unknown) => {
      log.warn({ jobId: start.jobId, err }, 'The end of a job could not be told to the queue; it is told later');
      owed.add(start);
    });
    await ended();
  }
}
