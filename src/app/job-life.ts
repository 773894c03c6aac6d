import { asEaselError, EaselError } from '#src/domain/errors.ts';
import type { Job } from '#src/domain/job.ts';
import type { CancelOutcome } from '#src/ports/command.ts';
import type { Work, Worked } from '#src/ports/job-queue.ts';
import type { Log } from '#src/ports/log.ts';
import type { createAcceptJob, Submission } from './accept-job.ts';
import { createActiveJobs } from './active-jobs.ts';
import { createBegin } from './begin-run.ts';
import { createCancelJob } from './cancel-job.ts';
import { cancellation } from './cancellation.ts';
import { createClaim } from './claim-job.ts';
import { confirmed } from './confirm-job.ts';
import { createReviews, type Reviews } from './content/reviews.ts';
import type { createDeliverJob } from './deliver-job.ts';
import { createFinishJob } from './finish-job.ts';
import type { WholeParts } from './parts.ts';
import { type createPrepareJob, enqueueJob, type PrepareContext } from './prepare-job.ts';
import { createPlaces } from './preparing-places.ts';
import { createProgressBoard } from './progress-board.ts';
import { createQuestions } from './questions.ts';
import { type createRunJob, planOf } from './run-job.ts';
import { createTakeUpJob, type Stopped } from './take-up-job.ts';
import type { TypicalTimes } from './typical-times.ts';
import { watchStart } from './watch-jobs.ts';
import { withoutWordsOf } from './without-words.ts';
import type { Workers } from './workers.ts';

export interface JobLife {
  /** Accepts a request and brings it as far as the queue, or to its refusal. A known event gives the job it already made. */
  begin(submission: Submission): Promise<Job>;
  /** Runs one queued job to its end; never rejects. What the queue calls. */
  readonly work: Work;
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
  readonly workers: Pick<Workers, 'isGone'>;
}

/** A job's way from accepted to delivered, in one process; another process can take up every step of it. */
export function createJobLife(parts: JobLifeParts): JobLife {
  const active = createActiveJobs();
  const board = createProgressBoard(parts);
  const finish = createFinishJob({ ...parts, board });
  const logOf = (job: Job): Log => withoutWordsOf(job, parts.log.child(namesOf(job)));
  const steps = createSteps({ ...parts, board, finish, logOf });
  const shared = { ...parts, active, board, finish, logOf };

  const goOn = createTakeUpJob({ ...shared, ...steps });
  const claim = createClaim({ ...parts, inherit: createTakeUpJob({ ...shared, ...steps, enqueue: givenAlready }) });
  parts.queue.onCancel((jobId, reason) => active.abort(jobId, reason));
  const takeUp = (job: Job, after?: Stopped) => parts.tracing.within(job.trace, () => goOn(job, after));

  return {
    takeUp: (job) => takeUp(job),
    reviews: createReviews({ ...shared, goOn: (job) => takeUp(job, 'review') }),
    cancel: createCancelJob(shared),
    isBusy: active.has,

    async confirm(job) {
      const going = await confirmed(job, parts.worker.id, parts);
      logOf(going).info({ credits: going.plan?.price.total }, 'Price confirmed');
      await active.during(going.id, (signal) => steps.prepare(going, signal));
    },

    async begin(submission) {
      const { job, created } = await parts.acceptJob(submission);
      if (!created) return forgetMade(submission, job, parts);
      const { command, images } = job.request;
      logOf(job).info({ command, images: images.length }, 'Job accepted');
      const isMade = job.state === 'delivering';
      if (isMade) await active.during(job.id, () => show(job)).catch(leaving(job.id));
      else await active.during(job.id, (signal) => steps.prepare(job, signal));
      return job;
    },

    work,
  };

  async function show(job: Job): Promise<void> {
    await finish.deliver(job.id, logOf(job));
  }

  async function work(jobId: string, signal: AbortSignal): Promise<Worked> {
    try {
      if ((await claim(jobId)) === 'elsewhere') return 'elsewhere';
      await active.during(jobId, () => steps.run(jobId, signal));
    } catch (error) {
      leaving(jobId)(error);
    }
    return 'done';
  }

  function leaving(jobId: string): (error: unknown) => void {
    return (error) => {
      parts.log.error({ jobId, err: error }, 'Job left for recovery');
      parts.onJobLeft?.(jobId, asEaselError(error));
    };
  }
}

