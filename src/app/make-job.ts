import { type Call, callsOf } from '#src/domain/calls.ts';
import { EaselError } from '#src/domain/errors.ts';
import type { StoredPicture } from '#src/domain/picture.ts';
import type { FittedRequest } from '#src/ports/image-model.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import type { createAskModel, Question, RunContext } from './ask-model.ts';
import type { createFinishCall, FinishedCall } from './finish-call.ts';
import { makeCalls } from './make-calls.ts';
import type { createOpenRequest } from './open-request.ts';

export interface MakeParts {
  readonly askModel: ReturnType<typeof createAskModel>;
  readonly requests: ReturnType<typeof createOpenRequest>;
  readonly finishCall: ReturnType<typeof createFinishCall>;
  readonly jobs: JobStore;
}

export interface MadeJob {
  /** In the order of the plan. */
  readonly calls: readonly FinishedCall[];
  readonly failures: readonly EaselError[];
}

/** Makes everything a plan says, on the model of the question: what comes first, then all that starts from it. */
export function createMakeJob({ askModel, requests, finishCall, jobs }: MakeParts) {
  /** Never throws what a call threw while others brought pictures. @throws {EaselError} where not one did, or it was canceled. */
  return async function makeJob(question: Question, context: RunContext): Promise<MadeJob> {
    const { job, plan, entry } = question;
    const calls = callsOf(plan, entry.output.maxCount, job.request.prompt);
    const canvas = requests.canvasOf(job, plan);
    const first = calls.find(({ isBase }) => isBase);
    const base = first && (await makeBase(first, question, context));
    const open = once(() => requests.openRequest(job, plan, entry, base?.pictures[0]));
    const make = (call: Call, running: RunContext) => ask(call, async () => (await open()).of(call), running);
    const rest = calls.filter((call) => call !== first);
    const { made, failures } = await makeCalls(rest, make, context);
    const finished = [...(base ? [base] : []), ...made];
    const canceled = failures.find(({ code }) => code === 'canceled');
    if (canceled) throw canceled;
    if (finished.every(({ pictures }) => pictures.length === 0)) throw worstOf(failures, finished, entry.provider);
    return { calls: finished, failures };

    async function ask(call: Call, request: () => Promise<FittedRequest>, running: RunContext): Promise<FinishedCall> {
      const startedAt = performance.now();
      const generated = await askModel(question, call, request, running);
      const finished = await finishCall({ job, plan, call, canvas, log: running.log }, generated);
      const { providerRequestId } = generated;
      const durationMs = Math.round(performance.now() - startedAt);
      running.log.info(
        { call: call.index, pictures: finished.pictures.map(sizes), providerRequestId, durationMs },
        'Pictures stored',
      );
      return finished;
    }

    /** Kept with the job, so that it is not made and paid for again after a restart. */
    async function makeBase(call: Call, { job: { base: kept } }: Question, running: RunContext): Promise<FinishedCall> {
      if (kept) return { call, pictures: [kept], came: 1, whole: 1, warnings: [], answer: {} };
      const opened = await requests.openRequest(job, plan, entry);
      const made = await ask(call, async () => opened.of(call), running);
      const [picture] = made.pictures;
      if (!picture) throw new EaselError('image-corrupt', { provider: entry.provider });
      await jobs.update(job.id, (current) => ({ ...current, base: picture }));
      return made;
    }
  };
}

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

const sizes = ({ width, height, byteLength }: StoredPicture) => ({ width, height, byteLength });
