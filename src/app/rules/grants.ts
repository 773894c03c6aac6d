import { checkAmount, checkEnd } from '#src/domain/rules/check-change.ts';
import type { Subject } from '#src/domain/rules/policy-change.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { CreditLedger } from '#src/ports/credit-ledger.ts';
import type { Log } from '#src/ports/log.ts';
import type { Decision, Decisions, Unfinished } from './decisions.ts';
import type { Members } from './members.ts';
import type { Standings } from './standings.ts';
import { createSubjectPurses } from './subject-purses.ts';

export interface GrantParts {
  readonly ledger: CreditLedger;
  readonly standings: Standings;
  readonly members: Members;
  readonly decisions: Decisions;
  readonly clock: Clock;
  readonly log: Log;
}

/** Who asks, for which tenant; a second delivery of the same request has the same id. */
export interface Asking {
  readonly requestId: string;
  readonly tenantId: string;
  readonly actorId: string;
}

/** No grant takes longer: an older one that is not done broke off. */
const UNDER_WAY_MS = 600_000;

/** Credits that moderators give. Every purse knows a request by its id, so what a crash interrupted can be said again. */
export function createGrants({ ledger, standings, members, decisions, clock, log }: GrantParts) {
  const { eachPurse, purseIsThere } = createSubjectPurses({ standings, members });
  return { grant, reset, goOn };

  /** @throws {EaselError} `option-invalid`; `store-unavailable` where nothing was granted. */
  async function grant(
    { requestId, tenantId, actorId }: Asking,
    subject: Subject,
    amount: number,
    { reason, expiresAt }: { readonly reason: string; readonly expiresAt?: number },
  ): Promise<{ readonly people: number; readonly isWhole: boolean }> {
    const at = clock.now();
    checkAmount('amount', amount, 1);
    checkEnd('until', expiresAt, at);
    await purseIsThere(tenantId, subject);
    const ends = expiresAt === undefined ? {} : { expiresAt };
    const decision: Decision = { at, by: actorId, kind: 'grant', subject, reason, amount, ...ends };
    // Written first, so that whatever breaks off is finished later.
    const id = await decisions.write(tenantId, requestId, decision);
    try {
      return { people: await give({ id, tenantId, requestId, decision }), isWhole: true };
    } catch (error) {
      log.error({ err: error }, 'A grant broke off; it is gone on with');
      return { people: 0, isWhole: false };
    }
  }

  async function give({ id, tenantId, requestId, decision }: Unfinished): Promise<number> {
    const { by: actor, subject, amount = 0, reason, expiresAt } = decision;
    const by = { id: requestId, actor, reason, ...(expiresAt !== undefined && { expiresAt }) };
    const people = await eachPurse(tenantId, subject, ({ accountId }) => ledger.grant(accountId, amount, by));
    await decisions.finish(id, people);
    return people;
  }

  /** Goes on with grants that broke off, where they have not ended meanwhile. */
  async function goOn(): Promise<void> {
    for await (const unfinished of decisions.unfinished()) {
      const { at, expiresAt = Number.POSITIVE_INFINITY } = unfinished.decision;
      const isUnderWay = clock.now() - at < UNDER_WAY_MS;
      if (isUnderWay) continue;
      if (expiresAt > clock.now()) await give(unfinished);
      else await decisions.finish(unfinished.id, 0);
    }
  }

  /** @throws {EaselError} `option-invalid`. */
  async function reset({ requestId, tenantId, actorId }: Asking, subject: Subject, reason: string) {
    const at = clock.now();
    let credits = 0;
    const people = await eachPurse(tenantId, subject, async (purse) => {
      credits += await ledger.reset(purse.accountId, purse, { id: requestId, actor: actorId, reason });
    });
    const what = { subject, reason, amount: credits, people };
    await decisions.write(tenantId, requestId, { at, by: actorId, kind: 'reset', ...what });
    return { people, credits };
  }
}