const namesOf = ({ id, accountId, platform }: Job) => ({ jobId: id, accountId, platform });

/** A second delivery of the same event kept its pictures once more, for a job that is none. */
async function forgetMade({ made }: Submission, job: Job, { blobs }: Pick<JobLifeParts, 'blobs'>): Promise<Job> {
  if (made && made.id !== job.id) await blobs.removeAll(`jobs/${made.id}/`);
  return job;
}

/** A job that the queue gives this process to run waits for no further start. */
const givenAlready = async (): Promise<void> => undefined;

interface StepParts extends JobLifeParts {
  readonly board: ReturnType<typeof createProgressBoard>;
  readonly finish: ReturnType<typeof createFinishJob>;
  readonly logOf: (job: Job) => Log;
}

/** What brings a job forward: from accepted to the queue, and from the queue to its end. */
function createSteps(parts: StepParts) {
  const { routes, board, finish, logOf, typicalTimes } = parts;
  const { whileStored, begin } = createBegin(parts);

  const makeReady = createMakeReady(parts, { whileStored, enqueue });
  const { askOrLeave, asksAgain } = createQuestions(parts);

  return { prepare, enqueue, run };

  async function prepare(job: Job, signal: AbortSignal, takenUp = false): Promise<void> {
    const log = logOf(job);
    const route = routes.get(job.platform);
    // Without its platform nobody can fetch the pictures or be told; the hold, if any, is given back.
    if (!route) return finish.end(job, new EaselError('interrupted', {}), log);
    const progress = board.of(job);
    try {
      // What is taken up has said so already.
      if (!takenUp) progress.accepted();
      const prepared = await makeReady(job, { route, progress, signal, log, takenUp });
      if (prepared.state === 'confirming') await askOrLeave(prepared, log);
      else if (prepared.state === 'reviewing') board.wait(prepared);
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

  async function enqueue(job: Job, signal: AbortSignal, how?: 'anew'): Promise<void> {
    board.of(job);
    await enqueueJob(job, parts, signal, how);
  }

  async function run(jobId: string, signal: AbortSignal): Promise<void> {
    const job = await begin(jobId);
    if (!job) return board.close(jobId);
    watchStart(parts, job);
    await parts.tracing.within(job.trace, () => runBegun(job, signal));
  }

  async function runBegun(job: Job, signal: AbortSignal): Promise<void> {
    const { modelId } = planOf(job);
    const expectedMs = await typicalTimes.expectedMs(parts.catalogue.find(modelId));
    const progress = board.of(job).running(job, expectedMs);
    await parts.runJob(job, { signal, progress, log: logOf(job) }).finally(progress.stop);
    const ended = await finish.deliver(job.id, logOf(job));
    if (ended?.state === 'reviewing') board.wait(ended);
    if (!ended?.result || !isOneCall(ended)) return;
    await typicalTimes.record(ended.result.plan?.modelId ?? modelId, ended.result.durationMs);
  }
}

/** Brings a job into the queue, or as far as it goes before a person's or a moderator's yes. */
function createMakeReady(
  parts: StepParts,
  { whileStored, enqueue }: MakingReady,
): (job: Job, context: PrepareContext) => Promise<Job> {
  const withPlace = createPlaces(parts);
  return (job, context) =>
    withPlace(job, context.takenUp, async () => {
      const { job: prepared, stored } = await parts.prepareJob(job, context);
      if (stored) await whileStored(prepared, stored, () => enqueue(prepared, context.signal));
      return prepared;
    });
}

interface MakingReady extends Pick<ReturnType<typeof createBegin>, 'whileStored'> {
  readonly enqueue: (job: Job, signal: AbortSignal) => Promise<void>;
}

/** What several calls took says nothing about one; nor does what was only shown again. */
const isOneCall = ({ taskIds = {}, result }: Job): boolean =>
  Object.keys(taskIds).length === 1 && result?.sameAs === undefined;
