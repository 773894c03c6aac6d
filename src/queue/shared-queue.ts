import type { EaselError } from '#src/domain/errors.ts';
import { type Clock, inTime } from '#src/ports/clock.ts';
import type { JobQueue, QueuePlace } from '#src/ports/job-queue.ts';
import type { Log } from '#src/ports/log.ts';
import { readReason, writeReason } from './cancel-reason.ts';
import { createHandedOver } from './handed-over.ts';
import { createLineView } from './line-view.ts';
import { openRedisClients } from './redis-clients.ts';
import { createRedisLine } from './redis-line.ts';
import { createSharedRuns } from './shared-runs.ts';
import { createStarter } from './starter.ts';
import type { Bounds } from './turns.ts';
import { warnOfEviction } from './warn-of-eviction.ts';

export interface SharedQueueOptions extends Bounds {
  /** Address of Redis; `?prefix=NAME` lets several installations share one. */
  readonly url: string;
  /** This process' name among all of them. */
  readonly processId: string;
  readonly clock: Clock;
  readonly log: Log;
}

const GOODBYE_MS = 2000;

/** What a queue of all processes consists of, in this one. */
function openParts(options: SharedQueueOptions) {
  const { clock, log, processId } = options;
  const { url, prefix } = placeIn(options.url);
  const ownHome = `process-${processId}`;
  const clients = openRedisClients(url, log);
  const line = createRedisLine({ redis: clients.quick, prefix, bounds: options });
  const runs = createSharedRuns({ line, processId, log });
  const handed = createHandedOver({ clients, prefix, run: runs.run, log });
  const view = createLineView({ line, bounds: options, clock, log, isRunning: runs.has });
  const cancelListeners = new Set<(jobId: string, reason: EaselError) => void>();
  const starter = createStarter({ line, clock, log, hand: handed.hand, look: () => runs.settleOwed() }, ownHome);

  clients.listening.on('message', (channel, text) => {
    if (channel === `${prefix}cancels`) return canceled(text);
    view.changed();
    if (text === 'room') void starter.proceed();
  });

  function canceled(text: string): void {
    const { jobId, reason } = readReason(text);
    if (!runs.abort(jobId, reason)) for (const call of cancelListeners) call(jobId, reason);
  }

  const homeOf = (home: string | undefined) => (home === undefined ? ownHome : `platform-${home}`);
  return { prefix, ownHome, homeOf, clients, line, runs, handed, view, starter, cancelListeners };
}

/** One line for all processes: who may start is decided in Redis, who runs it by BullMQ. */
export function createSharedQueue(options: SharedQueueOptions): JobQueue {
  const { clock, log } = options;
  const { prefix, ownHome, homeOf, clients, line, runs, handed, view, starter, cancelListeners } = openParts(options);
  let isUsed = false;

  return {
    isShared: true,
    async start(work, homes = []) {
      isUsed = true;
      clients.watch();
      void warnOfEviction(clients.quick, log);
      runs.start(work, starter.proceed);
      await clients.listening.subscribe(`${prefix}news`, `${prefix}cancels`);
      const serves = [ownHome, ...homes.map(homeOf)];
      for (const home of serves) await handed.take(home);
      await starter.start(serves);
      view.changed();
    },

    async add(job, how) {
      await line.add(job, homeOf(job.home), how);
      view.added(job.jobId);
      await starter.proceed();
    },

    place: (jobId: string): Promise<QueuePlace | undefined> => view.place(jobId),
    has: line.has,
    onPlace: view.listen,
    async cancel(jobId, reason) {
      const where = await line.cancel(jobId, writeReason(reason));
      // Another job of that person may be the first now.
      if (where === 'waiting') await starter.proceed();
      return where;
    },
    onCancel: (listener) => void cancelListeners.add(listener),
    counts: view.counts,
    reach: async () => void (await clients.quick.ping()),
    reserve: line.reserve,
    giveUp: line.giveUp,

    async drain(timeoutMs) {
      starter.rest();
      runs.drain();
      await inTime(handed.stop(), timeoutMs, clock);
    },

    async close() {
      starter.stop();
      view.stop();
      // Without Redis nobody can be told; the others find out by themselves.
      if (isUsed) await leave({ line, ownHome, handed }, options);
      clients.close();
    },
  };
}

type QueueParts = ReturnType<typeof openParts>;

async function leave(
  { line, ownHome, handed }: Pick<QueueParts, 'line' | 'ownHome' | 'handed'>,
  { clock, log }: Pick<SharedQueueOptions, 'clock' | 'log'>,
): Promise<void> {
  const leaving = line.leave(ownHome).then(() => handed.forget(ownHome));
  await inTime(leaving, GOODBYE_MS, clock).catch((err: unknown) => log.debug({ err }, 'The queue was not told'));
  await inTime(handed.close(), GOODBYE_MS, clock).catch(() => undefined);
}

function placeIn(address: string): { readonly url: string; readonly prefix: string } {
  const url = new URL(address);
  const prefix = url.searchParams.get('prefix') ?? 'easel';
  url.searchParams.delete('prefix');
  return { url: url.href, prefix: `${prefix}:queue:` };
}
