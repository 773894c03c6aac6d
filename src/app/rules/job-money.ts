import type { EntryAbout } from '#src/domain/account.ts';
import type { Job, JobResult } from '#src/domain/job.ts';
import type { Plan } from '#src/domain/plan.ts';
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
const resultUsdMicros = ({ costUsdMicros, charged }: JobResult, assumed: Assumed): number =>
  costUsdMicros ?? charged * assumed;

/** What a job with a result costs: its pictures, and calls beside them of which nobody knows whether they are billed. */
export const paidUsdMicros = (job: Job, result: JobResult, assumed: Assumed): number =>
  resultUsdMicros(result, assumed) + openUsdMicros(job, assumed);

/**
 * What a job cost for which its person pays nothing: pictures that came and were not delivered, and calls that were sent and brought
 * nothing, however that ended; the provider may well bill them. A budget counts it all the same.
 */
export function lostUsdMicros(job: Job, assumed: Assumed): number {
  const { content, finished = {}, taskIds } = job;
  if (content?.held) return paidUsdMicros(job, content.held, assumed);
  const plan = planOf(job);
  if (!plan || job.sentAt === undefined) return 0;
  if (!taskIds && job.state === 'outcome-unknown') return expectedUsdMicros(plan.price, assumed);
  const each = eachUsdMicros(plan, assumed);
  const calls = Object.values(finished).map(({ answer, came }) => answer.costUsdMicros ?? Math.round(came * each));
  return calls.reduce((sum, cost) => sum + cost, openUsdMicros(job, assumed));
}

/** What calls are expected to cost that were sent, and of which nothing came that is known. */
function openUsdMicros(job: Job, assumed: Assumed): number {
  const { sent = {}, finished = {} } = job;
  const plan = planOf(job);
  if (!plan) return 0;
  const open = Object.entries(sent).filter(([index]) => !Object.hasOwn(finished, index));
  const pictures = open.reduce((sum, [, count]) => sum + count, 0);
  return Math.round(pictures * eachUsdMicros(plan, assumed));
}

/** What one picture of the model is expected to cost, which may be a sheet of several. */
const eachUsdMicros = (plan: Plan, assumed: Assumed): number =>
  expectedUsdMicros(plan.price, assumed) / Math.max(1, modelPictures(plan));

const modelPictures = ({ prompts, options, base }: Plan): number =>
  (prompts?.length ?? 1) * options.count + (base ? 1 : 0);

/** By which it was made in the end, as far as that is known. */
const planOf = ({ result, elsewhere, plan }: Job): Plan | undefined => result?.plan ?? elsewhere ?? plan;

/** What the journal is told of a paid job. */
export function aboutOf(job: Job): EntryAbout {
  const { result } = job;
  return {
    ...whereOf(job, planOf(job)),
    ...(result && { pictures: result.pictures.length, credits: result.charged }),
    ...(result?.costUsdMicros !== undefined && { usdMicros: result.costUsdMicros }),
  };
}

/** The same without its figures, for every further account of one person, so that nothing is counted twice. */
export const aboutShare = (job: Job): EntryAbout => whereOf(job, planOf(job));

const whereOf = ({ personId, placeId, parentId }: Job, plan: Plan | undefined): EntryAbout => ({
  personId,
  placeId: parentId ?? placeId,
  ...(plan && { modelId: plan.modelId, mode: plan.mode }),
  ...(plan?.options.quality !== undefined && { quality: plan.options.quality }),
  ...(plan?.options.quality !== undefined && { quality: plan.options.quality }),
});

const expectedUsdMicros = ({ total, estimateUsdMicros }: Price, assumed: Assumed): number =>
  estimateUsdMicros ?? total * assumed;
