import type { Call } from '#src/domain/calls.ts';
import { asEaselError } from '#src/domain/errors.ts';
import type { Job } from '#src/domain/job.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import type { Log } from '#src/ports/log.ts';

/** What a provider says before it begins to make anything. */
const REFUSED = new Set([
  ...['rate-limited', 'unavailable', 'auth', 'quota', 'model-unavailable', 'invalid-request', 'content-blocked'],
]);

interface Sending {
  readonly job: Job;
  readonly call: Call;
  readonly signal: AbortSignal;
  readonly jobs: JobStore;
  readonly log: Log;
}

/** Sends a call that is marked as sent, and takes the mark back where the provider provably did not take it. */
export async function sent<T>(send: () => Promise<T>, sending: Sending): Promise<T> {
  const { signal } = sending;
  if (signal.aborted) await notTaken(sending);
  signal.throwIfAborted();
  try {
    return await send();
  } catch (thrown) {
    if (!signal.aborted && REFUSED.has(asEaselError(thrown).code)) await notTaken(sending);
    throw thrown;
  }
}

/** The job with the call marked as sent, its task still without a name; `undefined` where it is not ours to send. */
export function asSent(current: Job, { workerId }: Job, { index, options }: Call, now: number): Job | undefined {
  const isOurs = current.state === 'running' && current.workerId === workerId;
  if (!isOurs || current.cancelRequestedAt !== undefined || current.taskIds?.[index] !== undefined) return undefined;
  return {
    ...current,
    sentAt: current.sentAt ?? now,
    taskIds: { ...current.taskIds, [index]: '' },
    sent: { ...current.sent, [index]: options.count },
  };
}

/** What the provider provably did not take costs nothing. What could not be noted counts as taken. */
async function notTaken({ job: { id, workerId }, call: { index }, jobs, log }: Sending): Promise<void> {
  const unsent = ({ sent, ...current }: Job): Job | undefined =>
    current.workerId === workerId && current.taskIds?.[index] === '' && sent
      ? { ...current, sent: Object.fromEntries(Object.entries(sent).filter(([call]) => call !== String(index))) }
      : undefined;
  await jobs
    .update(id, unsent)
    .catch((error: unknown) => log.warn({ err: error }, 'A refused call could not be noted'));
}
