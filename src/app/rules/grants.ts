import { checkAmount, checkEnd } from '#src/domain/rules/check-change.ts';
import type { Subject } from '#src/domain/rules/policy-change.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { CreditLedger } from '#src/ports/credit-ledger.ts';
import type { Log } from '#src/ports/log.ts';
import type { Decision, Decisions } from './decisions.ts';
import { createGiving } from './give-grants.ts';
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

/** Credits that moderators give. Every purse knows a request by its id, so what a crash interrupted can be said again. */
export function createGrants({ ledger, standings, members, decisions, clock, log }: GrantParts) {
  const { eachPurse, purseIsThere } = createSubjectPurses({ standings, members });
  const { give, goOn } = createGiving({ ledger, decisions, eachPurse, clock, log });
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
    const { people, error } = await give({ id, tenantId, requestId, decision });
    if (!error) return { people, isWhole: true };
    log.error({ err: error }, 'A grant broke off; it is gone on with');
    return { people: 0, isWhole: false };
  }

  /** @throws {EaselError} `option-invalid`. */
  async function reset({ requestId, tenantId, actorId }: Asking, subject: Subject, reason: string) {
    const at = clock.now();
    let credits = 0;
    const { people, error } = await eachPurse(tenantId, subject, async (purse) => {
      credits += await ledger.reset(purse.accountId, purse, { id: requestId, actor: actorId, reason });
    });
    if (error) throw error;
    const what = { subject, reason, amount: credits, people };
    await decisions.write(tenantId, requestId, { at, by: actorId, kind: 'reset', ...what });
    return { people, credits };
  }
}
