import { asEaselError, EaselError } from '#src/domain/errors.ts';
import { type Job, type JobContent, move } from '#src/domain/job.ts';
import type { Plan } from '#src/domain/plan.ts';
import type { Limits } from '#src/domain/policy.ts';
import type { Standing } from '#src/domain/rules/standing.ts';
import type { Catalogue } from '#src/ports/catalogue.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { JobQueue } from '#src/ports/job-queue.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import type { Log } from '#src/ports/log.ts';
import type { Metrics } from '#src/ports/metrics.ts';
import type { CollectedImages } from './collect-images.ts';
import { needsConfirmation } from './confirm-job.ts';
import type { ContentGate } from './content/content-gate.ts';
import type { createPlanRequest } from './plan-request.ts';
import { createPlaces } from './preparing-places.ts';
import type { JobProgress } from './progress.ts';
import type { Route } from './route.ts';
import type { Admit } from './rules/admit.ts';
import type { NoteUsage } from './rules/note-usage.ts';
import type { Purses } from './rules/purses.ts';
import type { Standings } from './rules/standings.ts';
import { whereOfJob } from './rules/whereabouts.ts';
import type { TypicalTimes } from './typical-times.ts';

export interface PrepareParts {
  readonly planning: ReturnType<typeof createPlanRequest>;
  readonly purses: Purses;
  readonly standings: Standings;
  readonly jobs: JobStore;
  readonly queue: JobQueue;
  readonly admit: Admit;
  readonly contentGate: ContentGate;
  readonly noteUsage: NoteUsage;
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
  const { planning, purses, standings, admit, contentGate, noteUsage, jobs, clock, metrics } = parts;
  const takePlace = createPlaces(parts);

  /**
   * @returns the queued job, or the one that waits for the person's yes to its price, or for a moderator's to its words.
   * @throws {EaselError} when it is refused or canceled; whoever catches it ends the job, which releases the hold.
   */
  return async function prepareJob(job: Job, context: PrepareContext): Promise<Job> {
    const release = takePlace(job, context.takenUp);
    const seen: { plan?: Plan } = {};
    const prepared = prepare(job, context, seen).catch(counting(noteUsage, job, seen, context.log));
    return prepared.finally(release);
  };

  async function prepare(job: Job, context: PrepareContext, seen: { plan?: Plan }): Promise<Job> {
    const standing = await standings.of(whereOfJob(job));
    await admit.enter(job.id, standing);
    // What the person or a moderator said yes to is what is done, at that price, whatever has changed since; what is forbidden now is not.
    if (job.plan && (job.confirmedAt !== undefined || job.content?.allowed))
      return goOn(job, { plan: job.plan, standing }, {}, context);
    const { signal, progress, route, log } = context;
    const { plan, images, overlay } = await planning.planRequest(job.id, job.request, standing, {
      route,
      signal,
      onPicture: progress.picture,
    });
    seen.plan = plan;
    log.info({ mode: plan.mode, model: plan.modelId, credits: plan.price.total, ...sizesOf(images) }, 'Job planned');
    signal.throwIfAborted();
    await admit.admit(plan, standing);
    const content = await contentGate.beforeHold(job, plan, signal);
    // It shows the picture that something hidden is made from.
    if (overlay && !content.spoiler) progress.overlay(overlay);
    const shown = withoutPreviews(plan, content);
    const found = { ...images, ...(Object.keys(content).length > 0 && { content }) };
    if (content.waits) return stored(jobs, job, 'reviewing', { ...found, plan: shown });
    return goOn(job, { plan: shown, standing }, found, context);
  }

  async function goOn(job: Job, { plan, standing }: Planned, found: Found, context: PrepareContext): Promise<Job> {
    await admit.admit(plan, standing);
    if (job.confirmedAt === undefined && needsConfirmation(plan, standing))
      return stored(jobs, job, 'confirming', { ...found, plan, confirmingAt: clock.now() });
    return hold(job, { plan, standing }, found, context);
  }

