import { considered } from '#src/domain/choose-model.ts';
import { isFinal, type Job, move } from '#src/domain/job.ts';
import { abilityOf, type ModelEntry } from '#src/domain/model.ts';
import { providerOf } from '#src/domain/plan.ts';
import type { Catalogue } from '#src/ports/catalogue.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import type { Log } from '#src/ports/log.ts';
import type { Metrics } from '#src/ports/metrics.ts';
import type { Shelf } from './card-picture.ts';
import { canPaint } from './painting/can-paint.ts';
import type { Parts } from './parts.ts';
import { failureCard, isForOwner, resultCard } from './result-card.ts';
import type { Route } from './route.ts';
import type { Purses } from './rules/purses.ts';
import type { Threads } from './thread-pictures.ts';
import { isForGood, untilSeen } from './until-seen.ts';

export interface DeliverParts extends Shelf {
  readonly routes: ReadonlyMap<string, Route>;
  readonly purses: Purses;
  readonly jobs: JobStore;
  readonly catalogue: Catalogue;
  readonly pageUrl: Parts['pageUrl'];
  readonly threads: Threads;
  readonly clock: Clock;
  readonly metrics: Metrics;
}

/** How long a platform that keeps failing is left alone, each time; after the last one nobody is bothered any more. */
const PAUSES_MS = [5, 5, 30, 120, 600, 1800, 3600, 10_800, 21_600, 43_200].map((seconds) => seconds * 1000);

/**
 * Shows a person the end of their job and records that they saw it. Repeatable: the platform replaces what it showed before.
 * A platform that keeps failing leaves the job undelivered; recovery tries again later, ever more rarely. What can never be
 * shown, because its place is gone or closed to Easel, ends all the same and stays in the person's history.
 */
export function createDeliverJob(parts: DeliverParts) {
  const { routes, purses, jobs, threads, clock, metrics } = parts;

  return async function deliverJob(job: Job, { signal, log }: { signal: AbortSignal; log: Log }): Promise<void> {
    const route = routes.get(job.platform);
    const canShow = route !== undefined && job.goneAt === undefined;
    const shown = canShow && (await showOrGiveUp(job, route, { signal, log }));
    // Before the job counts as delivered: a crash in between repeats it, and the other way round it would be forgotten.
    if (shown) await threads.shown(seenAs(job, route));
    const seen = await jobs.update(job.id, (current) => asDelivered(current, clock.now()));
    const mode = job.plan?.mode ?? 'none';
    const outcome = seen?.state ?? job.state;
    metrics.jobState(outcome, mode, job.plan ? providerOf(job.plan) : 'none');
    metrics.jobDuration(mode, outcome, clock.now() - job.createdAt);
    log.info({ outcome, shown, tookMs: clock.now() - job.createdAt }, 'Job delivered');
  };

  /** @returns whether it was shown. @throws what the platform threw, where it will be asked again. */
  async function showOrGiveUp(job: Job, route: Route, { signal, log }: { signal: AbortSignal; log: Log }) {
    const startedAt = clock.now();
    const count = (outcome: 'shown' | 'later' | 'never') =>
      metrics.delivered(job.platform, outcome, clock.now() - startedAt);
    try {
      await untilSeen(() => show(job, route), { clock, signal, log });
      count('shown');
      return true;
    } catch (error) {
      const tries = (job.deliveryTries ?? 0) + 1;
      const pauseMs = PAUSES_MS[tries - 1];
      if (pauseMs === undefined || isForGood(error)) {
        log.warn({ err: error, tries }, 'The end of a job cannot be shown');
        count('never');
        return false;
      }
      count('later');
      const again = { deliveryTries: tries, deliverAgainAt: clock.now() + pauseMs };
      await jobs.update(job.id, (current) => ({ ...current, ...again }));
      throw error;
    }
  }

  async function show(job: Job, route: Route): Promise<void> {
    const delivery = route.delivery(job.delivery);
    if (job.state !== 'delivering' && job.state !== 'succeeded') {
      // A store that fails just now must not keep anybody from hearing why.
      const left = await purses.balance(job).catch(() => undefined);
      return delivery.fail(failureCard(job, left));
    }
    const [balance, named] = await Promise.all([purses.balance(job), threads.nameOf(seenAs(job, route))]);
    return delivery.finish(resultCard(job, { ...parts, balance, ...ableOf(route, parts), ...named }));
  }
}

function asDelivered(job: Job, at: number): Job | undefined {
  if (isFinal(job.state)) return job.deliveredAt === undefined ? { ...job, deliveredAt: at } : undefined;
  return move(job, 'succeeded', { finishedAt: at, deliveredAt: at });
}

/** What can be done with a result here. */
export const ableOf = (route: Route, { catalogue, pageUrl }: Pick<Parts, 'catalogue' | 'pageUrl'>) => ({
  canUpscale: canUpscale(catalogue),
  canPaint: canPaint(route, pageUrl) && considered(catalogue.models).some(changesParts),
  canThread: route.openThread !== undefined,
  canHide: route.hidesPictures === true,
});

/** Any model that edits can: what is not painted is put back. */
const changesParts = (model: ModelEntry): boolean => abilityOf('inpaint', model) !== 'none';

/** In a conversation it is nobody's newest picture but its owner's, where only they are shown it. */
const seenAs = (job: Job, route: Route): Job =>
  isForOwner(job, { canHide: route.hidesPictures === true }) ? { ...job, private: true } : job;

/** A stand-in's enlarging is only offered where there is nothing but stand-ins. */
const canUpscale = ({ models }: Catalogue): boolean => considered(models).some(({ operations }) => operations.upscale);
