import { asEaselError, EaselError } from '#src/domain/errors.ts';
import { isFinal, type Job, move } from '#src/domain/job.ts';
import type { CancelOutcome } from '#src/ports/command.ts';
import type { Log } from '#src/ports/log.ts';
import type { createAcceptJob, Submission } from './accept-job.ts';
import type { createDeliverJob } from './deliver-job.ts';
import type { Parts } from './parts.ts';
import { type createPrepareJob, enqueueJob } from './prepare-job.ts';
import { createJobProgress, type JobProgress } from './progress.ts';
import { type createRunJob, endJob, planOf, settleJob } from './run-job.ts';
import type { TypicalTimes } from './typical-times.ts';

export interface JobLife {
  /** Accepts a request and brings it as far as the queue, or to its refusal. A known event gives the job it already made. */
  begin(submission: Submission): Promise<Job>;
  /** Runs one queued job to its end; never rejects. What the queue calls. */
  work(jobId: string, signal: AbortSignal): Promise<void>;
  /** Goes on with a job that a dead process, or a failing store, left in the middle. */
  takeUp(job: Job): Promise<void>;
  cancel(job: Job): Promise<CancelOutcome>;
  /** Whether this process is working on the job at this moment. */
  isBusy(jobId: string): boolean;
}

export interface JobLifeParts extends Parts {
  readonly acceptJob: ReturnType<typeof createAcceptJob>;
  readonly prepareJob: ReturnType<typeof createPrepareJob>;
  readonly runJob: ReturnType<typeof createRunJob>;
  readonly deliverJob: ReturnType<typeof createDeliverJob>;
  readonly typicalTimes: TypicalTimes;
}

