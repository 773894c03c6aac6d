import { EaselError } from '#src/domain/errors.ts';
import { type Job, move } from '#src/domain/job.ts';
import type { Limits } from '#src/domain/policy.ts';
import type { Catalogue } from '#src/ports/catalogue.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { CreditLedger } from '#src/ports/credit-ledger.ts';
import type { JobQueue } from '#src/ports/job-queue.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import type { Log } from '#src/ports/log.ts';
import type { Metrics } from '#src/ports/metrics.ts';
import type { CollectedImages, createCollectImages } from './collect-images.ts';
import type { Route } from './parts.ts';
import type { Planner } from './plan-job.ts';
import type { JobProgress } from './progress.ts';
import type { TypicalTimes } from './typical-times.ts';

export interface PrepareParts {
  readonly planner: Planner;
  readonly collectImages: ReturnType<typeof createCollectImages>;
  readonly ledger: CreditLedger;
  readonly jobs: JobStore;
  readonly queue: JobQueue;
  readonly limits: Limits;
  readonly clock: Clock;
  readonly metrics: Metrics;
}

interface PrepareContext {
  readonly route: Route;
  readonly progress: JobProgress;
  readonly signal: AbortSignal;
  readonly log: Log;
  /** Whether an earlier process had accepted it. */
  readonly takenUp: boolean;
}

/**
 * Takes an accepted job as far as the queue's door: collect the pictures, plan, hold the credits, store as queued. Safe to
 * repeat after a crash at any point: pictures are kept under the same keys and the hold is idempotent.
 */
export function createPrepareJob(parts: PrepareParts) {
  const { planner, collectImages, ledger, jobs, queue, limits, clock, metrics } = parts;
  /** By account. */
  const preparing = new Map<string, number>();

  /**
   * @returns the queued job.
   * @throws {EaselError} when it is refused or canceled; whoever catches it ends the job, which releases the hold.
   */
  return async function prepareJob(job: Job, context: PrepareContext): Promise<Job> {
    const release = takePlace(job, context.takenUp);
    return prepare(job, context).finally(release);
  };

  async function prepare(job: Job, context: PrepareContext): Promise<Job> {
    const choice = planner.choose(job.request);
    const { signal, progress } = context;
    const images = await collectImages(job.id, job.request, {
      route: context.route,
      signal,
      onPicture: progress.picture,
    });
    const plan = planner.plan(job.request, choice, images);
    context.log.info(
      { mode: plan.mode, model: plan.modelId, credits: plan.price.total, ...sizesOf(images) },
      'Job planned',
    );
    await holdCredits(job, plan.price.total);
    signal.throwIfAborted();
    const queued = await jobs.update(job.id, (current) =>
      current.cancelRequestedAt === undefined
        ? move(current, 'queued', { ...images, plan, queuedAt: clock.now() })
        : undefined,
    );
    if (!queued) throw new EaselError('canceled', {});
    metrics.jobState('queued', plan.mode);
    return queued;
  }

  /** Counts a job among its person's from the first moment, so that many at once cannot slip past the limit together. */
  function takePlace({ accountId }: Job, takenUp: boolean): () => void {
    const others = preparing.get(accountId) ?? 0;
    // A job that was accepted by an earlier process has its place already.
    if (!takenUp && queue.countOf(accountId) + others >= limits.waitingPerPerson)
      throw new EaselError('too-many-jobs', { limit: limits.waitingPerPerson });
    preparing.set(accountId, others + 1);
    return () => {
      const left = (preparing.get(accountId) ?? 1) - 1;
      if (left > 0) preparing.set(accountId, left);
      else preparing.delete(accountId);
    };
  }

  async function holdCredits(job: Job, amount: number): Promise<void> {
    const answer = await ledger.hold(job.accountId, job.id, amount);
    if (!answer.held) {
      const { available, moreAt } = answer;
      throw new EaselError('not-enough-credits', { cost: amount, available, moreAt });
    }
    metrics.credits('held', amount);
  }
}

/**
 * Puts a job that is stored as queued into the queue.
 * @throws {EaselError} `unknown-model` where the catalogue lost it; the signal's reason where it was canceled at the last moment.
 */
export async function enqueueJob(
  job: Job,
  { catalogue, queue, typicalTimes }: { catalogue: Catalogue; queue: JobQueue; typicalTimes: TypicalTimes },
  signal: AbortSignal,
): Promise<void> {
  if (!job.plan) throw new Error('A queued job has no plan.');
  const model = catalogue.find(job.plan.modelId);
  const expectedMs = await typicalTimes.expectedMs(model);
  // From here on the queue is asked to cancel it; until now only the signal was.
  signal.throwIfAborted();
  queue.add({ jobId: job.id, personKey: job.accountId, provider: model.provider, modelId: model.id, expectedMs });
}

const sizesOf = ({ references, mask }: CollectedImages) => ({
  references: references.map(({ width, height, byteLength }) => ({ width, height, byteLength })),
  masked: mask !== undefined,
});
