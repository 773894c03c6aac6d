import { EaselError } from '#src/domain/errors.ts';
import type { Plan } from '#src/domain/plan.ts';
import { checkPlan } from '#src/domain/rules/check-place.ts';
import type { Standing } from '#src/domain/rules/standing.ts';
import type { Rates } from './rates.ts';
import type { Switches } from './switches.ts';

/** Who may have something made where: asked before anything is fetched, and again before anything is held. */
export interface Admit {
  /**
   * Lets a request in, and counts it once, however often it is asked about.
   * @throws {EaselError} `paused`, `blocked-person`, `place-quiet`, `too-fast`; `store-unavailable`.
   */
  enter(requestId: string, standing: Standing): Promise<void>;
  /** The same without counting it: for what is only tried. */
  look(standing: Standing): Promise<void>;
  /** Lets one call of a provider be sent. @throws {EaselError} `paused`, `blocked-person`; `store-unavailable`. */
  send(standing: Standing): Promise<void>;
  /** Lets a plan through. @throws {EaselError} `paused`, `rule-forbids`; `store-unavailable`. */
  admit(plan: Plan, standing: Standing): Promise<void>;
}

export function createAdmit({ switches, rates }: { readonly switches: Switches; readonly rates: Rates }): Admit {
  return {
    send,

    async enter(requestId, standing) {
      await mayEnter(standing);
      await rates.count(requestId, standing);
    },

    async look(standing) {
      await mayEnter(standing);
      await rates.look(standing);
    },

    async admit(plan, standing) {
      await switches.check(standing.where.tenantId);
      checkPlan(plan, standing);
    },
  };

  async function mayEnter(standing: Standing): Promise<void> {
    await send(standing);
    if (standing.quiet) throw new EaselError('place-quiet', {});
  }

  async function send({ where, blocked }: Standing): Promise<void> {
    await switches.check(where.tenantId);
    if (!blocked) return;
    const { reason, until } = blocked;
    throw new EaselError('blocked-person', { reason, ...(until !== undefined && { until }) });
  }
}
