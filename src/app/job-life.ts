import { asEaselError, EaselError } from '#src/domain/errors.ts';
import { type Job, move } from '#src/domain/job.ts';
import type { CancelOutcome } from '#src/ports/command.ts';
import type { Log } from '#src/ports/log.ts';
import type { createAcceptJob, Submission } from './accept-job.ts';
import { createActiveJobs } from './active-jobs.ts';
import { hasFinished, hasTasks } from './ask-model.ts';
import { createCancelJob } from './cancel-job.ts';
import { cancellation } from './cancellation.ts';
import { confirmed } from './confirm-job.ts';
import { createReviews, type Reviews } from './content/reviews.ts';
import type { createDeliverJob } from './deliver-job.ts';
import { createFinishJob } from './finish-job.ts';
import type { WholeParts } from './parts.ts';
import { type createPrepareJob, enqueueJob } from './prepare-job.ts';
import { createProgressBoard } from './progress-board.ts';
import { createQuestions } from './questions.ts';
import { type createRunJob, planOf } from './run-job.ts';
import { createTakeUpJob } from './take-up-job.ts';
import type { TypicalTimes } from './typical-times.ts';

export interface JobLife {
  /** Accepts a request and brings it as far as the queue, or to its refusal. A known event gives the job it already made. */
  begin(submission: Submission): Promise<Job>;
  /** Runs one queued job to its end; never rejects. What the queue calls. */
  work(jobId: string, signal: AbortSignal): Promise<void>;
  /** Goes on with a job that a dead process, or a failing store, left in the middle. */
  takeUp(job: Job): Promise<void>;
  /** @param reason what the person is told, where it is not that they canceled it. */
  cancel(job: Job, reason?: EaselError): Promise<CancelOutcome>;
  /**
   * Goes on with a job whose price the person said yes to.
   * @throws {EaselError} `not-found` where nothing waits for it any more; `not-enough-credits` or `too-many-jobs`, and the question
   *   stands again.
   */
  confirm(job: Job): Promise<void>;
  /** How jobs go on that wait for a moderator. */
  readonly reviews: Reviews;
  /** Whether this process is working on the job at this moment. */
  isBusy(jobId: string): boolean;
}

export interface JobLifeParts extends WholeParts {
  readonly acceptJob: ReturnType<typeof createAcceptJob>;
  readonly prepareJob: ReturnType<typeof createPrepareJob>;
  readonly runJob: ReturnType<typeof createRunJob>;
  readonly deliverJob: ReturnType<typeof createDeliverJob>;
  readonly typicalTimes: TypicalTimes;
}

/** A job's way from accepted to delivered, in one process; another process can take up every step of it. */
export function createJobLife(parts: JobLifeParts): JobLife {
  const active = createActiveJobs();
  const board = createProgressBoard(parts);
  const finish = createFinishJob({ ...parts, board });
  const logOf = ({ id, accountId, platform }: Job): Log => parts.log.child({ jobId: id, accountId, platform });
  const steps = createSteps({ ...parts, board, finish, logOf });
  const shared = { ...parts, active, finish, logOf };

  const takeUp = createTakeUpJob({ ...shared, ...steps });

  return {
    takeUp,
    reviews: createReviews({ ...shared, takeUp }),
    cancel: createCancelJob(shared),
    isBusy: active.has,

    async confirm(job) {
      const going = await confirmed(job, parts.worker.id, parts);
      logOf(going).info({ credits: going.plan?.price.total }, 'Price confirmed');
      await active.during(going.id, (signal) => steps.prepare(going, signal));
    },

    async begin(submission) {
      const { job, created } = await parts.acceptJob(submission);
      if (!created) return forgetMade(submission, job);
      const { command, images } = job.request;
      logOf(job).info({ command, images: images.length }, 'Job accepted');
      const isMade = job.state === 'delivering';
      if (isMade) await active.during(job.id, () => show(job)).catch(leaving(job.id));
      else await active.during(job.id, (signal) => steps.prepare(job, signal));
      return job;
    },

    async work(jobId, signal) {
      await active.during(jobId, () => steps.run(jobId, signal)).catch(leaving(jobId));
    },
  };

  async function show(job: Job): Promise<void> {
    await finish.deliver(job.id, logOf(job));
  }

  function leaving(jobId: string): (error: unknown) => void {
    return (error) => {
      parts.log.error({ jobId, err: error }, 'Job left for recovery');
      parts.onJobLeft?.(jobId, asEaselError(error));
    };
  }

  /** A second delivery of the same event kept its pictures once more, for a job that is none. */
  async function forgetMade({ made }: Submission, job: Job): Promise<Job> {
    if (made && made.id !== job.id) await parts.blobs.removeAll(`jobs/${made.id}/`);
    return job;
  }
}

