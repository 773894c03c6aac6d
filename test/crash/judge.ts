import type { Job } from '#src/domain/job.ts';
import type { Easel } from '#src/main.ts';
import { whoseOf } from '../fakes/whose.ts';
import type { Asker, End } from './askers.ts';
import type { PlayedSides } from './played-sides.ts';

/** Each of them a broken promise. */
export interface Faults {
  /** Jobs whose person was never told of an end. */
  readonly untold: number;
  /** Requests that were acknowledged, and of which there is no record. */
  readonly unrecorded: number;
  readonly paidTwice: number;
  readonly postedTwice: number;
  /** Credits that somebody has too many or too few, holds that are left, accounts whose entries do not make their balance. */
  readonly creditError: number;
  readonly heldForever: number;
  readonly auditsWrong: number;
  readonly unfinished: number;
}

export const ALLOWANCE = 40;

interface Answer {
  readonly asker: Asker;
  readonly answered: boolean;
}

/** Holds what people see and providers counted against the store. */
export async function judge(easel: Easel, answers: readonly Answer[], { provider }: PlayedSides) {
  const people = await Promise.all(
    answers.map(async ({ asker, answered }) => {
      const jobs = await easel.jobs.byAccount(asker.accountId, 10);
      const { available, held } = await easel.engine.balance(whoseOf(asker.accountId));
      return { asker, answered, jobs, end: asker.end(), available, held, paid: provider.paid.get(asker.prompt) ?? 0 };
    }),
  );
  type Found = (typeof people)[number];
  const count = (is: (found: Found) => boolean): number => people.filter(is).length;
  const sum = (of: (found: Found) => number): number => people.reduce((total, found) => total + of(found), 0);
  const faults: Faults = {
    untold: count(({ jobs, end }) => jobs.length > 0 && end === undefined),
    unrecorded: count(({ jobs, answered, end }) => jobs.length === 0 && answered && end === undefined),
    paidTwice: count(({ paid, jobs }) => paid > Math.max(1, jobs.length)),
    postedTwice: count(({ asker }) => asker.posts() > 1),
    creditError: sum((found) => Math.abs(found.available + found.held - expected(found))),
    heldForever: sum(({ held }) => held),
    auditsWrong: await wrongAudits(easel),
    unfinished: (await easel.jobs.unfinished()).length,
  };
  const isUnknown = ({ state }: Job) => state === 'outcome-unknown';
  return {
    jobs: sum(({ jobs }) => jobs.length),
    unknown: sum(({ jobs }) => jobs.filter(isUnknown).length),
    faults,
  };
}

/** Whoever has a picture paid for it, and nobody else. */
const expected = ({ asker, end }: { readonly asker: Asker; readonly end: End | undefined }): number =>
  ALLOWANCE - (end === 'picture' ? asker.model.cost : 0);

/** How many accounts do not make what their entries do. */
export async function wrongAudits({ ledger }: Easel): Promise<number> {
  let wrong = 0;
  for await (const [accountId] of ledger.accounts()) if (!(await ledger.audit(accountId)).ok) wrong += 1;
  return wrong;
}
