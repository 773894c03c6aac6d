import { asEaselError, type EaselError, toFailure } from '#src/domain/errors.ts';
import { isFinal, type Job, type JobContent, type JobResult, move } from '#src/domain/job.ts';
import type { Plan } from '#src/domain/plan.ts';
import type { Catalogue } from '#src/ports/catalogue.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import type { Log } from '#src/ports/log.ts';
import type { Metrics } from '#src/ports/metrics.ts';
import type { RunContext } from './ask-model.ts';
import { cancellation } from './cancellation.ts';
import type { ContentGate } from './content/content-gate.ts';
import { chargeNobody } from './content/reviews.ts';
import type { createJobResult } from './job-result.ts';
import type { createMakeElsewhere } from './make-elsewhere.ts';
import { patiently } from './patiently.ts';
import type { NoteUsage } from './rules/note-usage.ts';
import type { OperatorNotices } from './rules/operator-notices.ts';
import type { Purses } from './rules/purses.ts';
import type { SeededResults } from './seeded-results.ts';

export interface RunParts {
  readonly makeElsewhere: ReturnType<typeof createMakeElsewhere>;
  readonly jobResult: ReturnType<typeof createJobResult>;
  readonly seeded: SeededResults;
  readonly contentGate: ContentGate;
  readonly catalogue: Catalogue;
  readonly purses: Purses;
  readonly noteUsage: NoteUsage;
  readonly operatorNotices: OperatorNotices;
  readonly jobs: JobStore;
  readonly clock: Clock;
  readonly metrics: Metrics;
}

/** Outcomes nobody can know: the provider may have made, and billed, what never arrived. */
const UNKNOWN = new Set(['outcome-unknown', 'timed-out']);

/**
 * Runs one job whose credits are on hold, and leaves it either `delivering` with its pictures stored and settled, or ended with
 * its hold released. Safe to repeat after a crash: every step is recorded before the next begins and none of them counts twice.
 */
export function createRunJob(parts: RunParts) {
  const { makeElsewhere, jobResult, seeded, contentGate, catalogue, purses, jobs, clock } = parts;

  return async function runJob(job: Job, context: RunContext): Promise<void> {
    const made = await makeAndLook(job, context).catch((thrown: unknown) => {
      const error = asEaselError(thrown);
      // What has come so far is recorded; the next process goes on with the rest.
      return error.code === 'shutting-down' ? undefined : endJob(job, error, context.log, parts);
    });
    if (!made) return;
    const stored = await patiently(clock, () => jobs.update(job.id, (current) => withResult(current, made)));
    // What waits for a moderator is charged once they say yes.
    if (stored?.result) await settleJob(stored, parts);
    else if (stored) context.log.info({}, 'A moderator looks at the pictures first');
    else await endJob(job, cancellation(context.signal), context.log, parts);
  };

  /** @throws {EaselError} `content-rule` where the pictures may not be shown; that costs nobody credits. */
  async function makeAndLook(job: Job, context: RunContext): Promise<Looked> {
    const made = await attempt(job, context);
    const result = await patiently(clock, () => contentGate.withoutForbidden(job, made));
    try {
      const content = await patiently(clock, () => contentGate.afterPictures(job, result, context.signal));
      return { result, content };
    } catch (thrown) {
      if (asEaselError(thrown).code === 'content-rule')
        await chargeNobody({ ...job, content: { held: result } }, purses);
      throw thrown;
    }
  }

  async function attempt(job: Job, context: RunContext): Promise<JobResult> {
    const plan = planOf(job);
    const entry = catalogue.find(plan.modelId);
    const known = await seeded.find(job, plan, entry);
    if (known) return known;
    const startedAt = clock.now();
    const made = await makeElsewhere({ job, plan, entry }, context);
    const durationMs = clock.now() - startedAt;
    // From here on it is paid for: no trouble of the store that passes may cost it.
    const result = await patiently(clock, () => jobResult(job, made, durationMs));
    if (made.plan === plan) await patiently(clock, () => seeded.keep(job, plan, entry, result));
    return result;
  }
}

/**
 * The job with its pictures recorded. Who was told that nothing will be charged is not charged, also where the answer came in
 * the same moment; and a write whose answer was lost is no second one.
 */
function withResult(job: Job, { result, content }: Looked): Job | undefined {
  if (job.state === 'delivering' || job.state === 'reviewing') return job;
  if (job.cancelRequestedAt !== undefined) return undefined;
  if (content.waits) return move(job, 'reviewing', { content: { ...content, held: result } });
  return move(job, 'delivering', { result, ...(Object.keys(content).length > 0 && { content }) });
}

/** What was made, and what the tenant's rules make of it. */
interface Looked {
  readonly result: JobResult;
  readonly content: JobContent;
}

export type EndParts = Pick<RunParts, 'purses' | 'noteUsage' | 'operatorNotices' | 'jobs' | 'clock' | 'metrics'>;

export type SettleParts = Pick<RunParts, 'purses' | 'metrics'>;

/**
 * Ends a job without pictures: its failure is stored for the person to be told, and its hold given back.
 * Stored first: a crash in between leaves an ended job, and whoever delivers it releases again. The other way round it would
 * leave a job that is taken up and made once more, without a hold.
 */
export async function endJob(
  job: Job,
  error: EaselError,
  log: Log,
  { purses, noteUsage, operatorNotices, jobs, clock, metrics }: EndParts,
): Promise<undefined> {
  const ours = error.blame === 'operator' || error.blame === 'easel';
  log[ours ? 'error' : 'info'](
    { code: error.code, blame: error.blame, mode: job.plan?.mode, model: job.plan?.modelId, err: error.cause ?? error },
    'Job ended without pictures',
  );
  metrics.refused(error.code);
  await operatorNotices.trouble(error);
  // What cannot be counted must not keep a job from its end.
  await noteUsage
    .refusal(job, error)
    .catch((failed: unknown) => log.warn({ err: failed }, 'A refusal was not counted'));
  const state = error.code === 'canceled' ? 'canceled' : UNKNOWN.has(error.code) ? 'outcome-unknown' : 'failed';
  const ended = await patiently(clock, () =>
    jobs.update(job.id, (current) => (isOurs(current, job) ? endedAs(current, state, error, clock.now()) : undefined)),
  );
  const current = ended ?? (await jobs.get(job.id));
  // What is made is settled, never released, whoever ends it; and what another process goes on with is not ours to end.
  if (current?.result || (current && !isOurs(current, job) && !isFinal(current.state))) return;
  await purses.release(current ?? job);
  if (job.plan) metrics.credits('released', job.plan.price.total);
}

const isOurs = (current: Job, { workerId }: Job): boolean => current.workerId === workerId;

function endedAs(job: Job, state: 'failed' | 'canceled' | 'outcome-unknown', error: EaselError, finishedAt: number) {
  const possible = job.state === 'running' || state !== 'outcome-unknown' ? state : 'failed';
  return move(job, possible, { failure: toFailure(error), finishedAt });
}

/** Charges what was made. Repeating it charges nothing more. */
export async function settleJob(job: Job, { purses, metrics }: SettleParts): Promise<void> {
  if (!job.result) throw new Error('A job without a result cannot be settled.');
  await purses.settle(job);
  metrics.credits('settled', job.result.charged);
}

export function planOf(job: Job): Plan {
  if (!job.plan) throw new Error('A job past planning has no plan.');
  return job.plan;
}
