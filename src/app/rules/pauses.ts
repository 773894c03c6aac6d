import type { JobLife } from '#src/app/job-life.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import type { Decisions } from './decisions.ts';
import type { Asking } from './grants.ts';
import { pausedError, type Switches } from './switches.ts';
import { countsOf } from './tenant-state.ts';

export interface PauseParts {
  readonly switches: Switches;
  readonly jobs: Pick<JobStore, 'unfinished'>;
  readonly life: Pick<JobLife, 'cancel'>;
  readonly decisions: Decisions;
  readonly worker: { readonly id: string };
  readonly clock: Clock;
}

const TENANT = { kind: 'tenant' } as const;

/** A tenant's switch, as its moderators use it. */
export function createPauses({ switches, jobs, life, decisions, worker, clock }: PauseParts) {
  return {
    /** @returns what was on its way at that moment. */
    async pause(
      { requestId, tenantId, actorId }: Asking,
      { reason, cancelRunning }: { readonly reason: string; readonly cancelRunning: boolean },
    ) {
      const pause = await switches.pause(tenantId, { by: actorId, reason, cancelRunning });
      await decisions.write(tenantId, requestId, { at: pause.at, by: actorId, kind: 'pause', subject: TENANT, reason });
      const own = (await jobs.unfinished()).filter((job) => job.tenantId === tenantId);
      // Other processes see the switch in a moment and cancel what is theirs.
      const ours = cancelRunning ? own.filter(({ workerId }) => workerId === worker.id) : [];
      await Promise.all(ours.map((job) => life.cancel(job, pausedError({ ...pause, everywhere: false }))));
      return countsOf(own);
    },

    async resume({ requestId, tenantId, actorId }: Asking): Promise<boolean> {
      const wasPaused = await switches.resume(tenantId);
      const at = clock.now();
      if (wasPaused)
        await decisions.write(tenantId, requestId, { at, by: actorId, kind: 'resume', subject: TENANT, reason: '' });
      return wasPaused;
    },
  };
}
