import { DelayedError, type Job, Queue, Worker } from 'bullmq';
import type { Log } from '#src/ports/log.ts';
import type { RedisClients } from './redis-clients.ts';
import type { Start } from './redis-line.ts';

/** BullMQ notices work that stands still after so long, not after its usual half minute. */
const LOCK_MS = 3000;
const STALLED_LOOK_MS = 1000;
/** How often a job may change hands: its record decides what is done with it, not this. */
const CHANGES_OF_HANDS = 1_000_000;
/** The line decides how many run; a process takes whatever it is given. */
const AT_ONCE = 200;
const LOOK_AGAIN_MS = 1000;

export interface HandedOverParts {
  readonly clients: RedisClients;
  /** Before every key. */
  readonly prefix: string;
  /** Runs a start to its end; `elsewhere` while another process does. */
  readonly run: (start: Start) => Promise<'done' | 'elsewhere'>;
  readonly log: Log;
}

/**
 * Starts on their way from the line to a process. BullMQ gives each to one worker, keeps its lock, and gives it to another where the
 * lock runs out. Each home is a queue of its own.
 */
export function createHandedOver({ clients, prefix, run, log }: HandedOverParts) {
  const options = { prefix: `${prefix}bull`, skipMetasUpdate: true };
  const queues = new Map<string, Queue<Start>>();
  const workers: Worker<Start>[] = [];

  function queueOf(home: string): Queue<Start> {
    const known = queues.get(home);
    if (known) return known;
    const opened = new Queue<Start>(home, { ...options, connection: clients.quick });
    // Whoever uses it hears of it.
    opened.on('error', () => undefined);
    queues.set(home, opened);
    return opened;
  }

  /** Handing over twice is handing over once, as long as it is not over. */
  async function hand(start: Start): Promise<void> {
    const jobId = `${start.jobId}.${start.turn}`;
    await queueOf(start.home).add('run', start, { jobId, removeOnComplete: true, removeOnFail: true });
  }

  async function process(job: Job<Start>, token?: string): Promise<void> {
    if ((await run(job.data)) === 'done') return;
    await job.moveToDelayed(Date.now() + LOOK_AGAIN_MS, token);
    throw new DelayedError();
  }

  return {
    hand,
    /** Begins to take what is for this home. */
    async take(home: string): Promise<void> {
      const worker = new Worker<Start>(home, process, {
        ...options,
        connection: clients.patient,
        concurrency: AT_ONCE,
        lockDuration: LOCK_MS,
        stalledInterval: STALLED_LOOK_MS,
        maxStalledCount: CHANGES_OF_HANDS,
      });
      worker.on('error', (err) => log.debug({ err }, 'A worker of the queue had trouble'));
      workers.push(worker);
      await worker.waitUntilReady();
    },
    /** Takes nothing more; resolves when everything taken has ended. */
    stop: async (): Promise<void> => void (await Promise.all(workers.map((worker) => worker.close()))),
    /** Lets go at once; what still runs here is given to others soon. */
    async close(): Promise<void> {
      await Promise.all(workers.map((worker) => worker.close(true)));
      await Promise.all([...queues.values()].map((queue) => queue.close()));
    },
    /** Nobody will ever take what is for this home. */
    async forget(home: string): Promise<void> {
      await queueOf(home).obliterate({ force: true });
    },
  };
}
