import { createHash } from 'node:crypto';
import type { JobLife } from '#src/app/job-life.ts';
import type { PagePasses, Pass } from '#src/app/page-passes.ts';
import type { KeepShown } from '#src/app/shown-pictures.ts';
import { asEaselError, EaselError, explain, type Failure, toFailure } from '#src/domain/errors.ts';
import type { Delivery } from '#src/ports/chat-platform.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import type { Log } from '#src/ports/log.ts';
import { whoseOf } from './offer-paint.ts';
import { pageOver } from './open-paint.ts';
import { type createPlanPaint, maskRef, type Painted, type PlannedPaint } from './plan-paint.ts';

export type SentPaint =
  | { readonly kind: 'sent'; readonly jobId: string; readonly backUrl?: string; readonly private: boolean }
  /** The link was used, yet nothing came of it: the painting may be sent again, by the new token. */
  | { readonly kind: 'refused'; readonly failure: Failure; readonly token: string };

export interface SendPaintParts {
  readonly planPaint: ReturnType<typeof createPlanPaint>;
  readonly passes: PagePasses;
  readonly life: JobLife;
  readonly jobs: JobStore;
  readonly keepShown: KeepShown;
  readonly clock: Clock;
  readonly log: Log;
  readonly isStopping: () => boolean;
}

/** Whoever was refused in the last moment has that long to try again. */
const AGAIN_MS = 120_000;

/** Takes what was painted back into the conversation, where the edit goes on as any other. */
export function createSendPaint(parts: SendPaintParts) {
  const { planPaint, passes, life, jobs, keepShown, clock, log, isStopping } = parts;

  /**
   * @param seen the price the person said yes to.
   * @throws {EaselError} what would be refused; the link is not used up then.
   */
  return async function sendPaint(token: string, painted: Painted, seen: number): Promise<SentPaint> {
    if (isStopping()) throw new EaselError('shutting-down', {});
    const planned = await planPaint(token, painted);
    checkPrice(planned, seen);
    // Of two that come at once one is first.
    if (!(await passes.use(token, 'paint'))) throw pageOver();
    const failure = await begin(token, planned, seen).catch((thrown: unknown) => failed(thrown));
    if ('jobId' in failure) return failure;
    return { kind: 'refused', failure, token: await renewed(planned.pass) };
  };

  async function begin(
    token: string,
    planned: PlannedPaint,
    seen: number,
  ): Promise<Extract<SentPaint, { kind: 'sent' }> | Failure> {
    const { pass, route, request, mask } = planned;
    const { actor, place, anchor, parent, private: isPrivate } = pass.about;
    const { key } = await keepShown(mask, 'A painted mask', whoseOf(pass.about));
    const eventId = `paint-${createHash('sha256').update(token).digest('hex').slice(0, 32)}`;
    const arrived = { id: eventId, visibility: isPrivate ? 'private' : 'public', prompt: request.prompt } as const;
    const delivery = await route.goOn(anchor.handle, arrived);
    const begun = life.begin({
      ...{ eventId, actor, place, delivery, private: isPrivate, confirmed: true, atMost: seen },
      request: { ...request, mask: { ...maskRef(key), kept: true } },
      ...(parent && { parent }),
    });
    const { id: jobId } = await begun.catch(takingBack(route.delivery(delivery), log));
    const failure = (await jobs.get(jobId))?.failure;
    const { url: backUrl } = anchor;
    return failure ?? { kind: 'sent', jobId, private: isPrivate, ...(backUrl !== undefined && { backUrl }) };
  }

  function failed(thrown: unknown): Failure {
    const error = asEaselError(thrown);
    log.warn({ err: error }, 'What was painted could not be taken into the conversation');
    return toFailure(error);
  }

  /** The same page once more, for what is left of its time. */
  function renewed({ about, endsAt }: Pass<'paint'>): Promise<string> {
    const ttlMs = Math.max(AGAIN_MS, endsAt - clock.now());
    return passes.issue({ kind: 'paint', ...whoseOf(about), about, ttlMs });
  }
}

/** Nothing comes of what was said to have arrived, so its person is told there, too. */
const takingBack =
  (delivery: Delivery, log: Log) =>
  async (thrown: unknown): Promise<never> => {
    await delivery
      .answer({ kind: 'text', text: explain(asEaselError(thrown)) }, 'asker')
      .catch((failed: unknown) => log.warn({ err: failed }, 'That nothing comes of a painting could not be said'));
    throw thrown;
  };

/** @throws {EaselError} `price-changed`, or `not-enough-credits`, before anything is begun. */
function checkPrice({ dry: { plan, balance } }: PlannedPaint, seen: number): void {
  const { total: cost } = plan.price;
  if (cost > seen) throw new EaselError('price-changed', { seen, cost });
  const { available, moreAt } = balance;
  if (cost > available) throw new EaselError('not-enough-credits', { cost, available, moreAt });
}