  async function hold(job: Job, { plan, standing }: Planned, found: Found, { signal }: PrepareContext): Promise<Job> {
    await purses.hold(job, plan.price, standing, signal);
    metrics.credits('held', plan.price.total);
    signal.throwIfAborted();
    const { full, content } = await written({ ...job, ...found }, { plan, standing }, parts, signal);
    const kept = { ...found, ...(content && { content }), plan: full };
    if (content?.waits) return stored(jobs, job, 'reviewing', kept);
    const queued = await stored(jobs, job, 'queued', { ...kept, queuedAt: clock.now() });
    metrics.jobState('queued', plan.mode);
    return queued;
  }
}

/** A refusal counts with what it would have cost, which is known only here. */
function counting(noteUsage: NoteUsage, job: Job, seen: { readonly plan?: Plan }, log: Log) {
  return async (thrown: unknown): Promise<never> => {
    await noteUsage
      .refusal({ ...job, ...seen }, asEaselError(thrown))
      .catch((failed: unknown) => log.warn({ err: failed }, 'A refusal was not counted'));
    throw thrown;
  };
}

/** An avatar's scene may be written anew, and is looked at then as what a person wrote; what a moderator said yes to is what is drawn. */
async function written(
  job: Job,
  { plan, standing }: Planned,
  { planning, contentGate }: Pick<PrepareParts, 'planning' | 'contentGate'>,
  signal: AbortSignal,
): Promise<{ readonly full: Plan; readonly content?: JobContent }> {
  if (job.content?.allowed?.includes('scene')) return { full: plan, content: job.content };
  const full = await planning.withWrittenScene(job, plan, standing, signal);
  const isNew = full.scene !== plan.scene;
  const content = isNew ? await contentGate.afterWriting(job, full, signal) : job.content;
  return { full, ...(content && { content }) };
}

interface Planned {
  readonly plan: Plan;
  readonly standing: Standing;
}

/** What was collected and found out on the way. */
type Found = Partial<CollectedImages> & { readonly content?: JobContent };

/** Nobody pays for unfinished pictures that nobody is shown. */
const withoutPreviews = (plan: Plan, { unseen, spoiler }: JobContent): Plan =>
  (unseen || spoiler) && plan.options.partials > 0 ? { ...plan, options: { ...plan.options, partials: 0 } } : plan;

/** @throws {EaselError} `canceled` where somebody asked for that meanwhile. */
async function stored(
  jobs: JobStore,
  { id }: Job,
  state: 'confirming' | 'reviewing' | 'queued',
  more: Partial<Job>,
): Promise<Job> {
  const moved = await jobs.update(id, (current) =>
    current.cancelRequestedAt === undefined ? move(current, state, more) : undefined,
  );
  if (!moved) throw new EaselError('canceled', {});
  return moved;
}

interface EnqueueParts {
  readonly catalogue: Catalogue;
  readonly queue: JobQueue;
  readonly typicalTimes: TypicalTimes;
  readonly standings: Standings;
}

/**
 * Puts a job that is stored as queued into the queue.
 * @throws {EaselError} `unknown-model` where the catalogue lost it; the signal's reason where it was canceled at the last moment.
 */
export async function enqueueJob(
  job: Job,
  { catalogue, queue, typicalTimes, standings }: EnqueueParts,
  signal: AbortSignal,
): Promise<void> {
  if (!job.plan) throw new Error('A queued job has no plan.');
  const model = catalogue.find(job.plan.modelId);
  const expectedMs = await typicalTimes.expectedMs(model);
  const { running: bounds } = await standings.of(whereOfJob(job));
  // From here on the queue is asked to cancel it; until now only the signal was.
  signal.throwIfAborted();
  const { provider, id: modelId } = model;
  const { id: jobId, accountId: personKey, tenantId: tenantKey } = job;
  queue.add({ jobId, personKey, tenantKey, provider, modelId, expectedMs, bounds });
}

const sizesOf = ({ references, mask }: Pick<CollectedImages, 'references' | 'mask'>) => ({
  references: references.map(({ width, height, byteLength }) => ({ width, height, byteLength })),
  masked: mask !== undefined,
});
