import { checkAmount, checkEnd } from '#src/domain/rules/check-change.ts';
import type { Subject } from '#src/domain/rules/policy-change.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { CreditLedger } from '#src/ports/credit-ledger.ts';
import type { Decisions } from './decisions.ts';
import type { Members } from './members.ts';
import type { Standings } from './standings.ts';
import { createSubjectPurses } from './subject-purses.ts';

export interface GrantParts {
  readonly ledger: CreditLedger;
  readonly standings: Standings;
  readonly members: Members;
  readonly decisions: Decisions;
  readonly clock: Clock;
}

/** Who asks, for which tenant; a second delivery of the same request has the same id. */
export interface Asking {
  readonly requestId: string;
  readonly tenantId: string;
  readonly actorId: string;
}

/** Credits that moderators give. Every purse knows a request by its id, so what a crash interrupted can be said again. */
export function createGrants({ ledger, standings, members, decisions, clock }: GrantParts) {
  const { eachPurse } = createSubjectPurses({ standings, members });
  return { grant, reset };

  /** @throws {EaselError} `option-invalid`. */
  async function grant(
    { requestId, tenantId, actorId }: Asking,
    subject: Subject,
    amount: number,
    { reason, expiresAt }: { readonly reason: string; readonly expiresAt?: number },
  ): Promise<{ readonly people: number }> {
    const at = clock.now();
    checkAmount('amount', amount, 1);
    checkEnd('until', expiresAt, at);
    const by = { id: requestId, actor: actorId, reason, ...(expiresAt !== undefined && { expiresAt }) };
    const people = await eachPurse(tenantId, subject, ({ accountId }) => ledger.grant(accountId, amount, by));
    const ends = expiresAt === undefined ? {} : { expiresAt };
    const what = { subject, reason, amount, people, ...ends };
    await decisions.write(tenantId, requestId, { at, by: actorId, kind: 'grant', ...what });
    return { people };
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
