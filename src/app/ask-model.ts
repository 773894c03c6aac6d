import type { Call } from '#src/domain/calls.ts';
import { asEaselError, EaselError } from '#src/domain/errors.ts';
import type { FittedOptions } from '#src/domain/fit.ts';
import type { Job } from '#src/domain/job.ts';
import type { ModelEntry } from '#src/domain/model.ts';
import type { Plan } from '#src/domain/plan.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { FittedRequest, Generated, ImageModel, Run } from '#src/ports/image-model.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import type { Log } from '#src/ports/log.ts';
import type { Metrics } from '#src/ports/metrics.ts';
import { cancellation } from './cancellation.ts';
import { patiently } from './patiently.ts';
import type { RunningProgress } from './progress.ts';
import type { Admit } from './rules/admit.ts';
import type { OperatorNotices } from './rules/operator-notices.ts';
import type { Standings } from './rules/standings.ts';
import { whereOfJob } from './rules/whereabouts.ts';
import { asSent, sent } from './sent-calls.ts';

export interface AskParts {
  readonly modelOf: (modelId: string) => Promise<ImageModel>;
  readonly jobs: JobStore;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly standings: Standings;
  readonly admit: Pick<Admit, 'send'>;
  readonly operatorNotices: OperatorNotices;
}

export interface RunContext {
  readonly signal: AbortSignal;
  readonly progress: RunningProgress;
  readonly log: Log;
}

export interface Question {
  readonly job: Job;
  readonly plan: Plan;
  readonly entry: ModelEntry;
  /** Nothing else is made for the job, so its result follows at once. */
  readonly isOneCall?: boolean;
}

/** Makes one paid call of a job, or goes on with the task an earlier process started for it. */
export function createAskModel({ modelOf, jobs, clock, metrics, standings, admit, operatorNotices }: AskParts) {
  /**
   * Counts the call by its outcome; whatever breaks because the job was canceled is a cancellation.
   * @throws {EaselError} what the model threw.
   */
  return async function askModel(
    question: Question,
    call: Call,
    open: () => Promise<FittedRequest>,
    context: RunContext,
  ): Promise<Generated> {
    const { provider } = question.entry;
    const startedAt = clock.now();
    try {
      const generated = await ask(question, call, open, context);
      metrics.providerCall(provider, 'success', clock.now() - startedAt);
      return generated;
    } catch (thrown) {
      const error = context.signal.aborted ? cancellation(context.signal, thrown) : asEaselError(thrown);
      metrics.providerCall(provider, error.code, clock.now() - startedAt);
      // Here, because another model may mend it for the person, and nobody else would hear of it.
      await operatorNotices.trouble(error);
      throw error;
    }
  };

  async function ask(
    { job, plan, entry }: Question,
    call: Call,
    open: () => Promise<FittedRequest>,
    { signal, progress, log }: RunContext,
  ): Promise<Generated> {
    const { progress: onProgress, partial: onPartial } = progress;
    const run: Run = {
      signal,
      onTask: (taskId) => keepTask({ jobs, clock }, job.id, call, taskId),
      onProgress,
      onPartial,
    };
    const model = await modelOf(entry.id);
    const known = job.taskIds?.[call.index];
    if (known && model.resume) return model.resume(known, run);
    // An earlier process sent it, and died before anybody told what became of it.
    if (known !== undefined) throw new EaselError('outcome-unknown', { provider: entry.provider, restarted: true });
    const request = await open();
    // As late as can be: a pause, or a block, counts for everything that is not sent yet.
    await admit.send(await standings.of(whereOfJob(job)));
    // A lost answer counts as sent from here on, so this has to be on disk before the first byte leaves.
    const marked = await jobs.update(job.id, (current) => asSent(current, job, call, clock.now()));
    // Ended, deleted or taken up by another process meanwhile: it would be paid for twice, or for nobody.
    if (!marked) throw new EaselError('canceled', {});
    log.info(
      {
        model: entry.id,
        mode: plan.mode,
        route: entry.provider,
        call: call.index,
        options: withoutWords(call.options),
      },
      'Provider called',
    );
    return sent(() => model.generate(request, run), { job, call, signal, jobs, log });
  }
}

/** Without it nobody could go on with what is being paid for. */
async function keepTask(
  { jobs, clock }: Pick<AskParts, 'jobs' | 'clock'>,
  jobId: string,
  { index }: Call,
  taskId: string,
) {
  await patiently(clock, () =>
    jobs.update(jobId, (current) => ({ ...current, taskIds: { ...current.taskIds, [index]: taskId } })),
  );
}

/** The log is for nobody's words: what must not be in a picture says much about it. */
const withoutWords = ({ negative: _negative, ...options }: FittedOptions): Omit<FittedOptions, 'negative'> => options;

/** Whether some of the work a dead process began is here already. */
export const hasFinished = ({ finished = {} }: Job): boolean => Object.keys(finished).length > 0;

/** Whether some of the work a dead process began can be found again at its provider. */
export const hasTasks = ({ taskIds = {} }: Job): boolean => Object.values(taskIds).some((taskId) => taskId !== '');
