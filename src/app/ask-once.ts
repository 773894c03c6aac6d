import type { Call } from '#src/domain/calls.ts';
import type { Job } from '#src/domain/job.ts';
import type { StoredPicture } from '#src/domain/picture.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { FittedRequest } from '#src/ports/image-model.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import type { createAskModel, Question, RunContext } from './ask-model.ts';
import type { createFinishCall, FinishedCall } from './finish-call.ts';
import type { createOpenRequest } from './open-request.ts';
import { patiently } from './patiently.ts';

export interface AskOnceParts {
  readonly askModel: ReturnType<typeof createAskModel>;
  readonly requests: ReturnType<typeof createOpenRequest>;
  readonly finishCall: ReturnType<typeof createFinishCall>;
  readonly jobs: JobStore;
  readonly clock: Clock;
}

/** Makes one call of a job and keeps what it brought, once over all restarts. */
export function createAskOnce({ askModel, requests, finishCall, jobs, clock }: AskOnceParts) {
  /** @throws {EaselError} what the model threw. Where an earlier process has the call's pictures already, nobody is asked. */
  return async function askOnce(
    question: Question,
    call: Call,
    request: () => Promise<FittedRequest>,
    context: RunContext,
  ): Promise<FinishedCall> {
    const { job, plan, isOneCall = false } = question;
    const kept = job.finished?.[call.index];
    if (kept) return { ...kept, call };
    const startedAt = clock.now();
    const generated = await askModel(question, call, request, context);
    const canvas = requests.canvasOf(job, plan);
    const finished = await finishCall({ job, plan, call, canvas, log: context.log }, generated);
    const keeping = keep(job, finished);
    // Written together with the result, or by itself where that takes longer. Who writes the result meets the same trouble.
    if (isOneCall) keeping.catch(() => undefined);
    else await keeping;
    const { providerRequestId } = generated;
    const durationMs = clock.now() - startedAt;
    context.log.info(
      { call: call.index, pictures: finished.pictures.map(sizes), providerRequestId, durationMs },
      'Pictures stored',
    );
    return finished;
  };

  /** Recorded at once, so that no restart makes it, or pays for it, again. */
  async function keep({ id, workerId }: Job, { call, ...kept }: FinishedCall): Promise<void> {
    await patiently(clock, () =>
      jobs.later(id, (current) =>
        current.workerId === workerId
          ? { ...current, finished: { ...current.finished, [call.index]: kept } }
          : undefined,
      ),
    );
  }
}

const sizes = ({ width, height, byteLength }: StoredPicture) => ({ width, height, byteLength });
