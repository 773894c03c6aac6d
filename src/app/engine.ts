import { asEaselError } from '#src/domain/errors.ts';
import type { AcceptedRequest, Job } from '#src/domain/job.ts';
import type { IncomingRequest } from '#src/ports/chat-platform.ts';
import type { CancelOutcome } from '#src/ports/command.ts';
import { createAcceptJob, type Submission } from './accept-job.ts';
import { createAskModel } from './ask-model.ts';
import { createCollectImages } from './collect-images.ts';
import { createDeliverJob } from './deliver-job.ts';
import { createDryRun, type DryRun } from './dry-run.ts';
import { createHandleRequest } from './handle-request.ts';
import { createJobLife, type JobLife } from './job-life.ts';
import { createKeepPictures } from './keep-pictures.ts';
import { createOpenRequest } from './open-request.ts';
import type { Parts, Route } from './parts.ts';
import { createPlanner } from './plan-job.ts';
import { createPrepareJob } from './prepare-job.ts';
import { createPressButton } from './press-button.ts';
import { createPressOnce } from './press-once.ts';
import { createRecovery } from './recover-jobs.ts';
import { createRunJob } from './run-job.ts';
import { createSweep } from './sweep.ts';
import { createTokenLookup } from './tokens.ts';
import { createTypicalTimes } from './typical-times.ts';
import { createWorkers } from './workers.ts';

/** The product without its faces: every platform and every direct caller talks to this. */
export interface Engine {
  /**
   * Takes up what earlier processes left, then works. Without `housekeeping` it forgets no old jobs: a process that is not
   * connected to their platforms would leave what was shown there.
   */
  start(options?: { readonly housekeeping?: boolean }): Promise<void>;
  /** Takes nothing new, lets what runs end for at most `timeoutMs`, and leaves the rest to the next process. */
  stop(timeoutMs: number): Promise<void>;
  /** For chat platforms. Never rejects. */
  handle(request: IncomingRequest): Promise<void>;
  /** For direct callers, which have no command to run. Resolves when the job is in the queue, or refused. */
  submit(submission: Submission): Promise<Job>;
  /** @throws {EaselError} what would be refused. */
  dryRun(request: AcceptedRequest, accountId: string, route: Route, signal: AbortSignal): Promise<DryRun>;
  cancel(job: Job): Promise<CancelOutcome>;
}

export function createEngine(parts: Parts): Engine {
  const { jobs, queue, documents, clock, log, ledger, blobs, newId } = parts;
  let stopping = false;
  const planner = createPlanner(parts);
  const collectImages = createCollectImages(parts);
  const life = openLife(parts, { planner, collectImages });
  const workers = createWorkers({ ...parts, records: documents.workers });
  const recovery = createRecovery({ ...parts, life, workers });
  const sweep = createSweep(parts);
  const dryRun = createDryRun({ planner, collectImages, ledger, blobs, newId });
  const buttons = createPressButton({
    life,
    jobs,
    sweep,
    catalogue: parts.catalogue,
    clock,
    jobOf: createTokenLookup({ tokens: documents.tokens, jobs }),
    countsAsPress: createPressOnce({ presses: documents.presses, clock }),
  });
  const handle = createHandleRequest({ ...parts, life, dryRun, buttons, isStopping: () => stopping });

  return {
    handle,
    submit: life.begin,
    dryRun,
    cancel: life.cancel,

    async start({ housekeeping = true } = {}) {
      await workers.join();
      queue.start(life.work);
      await recovery.recover();
      recovery.keepLooking();
      if (!housekeeping) return;
      sweep.keepSweeping();
      sweep.sweep().catch((error: unknown) => log.error({ err: asEaselError(error) }, 'The retention sweep failed'));
    },

    async stop(timeoutMs) {
      stopping = true;
      recovery.stop();
      sweep.stop();
      await queue.drain(timeoutMs);
      // Without its store it cannot say good-bye; the others see that it is gone all the same.
      await workers.leave().catch((error: unknown) => log.warn({ err: error }, 'The heartbeat could not be removed'));
    },
  };
}

interface Preparing {
  readonly planner: ReturnType<typeof createPlanner>;
  readonly collectImages: ReturnType<typeof createCollectImages>;
}

function openLife(parts: Parts, { planner, collectImages }: Preparing): JobLife {
  const openRequest = createOpenRequest(parts);
  return createJobLife({
    ...parts,
    typicalTimes: createTypicalTimes(parts.documents.typicalTimes),
    acceptJob: createAcceptJob({ ...parts, tokens: parts.documents.tokens }),
    prepareJob: createPrepareJob({ ...parts, planner, collectImages }),
    runJob: createRunJob({
      ...parts,
      askModel: createAskModel({ ...parts, openRequest }),
      keepPictures: createKeepPictures(parts.blobs),
    }),
    deliverJob: createDeliverJob(parts),
  });
}
