import { EaselError } from '#src/domain/errors.ts';
import { isFinal, type Job } from '#src/domain/job.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import type { Watch } from './api-route.ts';

/** Whether a call can be answered: what is made is settled already when it is handed over, and a moderator may take a day. */
export const isAnswerable = ({ state, result }: Job): boolean =>
  isFinal(state) || state === 'reviewing' || (state === 'delivering' && result !== undefined);

/**
 * Waits until a job can be answered.
 * @throws {EaselError} `not-found` where it was forgotten meanwhile; the signal's reason.
 */
export async function endOf(
  job: Job,
  { jobs, watch, signal }: { readonly jobs: JobStore; readonly watch: Watch; readonly signal: AbortSignal },
): Promise<Job> {
  for (;;) {
    await watch.stirred(signal);
    const current = await jobs.get(job.id);
    if (!current) throw new EaselError('not-found', { what: 'The job of your request' });
    if (isAnswerable(current)) return current;
  }
}

/**
 * Whether the same request with the same Idempotency-Key is answered with this job again: what was made, and what a provider may
 * have made. What provably came to nothing may be asked for anew.
 */
export const isRemembered = ({ result, sent = {}, content }: Job): boolean =>
  result !== undefined || content?.held !== undefined || Object.keys(sent).length > 0;

/** Whether nobody can make anything of it any more. */
export const isOver = (job: Job): boolean => isFinal(job.state);

/** A provider may be at work on it, so ending it would only lose what is paid for. */
export const isSent = ({ sent = {} }: Job): boolean => Object.keys(sent).length > 0;

/**
 * Cancels a job that nobody waits for any more, as far as nothing of it was sent to a provider; what was is made, and kept.
 * @returns whether it was canceled.
 */
export async function cancelUnsent(
  jobId: string,
  {
    jobs,
    cancel,
    now,
  }: { readonly jobs: JobStore; readonly cancel: (job: Job) => Promise<unknown>; readonly now: number },
): Promise<boolean> {
  // In one step with whoever is about to send it: nothing is sent of what is marked.
  const marked = await jobs.update(jobId, (job) =>
    isFinal(job.state) || job.result !== undefined || isSent(job) ? undefined : { ...job, cancelRequestedAt: now },
  );
  if (!marked) return false;
  await cancel(marked);
  return true;
}
