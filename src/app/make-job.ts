import { type Call, callsOf } from '#src/domain/calls.ts';
import { EaselError } from '#src/domain/errors.ts';
import type { Question, RunContext } from './ask-model.ts';
import type { createAskOnce } from './ask-once.ts';
import { cancellation } from './cancellation.ts';
import type { FinishedCall } from './finish-call.ts';
import { makeCalls } from './make-calls.ts';
import type { createOpenRequest } from './open-request.ts';
import type { RunningProgress } from './progress.ts';

export interface MakeParts {
  readonly askOnce: ReturnType<typeof createAskOnce>;
  readonly requests: ReturnType<typeof createOpenRequest>;
  /** Whether the process is about to end: what has not begun is left to the next one. */
  readonly isStopping: () => boolean;
}

export interface MadeJob {
  /** In the order of the plan. */
  readonly calls: readonly FinishedCall[];
  readonly failures: readonly EaselError[];
}

/** Makes everything a plan says, on the model of the question: what comes first, then all that starts from it. */
export function createMakeJob({ askOnce, requests, isStopping }: MakeParts) {
  /**
   * Never throws what a call threw while others brought pictures.
   * @throws {EaselError} where not one did, where it was canceled, or `shutting-down` where calls are left to the next process.
   */
  return async function makeJob(question: Question, context: RunContext): Promise<MadeJob> {
    const { job, plan, entry } = question;
    const calls = callsOf(plan, entry.output.maxCount, job.request.prompt);
    const asked = { ...question, isOneCall: calls.length === 1 };
    const first = calls.find(({ isBase }) => isBase);
    const base = first && (await makeBase(first, question, calls.length, context));
    const open = once(() => requests.openRequest(question, context.signal, base?.pictures[0]));
    const make = (call: Call, running: RunContext) =>
      askOnce(asked, call, async () => (await open()).of(call), running);
    const rest = calls.filter((call) => call !== first);
    const { made, failures, left } = await makeCalls(rest, make, context, isStopping);
    const finished = [...(base ? [base] : []), ...made];
    if (context.signal.aborted) throw cancellation(context.signal);
    const canceled = failures.find(({ code }) => code === 'canceled');
    if (canceled) throw canceled;
    if (left > 0) throw new EaselError('shutting-down', {});
    if (finished.every(({ pictures }) => pictures.length === 0)) throw worstOf(failures, finished, entry.provider);
    return { calls: finished, failures };
  };

  async function makeBase(call: Call, question: Question, count: number, context: RunContext): Promise<FinishedCall> {
    // The portrait is one step of many, so the bar leaves room for the others.
    const progress = { ...context.progress, progress: partly(context.progress, count) };
    const open = async () => (await requests.openRequest(question, context.signal)).of(call);
    const made = await askOnce(question, call, open, { ...context, progress });
    if (made.pictures.length === 0) throw new EaselError('image-corrupt', { provider: question.entry.provider });
    return made;
  }
}

const partly =
  ({ progress }: RunningProgress, count: number): RunningProgress['progress'] =>
  ({ share, note }) =>
    progress({ share: share === null ? null : share / count, ...(note && { note }) });

/** The request is opened for the first call that sends it, and not at all where every call goes on with a known task. */
function once<T>(open: () => Promise<T>): () => Promise<T> {
  let opened: Promise<T> | undefined;
  return () => {
    opened ??= open();
    return opened;
  };
}

/**
 * What is told where nothing came: what nobody can know for sure goes before what is known, and what shows that the provider took
 * a call before what shows that it took none, so that nobody else is asked then.
 */
function worstOf(failures: readonly EaselError[], finished: readonly FinishedCall[], provider: string): EaselError {
  const unknown = failures.find(({ code }) => code === 'outcome-unknown' || code === 'timed-out');
  const taken = failures.find(({ retryable, blame }) => !retryable && blame !== 'operator');
  const empty = new EaselError(finished.some(({ came }) => came > 0) ? 'image-corrupt' : 'no-image', { provider });
  return unknown ?? taken ?? (finished.length > 0 ? empty : (failures[0] ?? empty));
}
