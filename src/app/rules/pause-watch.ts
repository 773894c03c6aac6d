import type { JobLife } from '#src/app/job-life.ts';
import { isFinal, type Job } from '#src/domain/job.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { Documents } from '#src/ports/documents.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import type { Log } from '#src/ports/log.ts';
import { EVERYWHERE, type PauseInForce, pausedError, type StoredSwitch } from './switches.ts';

export interface PauseWatchParts {
  readonly switches: Documents<StoredSwitch>;
  readonly jobs: JobStore;
  readonly life: Pick<JobLife, 'cancel'>;
  readonly worker: { readonly id: string };
  readonly clock: Clock;
  readonly log: Log;
}

const LOOK_AGAIN_MS = 1000;

/**
 * Carries out, in every process, what a pause says about work under way: whoever paused may sit in another process, or at a command
 * line. Each process cancels its own jobs, for only it can break off their calls.
 */
export function createPauseWatch({ switches, jobs, life, worker, clock, log }: PauseWatchParts) {
  // By switch: the newest pause that was carried out here.
  const done = new Map<string, number>();
  let timer: { stop(): void } | undefined;
  let stopped = false;

  return { look, keepLooking, stop };

  /** Looks once. */
  async function look(): Promise<void> {
    for await (const [where, { paused }] of switches.list()) {
      if (!paused?.cancelRunning || done.get(where) === paused.at) continue;
      await cancelAll(where, { ...paused, everywhere: where === EVERYWHERE });
      done.set(where, paused.at);
    }
  }

  async function cancelAll(where: string, pause: PauseInForce): Promise<void> {
    const reason = pausedError(pause);
    const under = (await jobs.unfinished()).filter((job) => isUnder(job, where, pause));
    log.info({ where, jobs: under.length }, 'Canceling what a pause stops');
    await Promise.all(under.map((job) => life.cancel(job, reason)));
  }

  /** What was asked for after a pause meets it at its own door. */
  function isUnder({ tenantId, workerId, state, createdAt }: Job, where: string, pause: PauseInForce): boolean {
    const isThere = where === EVERYWHERE || where === tenantId;
    return isThere && workerId === worker.id && !isFinal(state) && createdAt <= pause.at;
  }

  function stop(): void {
    stopped = true;
    timer?.stop();
  }

  function keepLooking(): void {
    // A look that was under way when the process was asked to stop must not begin another.
    if (stopped) return;
    timer = clock.after(LOOK_AGAIN_MS, () => {
      look()
        .catch((error: unknown) => log.error({ err: error }, 'The switches could not be read'))
        .finally(keepLooking);
    });
  }
}
