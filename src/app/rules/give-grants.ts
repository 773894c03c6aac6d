import { asEaselError, isStoreTrouble } from '#src/domain/errors.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { CreditLedger } from '#src/ports/credit-ledger.ts';
import type { Log } from '#src/ports/log.ts';
import type { Decisions, Unfinished } from './decisions.ts';
import type { createSubjectPurses, Touched } from './subject-purses.ts';

export interface GivingParts {
  readonly ledger: CreditLedger;
  readonly decisions: Decisions;
  readonly eachPurse: ReturnType<typeof createSubjectPurses>['eachPurse'];
  readonly clock: Clock;
  readonly log: Log;
}

/** No grant takes longer: an older one that is not done broke off. */
const UNDER_WAY_MS = 600_000;
/** What fails for so long, for another reason than the store, will never be given. */
const TRIED_MS = 86_400_000;

/** Gives what was granted, and goes on where that broke off. */
export function createGiving({ ledger, decisions, eachPurse, clock, log }: GivingParts) {
  return { give, goOn };

  /** Finishes it where everybody has it. */
  async function give({ id, tenantId, requestId, decision }: Unfinished): Promise<Touched> {
    const { by: actor, subject, amount = 0, reason, expiresAt } = decision;
    const by = { id: requestId, actor, reason, ...(expiresAt !== undefined && { expiresAt }) };
    try {
      const given = await eachPurse(tenantId, subject, ({ accountId }) => ledger.grant(accountId, amount, by));
      if (!given.error) await decisions.finish(id, given.people);
      return given;
    } catch (thrown) {
      return { people: 0, error: asEaselError(thrown) };
    }
  }

  /** Goes on with grants that broke off, each by itself: one that can never be given ends, and its history says why. */
  async function goOn(): Promise<void> {
    for await (const unfinished of decisions.unfinished()) {
      const { at, people } = unfinished.decision;
      const isUnderWay = people === undefined && clock.now() - at < UNDER_WAY_MS;
      if (isUnderWay) continue;
      await goOnWith(unfinished).catch((error: unknown) => log.error({ err: error }, 'A grant broke off again'));
    }
  }

  async function goOnWith(unfinished: Unfinished): Promise<void> {
    const { id, decision } = unfinished;
    const { people: known, at, expiresAt = Number.POSITIVE_INFINITY } = decision;
    if (known !== undefined) return decisions.finish(id, known);
    if (expiresAt <= clock.now()) return decisions.finish(id, 0, 'its time is over');
    const { people, error } = await give(unfinished);
    if (!error) return;
    const isForGood = error.code === 'option-invalid' || clock.now() - at > TRIED_MS;
    log.error({ err: error, isForGood }, 'A grant broke off again');
    if (isForGood && !isStoreTrouble(error)) await decisions.finish(id, people, error.message);
  }
}