interface StepParts extends JobLifeParts {
  readonly board: ReturnType<typeof createProgressBoard>;
  readonly finish: ReturnType<typeof createFinishJob>;
  readonly logOf: (job: Job) => Log;
}

/** What brings a job forward: from accepted to the queue, and from the queue to its end. */
function createSteps(parts: StepParts) {
  const { jobs, routes, clock, worker, board, finish, logOf, typicalTimes } = parts;

  const { askOrLeave, asksAgain } = createQuestions({ jobs, finish });

  return { prepare, enqueue, run };

  async function prepare(job: Job, signal: AbortSignal, takenUp = false): Promise<void> {
    const log = logOf(job);
    const route = routes.get(job.platform);
    // Without its platform nobody can fetch the pictures or be told; the hold, if any, is given back.
    if (!route) return finish.end(job, new EaselError('interrupted', {}), log);
    const progress = board.of(job);
    try {
      progress.accepted();
      const prepared = await parts.prepareJob(job, { route, progress, signal, log, takenUp });
      if (prepared.state === 'confirming') await askOrLeave(prepared, log);
      else if (prepared.state === 'reviewing') wait(prepared);
      else await enqueue(prepared, signal);
      // It may have been canceled while its question was on its way.
      if (prepared.state !== 'queued') signal.throwIfAborted();
    } catch (thrown) {
      const isAsked = !signal.aborted && (await asksAgain(job, asEaselError(thrown), log));
      if (isAsked && !signal.aborted) throw thrown;
      const error = signal.aborted ? cancellation(signal, thrown) : asEaselError(thrown);
      await finish.end(job, error, log);
      // Nobody can use what was collected for a request that never got into the queue.
      await parts.blobs
        .removeAll(`jobs/${job.id}/`)
        .catch((failed: unknown) => log.warn({ err: failed }, 'Collected pictures could not be removed'));
    }
  }

  /** Nothing more is shown of it until a moderator has decided. */
  function wait(job: Job): void {
    board.of(job).waiting();
    board.close(job.id);
  }

  async function enqueue(job: Job, signal: AbortSignal): Promise<void> {
    board.of(job);
    await enqueueJob(job, parts, signal);
  }

  async function run(jobId: string, signal: AbortSignal): Promise<void> {
    const job = await jobs.update(jobId, (current) => started(current, worker.id, clock.now()));
    if (!job) return board.close(jobId);
    const { modelId, mode } = planOf(job);
    parts.metrics.jobState('running', mode);
    const expectedMs = await typicalTimes.expectedMs(parts.catalogue.find(modelId));
    const progress = board.of(job).running(job, expectedMs);
    await parts.runJob(job, { signal, progress, log: logOf(job) }).finally(progress.stop);
    const ended = await finish.deliver(jobId, logOf(job));
    if (ended?.state === 'reviewing') wait(ended);
    if (!ended?.result || !isOneCall(ended)) return;
    await typicalTimes.record(ended.result.plan?.modelId ?? modelId, ended.result.durationMs);
  }
}

/** What several calls took says nothing about one; nor does what was only shown again. */
const isOneCall = ({ taskIds = {}, result }: Job): boolean =>
  Object.keys(taskIds).length === 1 && result?.sameAs === undefined;

/**
 * A job as this process begins to run it. One that another process took up, while this one stood still, is not ours any more; a
 * resumed one runs already, as far as its record goes.
 */
function started(job: Job, workerId: string, startedAt: number): Job | undefined {
  if (job.workerId !== workerId) return undefined;
  if (job.state !== 'running') return move(job, 'running', { startedAt });
  return hasTasks(job) || hasFinished(job) ? { ...job, startedAt } : undefined;
}
