import type { AcceptedRequest } from '#src/domain/job.ts';
import type { Plan } from '#src/domain/plan.ts';
import { checkPlan } from '#src/domain/rules/check-place.ts';
import type { Whereabouts } from '#src/domain/rules/standing.ts';
import type { BlobStore } from '#src/ports/blob-store.ts';
import type { NewId } from '#src/ports/clock.ts';
import type { createPlanRequest } from './plan-request.ts';
import type { Route } from './route.ts';
import type { Admit } from './rules/admit.ts';
import type { Standings } from './rules/standings.ts';

/** The plan of one of many requests. @throws {EaselError} what would be refused, but for rules about its words. */
export type PriceRequest = (request: AcceptedRequest) => Promise<Plan>;

export interface PriceParts {
  readonly planRequest: ReturnType<typeof createPlanRequest>['planRequest'];
  readonly standings: Standings;
  readonly admit: Admit;
  readonly blobs: BlobStore;
  readonly newId: NewId;
}

/** Prices many requests of one person: what holds for the person is looked up once for all of them. Nothing is held or sent. */
export function createPriceRequests({ planRequest, standings, admit, blobs, newId }: PriceParts) {
  /** @throws {EaselError} where the person may have nothing made there now. */
  return async function priceRequests(where: Whereabouts, route: Route, signal: AbortSignal): Promise<PriceRequest> {
    const standing = await standings.of(where);
    await admit.look(standing);

    return async (request) => {
      const id = `dry-${newId()}`;
      try {
        const { plan } = await planRequest(id, request, standing, { route, signal, onPicture() {} });
        checkPlan(plan, standing);
        return plan;
      } finally {
        if (request.images.length > 0) await blobs.removeAll(`jobs/${id}/`);
      }
    };
  };
}
