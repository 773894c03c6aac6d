import { considered } from '#src/domain/choose-model.ts';
import { isFinal, type Job, move } from '#src/domain/job.ts';
import type { BlobStore } from '#src/ports/blob-store.ts';
import type { Catalogue } from '#src/ports/catalogue.ts';
import type { Delivery } from '#src/ports/chat-platform.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { CreditLedger } from '#src/ports/credit-ledger.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import type { Log } from '#src/ports/log.ts';
import type { Metrics } from '#src/ports/metrics.ts';
import type { Route } from './parts.ts';
import { failureCard, resultCard } from './result-card.ts';
import { untilSeen } from './until-seen.ts';

export interface DeliverParts {
  readonly routes: ReadonlyMap<string, Route>;
  readonly ledger: CreditLedger;
  readonly jobs: JobStore;
  readonly blobs: BlobStore;
  readonly catalogue: Catalogue;
  readonly clock: Clock;
  readonly metrics: Metrics;
}

/**
 * Shows a person the end of their job and records that they saw it. Repeatable: the platform replaces what it showed before.
 * A platform that keeps failing leaves the job undelivered; recovery tries again later.
 */
export function createDeliverJob({ routes, ledger, jobs, blobs, catalogue, clock, metrics }: DeliverParts) {
  return async function deliverJob(job: Job, { signal, log }: { signal: AbortSignal; log: Log }): Promise<void> {
    const route = routes.get(job.platform);
    if (route) await untilSeen(() => show(job, route.delivery(job.delivery)), { clock, signal, log });
    const seen = await jobs.update(job.id, (current) => asDelivered(current, clock.now()));
    const mode = job.plan?.mode ?? 'none';
    metrics.jobState(seen?.state ?? job.state, mode);
    metrics.jobDuration(mode, clock.now() - job.createdAt);
    log.info({ outcome: seen?.state ?? job.state, tookMs: clock.now() - job.createdAt }, 'Job delivered');
  };

  async function show(job: Job, delivery: Delivery): Promise<void> {
    if (job.state !== 'delivering' && job.state !== 'succeeded') return delivery.fail(failureCard(job));
    const balance = await ledger.balance(job.accountId);
    return delivery.finish(resultCard(job, { balance, blobs, canUpscale: canUpscale(catalogue) }));
  }
}

function asDelivered(job: Job, at: number): Job | undefined {
  if (isFinal(job.state)) return job.deliveredAt === undefined ? { ...job, deliveredAt: at } : undefined;
  return move(job, 'succeeded', { finishedAt: at, deliveredAt: at });
}

/** A stand-in's enlarging is only offered where there is nothing but stand-ins. */
const canUpscale = ({ models }: Catalogue): boolean => considered(models).some(({ operations }) => operations.upscale);
