import { EaselError } from '#src/domain/errors.ts';
import { type Job, type JobContent, move } from '#src/domain/job.ts';
import { type Plan, providerOf } from '#src/domain/plan.ts';
import type { Standing } from '#src/domain/rules/standing.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import type { Metrics } from '#src/ports/metrics.ts';
import type { CollectedImages } from './collect-images.ts';
import type { ContentGate } from './content/content-gate.ts';
import type { createPlanRequest } from './plan-request.ts';
import type { Purses } from './rules/purses.ts';

export interface HoldJobParts {
  readonly planning: ReturnType<typeof createPlanRequest>;
  readonly purses: Purses;
  readonly contentGate: ContentGate;
  readonly jobs: JobStore;
  readonly clock: Clock;
  readonly metrics: Metrics;
}

export interface Planned {
  readonly plan: Plan;
  readonly standing: Standing;
}

/** What was collected and found out on the way. */
export type Found = Partial<CollectedImages> & { readonly content?: JobContent };

/** How far a job was brought. */
export interface PreparedJob {
  readonly job: Job;
  /** Where that is still on its way to the disk: the job as it is stored, or nothing where it was canceled meanwhile. */
  readonly stored?: Promise<Job | undefined>;
}

/** Holds what a job costs, and brings it to the queue's door. */
export function createHoldJob(parts: HoldJobParts) {
  const { purses, jobs, clock, metrics } = parts;

  /** @throws {EaselError} where there is not enough; `canceled`. */
  return async function holdJob(
    job: Job,
    { plan, standing }: Planned,
    found: Found,
    signal: AbortSignal,
  ): Promise<PreparedJob> {
    const holding = await purses.hold(job, plan.price, standing, signal);
    metrics.credits('held', plan.price.total);
    signal.throwIfAborted();
    const { full, content } = await written({ ...job, ...found }, { plan, standing }, parts, signal);
    const kept = { ...found, ...(content && { content }), plan: full };
    if (content?.waits) return stored(jobs, job, 'reviewing', kept);
    const more = { ...kept, queuedAt: clock.now() };
    const queued = movedTo('queued', more)(holding);
    if (!queued) throw new EaselError('canceled', {});
    metrics.jobState('queued', plan.mode, providerOf(plan));
    return { job: queued, stored: jobs.later(job.id, movedTo('queued', more)) };
  };
}

/** An avatar's scene may be written anew, and is looked at then as what a person wrote; what a moderator said yes to is what is drawn. */
async function written(
  job: Job,
  { plan, standing }: Planned,
  { planning, contentGate }: Pick<HoldJobParts, 'planning' | 'contentGate'>,
  signal: AbortSignal,
): Promise<{ readonly full: Plan; readonly content?: JobContent }> {
  if (job.content?.allowed?.includes('scene')) return { full: plan, content: job.content };
  const full = await planning.withWrittenScene(job, plan, standing, signal);
  const isNew = full.scene !== plan.scene;
  const content = isNew ? await contentGate.afterWriting(job, full, signal) : job.content;
  return { full, ...(content && { content }) };
}

/** @throws {EaselError} `canceled` where somebody asked for that meanwhile. */
export async function stored(
  jobs: JobStore,
  { id }: Job,
  state: 'confirming' | 'reviewing',
  more: Partial<Job>,
): Promise<PreparedJob> {
  const job = await jobs.update(id, movedTo(state, more));
  if (!job) throw new EaselError('canceled', {});
  return { job };
}

const movedTo =
  (state: 'confirming' | 'reviewing' | 'queued', more: Partial<Job>) =>
  (current: Job): Job | undefined =>
    current.cancelRequestedAt === undefined ? move(current, state, more) : undefined;
