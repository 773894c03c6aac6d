import { asEaselError, EaselError } from '#src/domain/errors.ts';
import type { Job } from '#src/domain/job.ts';
import type { ModelEntry } from '#src/domain/model.ts';
import type { Plan } from '#src/domain/plan.ts';
import type { Price } from '#src/domain/price.ts';
import { checkPlan } from '#src/domain/rules/check-place.ts';
import type { Standing } from '#src/domain/rules/standing.ts';
import type { InstallationPolicy } from '#src/domain/rules/tenant-policy.ts';
import { type Text, text } from '#src/domain/text.ts';
import type { Catalogue } from '#src/ports/catalogue.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import { hasTasks, type Question, type RunContext } from './ask-model.ts';
import type { Made } from './job-result.ts';
import type { createMakeJob } from './make-job.ts';
import type { Planner } from './plan-job.ts';
import { mostUsdMicros } from './rules/job-money.ts';
import type { Standings } from './rules/standings.ts';
import { whereOfJob } from './rules/whereabouts.ts';

export interface MakeElsewhereParts {
  readonly makeJob: ReturnType<typeof createMakeJob>;
  readonly planner: Planner;
  readonly catalogue: Catalogue;
  readonly jobs: JobStore;
  readonly standings: Standings;
  readonly installation: InstallationPolicy;
}

/** The provider did not take the request, or refused it before it began, for reasons that are none of the person's. */
const NOT_TAKEN = new Set(['rate-limited', 'unavailable', 'auth', 'quota', 'model-unavailable']);

/**
 * Makes a job on its model, or, where that provably did not take the request, on another that can do the same, at no higher
 * price than was shown. The person is told. Nobody who named a model gets another one.
 */
export function createMakeElsewhere(parts: MakeElsewhereParts) {
  const { makeJob, planner, catalogue, jobs, standings, installation } = parts;
  /** @throws {EaselError} of the first model, where no other could help. */
  return async function makeElsewhere(question: Question, context: RunContext): Promise<Made> {
    if (question.job.elsewhere) return again(question, question.job.elsewhere, context);
    try {
      return { ...(await makeJob(question, context)), ...question, warnings: [] };
    } catch (thrown) {
      const first = asEaselError(thrown);
      if (await mayBeTaken(first, question.job)) throw first;
      return (await elsewhere(question, first, context)) ?? Promise.reject(first);
    }
  };

  async function elsewhere({ job, plan, entry }: Question, first: EaselError, context: RunContext) {
    const tried = [entry.provider];
    const rules = await standings.of(whereOfJob(job));
    const asked = { job, first: plan, rules, assumed: installation.assumedUsdMicrosPerCredit };
    for (const other of planner.alternatives(job.request, tried, rules)) {
      const planned = tried.includes(other.provider) ? undefined : planFor(planner, other, asked);
      if (!planned) continue;
      tried.push(other.provider);
      context.log.warn({ from: entry.id, to: other.id, code: first.code }, 'Another model makes this job');
      const made = await attempt({ job: await unsent(job, planned), plan: planned, entry: other }, context);
      if (made) return { ...made, plan: planned, entry: other, warnings: warningsOf(plan, planned) };
    }
    return undefined;
  }

  /** Goes on where an earlier process had given the job to another model: its tasks are known there and nowhere else. */
  async function again({ job, plan }: Question, planned: Plan, context: RunContext): Promise<Made> {
    const question = { job, plan: planned, entry: catalogue.find(planned.modelId) };
    return { ...(await makeJob(question, context)), ...question, warnings: warningsOf(plan, planned) };
  }

  /** @throws {EaselError} what leaves it open whether this one took the request: nobody else may be asked then. */
  async function attempt(question: Question, context: RunContext) {
    try {
      return await makeJob(question, context);
    } catch (thrown) {
      const error = asEaselError(thrown);
      if (await mayBeTaken(error, question.job)) throw error;
      return undefined;
    }
  }

  /** What is retryable proves it alone; a key or account that is refused does only while no task of the job has a name. */
  async function mayBeTaken(error: EaselError, { id }: Job): Promise<boolean> {
    if (!NOT_TAKEN.has(error.code)) return true;
    if (error.retryable) return false;
    const job = await jobs.get(id);
    return !job || hasTasks(job);
  }

  /** The job with its calls not made yet, which is proven, and what they will be made by. */
  async function unsent(job: Job, elsewhere: Plan): Promise<Job> {
    const cleared = await jobs.update(job.id, ({ sentAt: _sentAt, taskIds: _taskIds, sent: _sent, ...current }) =>
      current.workerId === job.workerId ? { ...current, elsewhere } : undefined,
    );
    if (!cleared) throw new EaselError('canceled', {});
    return cleared;
  }
}

interface Wanted {
  readonly job: Job;
  readonly first: Plan;
  readonly rules: Standing;
  /** What a credit is taken to cost. */
  readonly assumed: number;
}

/** The same request on another model, at the price shown first; `undefined` where it cannot be had for that. */
function planFor(planner: Planner, model: ModelEntry, { job, first, rules, assumed }: Wanted): Plan | undefined {
  try {
    const { references = [], mask, maskWords } = job;
    const material = { references, ...(mask && { mask }), ...(maskWords !== undefined && { maskWords }) };
    const planned = planner.plan(job.request, { model, why: '' }, { ...material, ...sceneOf(first) }, rules);
    if (planned.mode !== first.mode || planned.price.total > first.price.total) return undefined;
    checkPlan(planned, rules);
    return isMoneyHeld(planned.price, { job, rules, assumed }) ? planned : undefined;
  } catch (thrown) {
    if (thrown instanceof EaselError) return undefined;
    throw thrown;
  }
}

/** Whether every budget of money that has an end holds as much as it may cost. */
function isMoneyHeld(price: Price, { job, rules, assumed }: Pick<Wanted, 'job' | 'rules' | 'assumed'>): boolean {
  const most = mostUsdMicros(price, assumed);
  const budgets = rules.purses.filter(({ unit, warnAt }) => unit === 'usd-micros' && warnAt !== undefined);
  return budgets.every(({ accountId }) => (job.shares?.[accountId] ?? 0) >= most);
}

/** What an avatar shows is decided already. */
const sceneOf = ({ scene }: Plan): { readonly scene?: string } => (scene === undefined ? {} : { scene });

/** That it is another model, and what is corrected for that one beside what was known. */
function warningsOf(first: Plan, planned: Plan): readonly Text[] {
  const price = planned.price.total < first.price.total ? 'for less' : 'the price stays what it was';
  return [text(`${first.modelId} did not take the request, so ${planned.modelId} made it; ${price}.`)];
}
