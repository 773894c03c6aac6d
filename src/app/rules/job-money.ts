import type { EntryAbout } from '#src/domain/account.ts';
import type { Job, JobResult } from '#src/domain/job.ts';
import { expectedPictures, type Plan } from '#src/domain/plan.ts';
import type { Price } from '#src/domain/price.ts';

/** Millionths of a US dollar that one credit is taken to cost where the provider's price is unknown. */
type Assumed = number;

/**
 * How much more than the estimate is held: the prompt and the references are paid for too, and are not in it. What is dearer all the
 * same is booked beyond the hold, so a budget is passed by at most what was running when it ended.
 */
const HEADROOM = 1.5;

/** The most a request is expected to cost, in millionths of a US dollar. */
export const mostUsdMicros = ({ total, estimateUsdMicros }: Price, assumed: Assumed): number =>
  estimateUsdMicros === undefined ? total * assumed : Math.ceil(estimateUsdMicros * HEADROOM);

/** What its pictures cost: what the provider said, or its tokens, else what its credits are taken to cost. */
export const resultUsdMicros = ({ costUsdMicros, charged }: JobResult, assumed: Assumed): number =>
  costUsdMicros ?? charged * assumed;

/**
 * What a job cost for which its person pays nothing: pictures that came and were not delivered, or an outcome nobody knows, which
 * the provider may well bill. A budget counts it all the same.
 */
export function lostUsdMicros(job: Job, assumed: Assumed): number {
  const { plan, content, finished = {}, state } = job;
  if (content?.held) return resultUsdMicros(content.held, assumed);
  if (!plan || job.sentAt === undefined) return 0;
  if (state === 'outcome-unknown') return expectedUsdMicros(plan.price, assumed);
  const each = expectedUsdMicros(plan.price, assumed) / Math.max(1, expectedPictures(plan));
  const calls = Object.values(finished).map(({ answer, came }) => answer.costUsdMicros ?? Math.round(came * each));
  return calls.reduce((sum, cost) => sum + cost, 0);
}

/** What the journal is told of a paid job. */
export function aboutOf(job: Job): EntryAbout {
  const { plan, result } = job;
  return {
    ...whereOf(job, result?.plan ?? plan),
    ...(result && { pictures: result.pictures.length, credits: result.charged }),
    ...(result?.costUsdMicros !== undefined && { usdMicros: result.costUsdMicros }),
  };
}

/** The same without its figures, for every further account of one person, so that nothing is counted twice. */
export const aboutShare = (job: Job): EntryAbout => whereOf(job, job.result?.plan ?? job.plan);

const whereOf = ({ personId, placeId, parentId }: Job, plan: Plan | undefined): EntryAbout => ({
  personId,
  placeId: parentId ?? placeId,
  ...(plan && { modelId: plan.modelId, mode: plan.mode }),
  ...(plan?.options.quality !== undefined && { quality: plan.options.quality }),
  ...(plan?.options.quality !== undefined && { quality: plan.options.quality }),
});

const expectedUsdMicros = ({ total, estimateUsdMicros }: Price, assumed: Assumed): number =>
  estimateUsdMicros ?? total * assumed;