/** A job's way from accepted to delivered, in one process; another process can take up every step of it. */
export function createJobLife(parts: JobLifeParts): JobLife {
  const { jobs, queue, routes, clock, typicalTimes, worker, modelOf } = parts;
  const busy = new Map<string, AbortController>();
  const shown = new Map<string, { job: Job; progress: JobProgress }>();
  queue.onPlace((jobId, place) => {
    const waiting = shown.get(jobId);
    waiting?.progress.queued(place, waiting.job);
  });

  return { begin, work, takeUp, cancel, isBusy: (jobId) => busy.has(jobId) };

  async function begin(submission: Submission): Promise<Job> {
    const { job, created } = await parts.acceptJob(submission);
    if (!created) return job;
    logOf(job).info({ command: job.request.command, images: job.request.images.length }, 'Job accepted');
    await whileBusy(job.id, (signal) => prepare(job, signal));
    return job;
  }

  async function prepare(job: Job, signal: AbortSignal): Promise<void> {
    const log = logOf(job);
    const route = routes.get(job.platform);
    // Without its platform nobody can fetch the pictures or be told; the hold, if any, is given back.
    if (!route) return end(job, new EaselError('interrupted', {}), log);
    const progress = createJobProgress({ job, delivery: route.delivery(job.delivery), clock });
    shown.set(job.id, { job, progress });
    try {
      progress.accepted();
      const queued = await parts.prepareJob(job, { route, progress, signal, log });
      if (queued) await enqueue(queued);
    } catch (thrown) {
      await end(job, signal.aborted ? new EaselError('canceled', {}, { cause: thrown }) : asEaselError(thrown), log);
    }
  }

  async function enqueue(job: Job): Promise<void> {
    const known = shown.get(job.id)?.progress ?? progressOf(job);
    if (known) shown.set(job.id, { job, progress: known });
    await enqueueJob(job, parts);
  }

  async function work(jobId: string, signal: AbortSignal): Promise<void> {
    await whileBusy(jobId, async () => {
      const job = await jobs.update(jobId, started);
      if (job) await run(job, signal);
    }).catch((error: unknown) => {
      parts.log.error({ jobId, err: error }, 'Job left for recovery');
    });
  }

  /** A resumed job runs already, as far as its record goes. */
  function started(job: Job): Job | undefined {
    const more = { startedAt: clock.now(), workerId: worker.id };
    return job.state === 'running' ? { ...job, ...more } : move(job, 'running', more);
  }

  async function run(job: Job, signal: AbortSignal): Promise<void> {
    const log = logOf(job);
    const { modelId } = planOf(job);
    parts.metrics.jobState('running', planOf(job).mode);
    const progress = (shown.get(job.id)?.progress ?? progressOf(job) ?? SILENT).running(
      job,
      await typicalTimes.expectedMs(parts.catalogue.find(modelId)),
    );
    try {
      await parts.runJob(job, { signal, progress, log });
    } finally {
      progress.stop();
    }
    const ended = await deliver(job.id, log);
    if (ended?.result) await typicalTimes.record(modelId, ended.result.durationMs);
  }

  async function takeUp(job: Job): Promise<void> {
    const mine = await jobs.update(job.id, (current) =>
      current.workerId === job.workerId && current.state === job.state
        ? { ...current, workerId: worker.id }
        : undefined,
    );
    if (!mine) return;
    logOf(mine).info({ state: mine.state }, 'Job taken up again');
    await whileBusy(mine.id, (signal) => goOn(mine, signal));
  }

  async function goOn(job: Job, signal: AbortSignal): Promise<void> {
    const log = logOf(job);
    if (job.state === 'accepted') return prepare(job, signal);
    if (job.state === 'queued') return requeue(job, log);
    if (job.state === 'running') return goOnRunning(job, log);
    if (job.state === 'delivering') await settleJob(job, parts);
    await deliver(job.id, log);
  }

  async function goOnRunning(job: Job, log: Log): Promise<void> {
    if (job.taskId !== undefined && (await modelOf(planOf(job).modelId)).resume) return requeue(job, log);
    if (job.sentAt !== undefined)
      return end(job, new EaselError('outcome-unknown', { provider: providerOf(job) }), log);
    const queued = await jobs.update(job.id, (current) => move(current, 'queued'));
    if (queued) await requeue(queued, log);
  }

  /** Queues a job again, unless nobody waits for it any more or its model is gone from the catalogue. */
  async function requeue(job: Job, log: Log): Promise<void> {
    if (!routes.has(job.platform)) return end(job, new EaselError('interrupted', {}), log);
    await enqueue(job).catch((thrown: unknown) => end(job, asEaselError(thrown), log));
  }

  async function cancel(job: Job): Promise<CancelOutcome> {
    const outcome = (kind: CancelOutcome['kind']): CancelOutcome => ({ kind, jobId: job.id });
    if (isFinal(job.state) || job.state === 'delivering') return outcome('too-late');
    const reason = new EaselError('canceled', {});
    const where = queue.cancel(job.id, reason);
    if (where === 'running') return outcome('canceling');
    if (where === 'waiting') {
      await whileBusy(job.id, () => end(job, reason, logOf(job)));
      return outcome('canceled');
    }
    const preparing = busy.get(job.id);
    preparing?.abort(reason);
    return outcome(preparing ? 'canceling' : 'too-late');
  }

  async function end(job: Job, error: EaselError, log: Log): Promise<void> {
    await endJob(job, error, log, parts);
    await deliver(job.id, log);
  }

  async function deliver(jobId: string, log: Log): Promise<Job | undefined> {
    shown.delete(jobId);
    const job = await jobs.get(jobId);
    if (job && (isFinal(job.state) || job.state === 'delivering')) {
      await parts.deliverJob(job, { signal: AbortSignal.timeout(DELIVERY_MS), log });
    }
    return job;
  }

  async function whileBusy(jobId: string, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const controller = new AbortController();
    busy.set(jobId, controller);
    try {
      await work(controller.signal);
    } finally {
      if (busy.get(jobId) === controller) busy.delete(jobId);
    }
  }

  function progressOf(job: Job): JobProgress | undefined {
    const route = routes.get(job.platform);
    return route && createJobProgress({ job, delivery: route.delivery(job.delivery), clock });
  }

  function logOf({ id, accountId, platform }: Job): Log {
    return parts.log.child({ jobId: id, accountId, platform });
  }
}

const DELIVERY_MS = 60_000;

const providerOf = (job: Job): string => planOf(job).modelId.split('/')[0] ?? '';

/** For a job whose platform is not here. */
const SILENT: JobProgress = {
  accepted() {},
  picture() {},
  queued() {},
  running: () => ({ progress() {}, partial() {}, stop() {} }),
};
