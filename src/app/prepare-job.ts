import { asEaselError, EaselError } from '#src/domain/errors.ts';
import type { Job, JobContent } from '#src/domain/job.ts';
import type { Plan } from '#src/domain/plan.ts';
import type { Limits } from '#src/domain/policy.ts';
import type { Catalogue } from '#src/ports/catalogue.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { JobQueue } from '#src/ports/job-queue.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import type { Log } from '#src/ports/log.ts';
import type { Metrics } from '#src/ports/metrics.ts';
import type { CollectedImages } from './collect-images.ts';
import { needsConfirmation } from './confirm-job.ts';
import type { ContentGate } from './content/content-gate.ts';
import { createHoldJob, type Found, type Planned, type PreparedJob, stored } from './hold-job.ts';
import { API_TENANT } from './keys/api-key.ts';
import type { createPlanRequest } from './plan-request.ts';
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

export interface PrepareContext {
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
  const { planning, standings, admit, contentGate, noteUsage, jobs, clock } = parts;
  const holdJob = createHoldJob(parts);

  /**
   * @returns the queued job, which may start before it is written, or the one that waits for the person's yes to its price, or for
   *   a moderator's to its words.
   * @throws {EaselError} when it is refused or canceled; whoever catches it ends the job, which releases the hold.
   */
  return async function prepareJob(job: Job, context: PrepareContext): Promise<PreparedJob> {
    const seen: { plan?: Plan } = {};
    return prepare(job, context, seen).catch(counting(noteUsage, job, seen, context.log));
  };

  async function prepare(job: Job, context: PrepareContext, seen: { plan?: Plan }): Promise<PreparedJob> {
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

  async function goOn(
    job: Job,
    { plan, standing }: Planned,
    found: Found,
    context: PrepareContext,
  ): Promise<PreparedJob> {
    await admit.admit(plan, standing);
    checkPrice(job, plan);
    if (job.confirmedAt === undefined && needsConfirmation(plan, standing))
      return stored(jobs, job, 'confirming', { ...found, plan, confirmingAt: clock.now() });
    return holdJob(job, { plan, standing }, found, context.signal);
  }
}

/** @throws {EaselError} `price-changed` where it would be dearer than what the person was told. */
function checkPrice({ atMost: seen = Number.POSITIVE_INFINITY }: Job, { price: { total: cost } }: Plan): void {
  if (cost > seen) throw new EaselError('price-changed', { seen, cost });
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

/** Nobody pays for unfinished pictures that nobody is shown. */
const withoutPreviews = (plan: Plan, { unseen, spoiler }: JobContent): Plan =>
  (unseen || spoiler) && plan.options.partials > 0 ? { ...plan, options: { ...plan.options, partials: 0 } } : plan;

interface EnqueueParts {
  readonly catalogue: Catalogue;
  readonly queue: JobQueue;
  readonly typicalTimes: TypicalTimes;
  readonly standings: Standings;
  readonly limits: Pick<Limits, 'runningPerKey'>;
  readonly routes: ReadonlyMap<string, Route>;
}

/**
 * Puts a job that is stored as queued into the queue.
 * @throws {EaselError} `unknown-model` where the catalogue lost it; the signal's reason where it was canceled at the last moment.
 */
export async function enqueueJob(
  job: Job,
  { catalogue, queue, typicalTimes, standings, limits, routes }: EnqueueParts,
  signal: AbortSignal,
  how?: 'anew',
): Promise<void> {
  if (!job.plan) throw new Error('A queued job has no plan.');
  const model = catalogue.find(job.plan.modelId);
  const expectedMs = await typicalTimes.expectedMs(model);
  const { running } = await standings.of(whereOfJob(job));
  const bounds = job.tenantId === API_TENANT ? { perPerson: limits.runningPerKey, ...running } : running;
  // From here on the queue is asked to cancel it; until now only the signal was.
  signal.throwIfAborted();
  const { provider, id: modelId } = model;
  const { id: jobId, accountId: personKey, tenantId: tenantKey } = job;
  const route = routes.get(job.platform);
  const more = {
    ...(route?.inBackground && { inBackground: route.inBackground }),
    // What only this process can deliver is run by it; everything else by whoever has room.
    ...(route?.reachedFromAnywhere && { home: job.platform }),
  };
  await queue.add({ jobId, personKey, tenantKey, provider, modelId, expectedMs, bounds, ...more }, how);
}

const sizesOf = ({ references, mask }: Pick<CollectedImages, 'references' | 'mask'>) => ({
  references: references.map(({ width, height, byteLength }) => ({ width, height, byteLength })),
  masked: mask !== undefined,
});
