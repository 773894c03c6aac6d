import { asEaselError, EaselError } from '#src/domain/errors.ts';
import type { Job } from '#src/domain/job.ts';
import type { ModelEntry } from '#src/domain/model.ts';
import type { Plan } from '#src/domain/plan.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { Generated, ImageModel, Run } from '#src/ports/image-model.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import type { Log } from '#src/ports/log.ts';
import type { Metrics } from '#src/ports/metrics.ts';
import type { createOpenRequest } from './open-request.ts';
import type { RunningProgress } from './progress.ts';

export interface AskParts {
  readonly modelOf: (modelId: string) => Promise<ImageModel>;
  readonly openRequest: ReturnType<typeof createOpenRequest>;
  readonly jobs: JobStore;
  readonly clock: Clock;
  readonly metrics: Metrics;
}

export interface RunContext {
  readonly signal: AbortSignal;
  readonly progress: RunningProgress;
  readonly log: Log;
}

interface Question {
  readonly job: Job;
  readonly plan: Plan;
  readonly entry: ModelEntry;
}

/** Makes the one paid call of a job, or goes on with the task an earlier process started. */
export function createAskModel({ modelOf, openRequest, jobs, clock, metrics }: AskParts) {
  /**
   * Counts the call by its outcome; whatever breaks because the job was canceled is a cancellation.
   * @throws {EaselError} what the model threw.
   */
  return async function askModel(question: Question, context: RunContext): Promise<Generated> {
    const { provider } = question.entry;
    const startedAt = clock.now();
    try {
      const generated = await ask(question, context);
      metrics.providerCall(provider, 'success', clock.now() - startedAt);
      return generated;
    } catch (thrown) {
      const error = context.signal.aborted ? new EaselError('canceled', {}, { cause: thrown }) : asEaselError(thrown);
      metrics.providerCall(provider, error.code, clock.now() - startedAt);
      throw error;
    }
  };

  async function ask({ job, plan, entry }: Question, { signal, progress, log }: RunContext): Promise<Generated> {
    const { progress: onProgress, partial: onPartial } = progress;
    const run: Run = { signal, onTask: (taskId) => keepTask(job.id, taskId), onProgress, onPartial };
    const model = await modelOf(plan.modelId);
    if (job.taskId !== undefined && model.resume) return model.resume(job.taskId, run);
    const request = await openRequest(job, plan, entry);
    // A lost answer counts as sent from here on, so this has to be on disk before the first byte leaves.
    const marked = await jobs.update(job.id, (current) =>
      isStillOurs(current, job) ? { ...current, sentAt: clock.now() } : undefined,
    );
    signal.throwIfAborted();
    // Ended, deleted or taken up by another process meanwhile: it would be paid for twice, or for nobody.
    if (!marked) throw new EaselError('canceled', {});
    log.info({ model: entry.id, mode: plan.mode, route: entry.provider, options: plan.options }, 'Provider called');
    return model.generate(request, run);
  }

  async function keepTask(jobId: string, taskId: string): Promise<void> {
    await jobs.update(jobId, (current) => ({ ...current, taskId }));
  }
}

const isStillOurs = (current: Job, { workerId }: Job): boolean =>
  current.state === 'running' && current.workerId === workerId && current.sentAt === undefined;
