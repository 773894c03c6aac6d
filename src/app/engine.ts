import type { AcceptedRequest, Job } from '#src/domain/job.ts';
import type { Picture, Size } from '#src/domain/picture.ts';
import type { Whereabouts } from '#src/domain/rules/standing.ts';
import type { HomeCard } from '#src/ports/cards.ts';
import type { IncomingRequest } from '#src/ports/chat-platform.ts';
import type { CancelOutcome } from '#src/ports/command.ts';
import type { Balance } from '#src/ports/credit-ledger.ts';
import type { Processes } from '#src/ports/processes.ts';
import { createAcceptJob, type Submission } from './accept-job.ts';
import { createAskModel } from './ask-model.ts';
import { createAskOnce } from './ask-once.ts';
import type { Batches } from './batches/batches.ts';
import { openBatches } from './batches/open-batches.ts';
import { createCollectImages } from './collect-images.ts';
import { type Complete, createCompletions } from './completions.ts';
import { createCaseWork } from './content/content.ts';
import { createDeliverJob } from './deliver-job.ts';
import { createDryRun, type DryRun } from './dry-run.ts';
import { createDuties } from './duties.ts';
import { createFinishCall } from './finish-call.ts';
import { createFollowOrder } from './follow-order.ts';
import { createGalleryPages, type GalleryPages } from './gallery/gallery-pages.ts';
import { createGoneJob } from './gone-job.ts';
import { createHandleForms } from './handle-forms.ts';
import { createReadMessage } from './handle-message.ts';
import { createHandleRequest } from './handle-request.ts';
import { createHome, type HomeOf } from './home.ts';
import { createJobLife, type JobLife } from './job-life.ts';
import { createJobResult } from './job-result.ts';
import { createMakeElsewhere } from './make-elsewhere.ts';
import { createMakeJob } from './make-job.ts';
import { createMenuPictures } from './menu-pictures.ts';
import { createOpenRequest } from './open-request.ts';
import { createOfferPaint } from './painting/offer-paint.ts';
import { createPaintResult } from './painting/paint-result.ts';
import { createPaintUpload } from './painting/paint-upload.ts';
import { createPainting, type Painting } from './painting/painting.ts';
import type { Parts, WholeParts } from './parts.ts';
import { createPlanner } from './plan-job.ts';
import { createPlanRequest } from './plan-request.ts';
import { createPrepareJob } from './prepare-job.ts';
import { createPressButton } from './press-button.ts';
import { createPressOnce } from './press-once.ts';
import { createForgetPerson } from './privacy/forget-person.ts';
import { createRecovery } from './recover-jobs.ts';
import { homesOf, type Route } from './route.ts';
import type { Links } from './rules/links.ts';
import { createModeration } from './rules/moderation.ts';
import { createPauseWatch } from './rules/pause-watch.ts';
import type { Policies } from './rules/policies.ts';
import type { Whose } from './rules/purses.ts';
import { createRunJob } from './run-job.ts';
import { createSeededResults } from './seeded-results.ts';
import { createShowAndTell } from './show-and-tell.ts';
import { createShowGrid } from './show-grid.ts';
import { createShownPictures, type KeepShown } from './shown-pictures.ts';
import { createSweep } from './sweep.ts';
import { createThreads, type Threads } from './thread-pictures.ts';
import { createTokenLookup } from './tokens.ts';
import { createTypicalTimes } from './typical-times.ts';
import { watched } from './watch-jobs.ts';
import { wholeOf } from './whole-parts.ts';
import { createWorkers } from './workers.ts';
import { createWriteScene } from './write-scene.ts';

/** The product without its faces: every platform and every direct caller talks to this. */
export interface Engine {
  /** Takes its place in the queue: from here on requests can be handed to it. Without `takesJobs` it runs only what no other process can. */
  open(options?: { readonly takesJobs?: boolean }): Promise<void>;
  /**
   * Opens, where that was not done before, and takes up what earlier processes left; what cannot be read now is looked at again.
   * Without `housekeeping` it forgets no old jobs: a process that is not connected to their platforms would leave what was shown there.
   */
  start(options?: { readonly housekeeping?: boolean; readonly runsBatches?: boolean }): Promise<void>;
  /** Takes nothing new, lets what runs end for at most `timeoutMs`, and leaves the rest to the next process. */
  stop(timeoutMs: number): Promise<void>;
  /** For chat platforms. Never rejects. */
  handle(request: IncomingRequest): Promise<void>;
  /** For direct callers, which have no command to run. Resolves when the job is in the queue, or refused. */
  submit(submission: Submission): Promise<Job>;
  /** @throws {EaselError} what would be refused. */
  dryRun(request: AcceptedRequest, where: Whereabouts, route: Route, signal: AbortSignal): Promise<DryRun>;
  /** The first picture with the lettered grid over it. @throws {EaselError} `needs-image`, or why the picture cannot be used. */
  showGrid(request: AcceptedRequest, route: Route, signal: AbortSignal): Promise<Picture & Size>;
  cancel(job: Job): Promise<CancelOutcome>;
  /** What a person sees of Easel on a page of their own. @throws {EaselError} `store-unavailable`. */
  home(whose: HomeOf): Promise<HomeCard>;
  /** The page on which people paint the part of a picture that may change. */
  readonly painting: Painting;
  /** What people's words can be completed to while they type. */
  readonly complete: Complete;
  /** The pages on which people look at what was made. */
  readonly gallery: GalleryPages;
  /** Lists of prompts that are made line by line. */
  readonly batches: Batches;
  /** Accounts of one human. */
  readonly links: Pick<Links, 'join' | 'unlink'>;
  /** What holds in each tenant. */
  readonly policies: Pick<Policies, 'change'>;
  /** What a person has. @throws {EaselError} `store-unavailable`. */
  balance(whose: Whose): Promise<Balance>;
  readonly processes: Processes;
  /** Nobody waits any more for a job whose message was removed: it is canceled where nothing was made yet. Never rejects. */
  gone(jobId: string): Promise<void>;
}

const HOUR_MS = 3_600_000;

export function createEngine(given: Parts): Engine {
  const parts = wholeOf(given);
  const { queue, documents, log, operatorNotices } = parts;
  let stopping = false;
  const planner = createPlanner(parts);
  const collectImages = createCollectImages(parts);
  const planning = openPlanning(parts, { planner, collectImages });
  const threads = createThreads({ threads: documents.threads, jobs: parts.jobs });
  const workers = createWorkers({ ...parts, records: documents.workers });
  const life = openLife(parts, { planner, planning, threads, workers, isStopping: () => stopping });
  const caseWork = createCaseWork(parts, life.reviews);
  const recovery = createRecovery({ ...parts, ...caseWork, life, workers });
  const forgetPerson = createForgetPerson({ ...parts, life });
  const sweep = createSweep(parts, forgetPerson.goOn);
  const pauseWatch = createPauseWatch({ ...parts, switches: documents.switches, life });
  const dryRun = createDryRun({ ...parts, ...parts.content, planRequest: planning.planRequest });
  const { showGrid, ...shows } = openShows(parts, { dryRun, collectImages });
  const ways = openWays(parts, { ...shows, life, sweep, threads, caseWork });
  const talking = { ...ways, ...shows, life, moderationOf: createModeration({ ...parts, life, dryRun }), forgetPerson };
  const handle = createHandleRequest({ ...parts, ...talking, isStopping: () => stopping });
  const duties = createDuties({ ...parts, records: documents.duties, workers });
  const batches = openBatches(parts, { life, workers, planning });
  const open = createOpen(parts, { life, workers });

  return {
    handle: watched.handle(handle, parts),
    submit: watched.submit(life.begin, parts.tracing),
    dryRun,
    showGrid,
    cancel: life.cancel,
    ...openPages(parts, { ...shows, life, dryRun, sweep, isStopping: () => stopping }),
    batches,
    gone: createGoneJob({ ...parts, life }),
    processes: { id: parts.worker.id, isGone: (id) => workers.isGone(id) },
    open,

    async start({ housekeeping = true, runsBatches = housekeeping } = {}) {
      await open();
      await recovery.recover();
      if (stopping) return;
      for (const each of [recovery, pauseWatch, ...(runsBatches ? [batches] : [])]) each.keepLooking();
      if (!housekeeping) return;
      operatorNotices.keepLooking();
      duties.keep({ name: 'sweep', everyMs: HOUR_MS, work: sweep.sweep });
    },

    async stop(timeoutMs) {
      stopping = true;
      for (const each of [batches, recovery, duties, sweep, pauseWatch, operatorNotices]) await each.stop();
      await queue.drain(timeoutMs);
      // Without its store it cannot say good-bye; the others see that it is gone all the same.
      await workers.leave().catch((error: unknown) => log.warn({ err: error }, 'The heartbeat could not be removed'));
    },
  };
}

/** Once, whoever asks for it. */
function createOpen(
  { queue, routes }: WholeParts,
  { life, workers }: Pick<Wayfaring, 'life'> & Pick<Preparing, 'workers'>,
): Engine['open'] {
  let opening: Promise<void> | undefined;
  return ({ takesJobs = true } = {}) => {
    opening ??= workers.join().then(() => queue.start(life.work, takesJobs ? homesOf(routes) : []));
    return opening;
  };
}

/** What people see and do beside their requests. */
const openPages = (
  parts: WholeParts,
  { sweep, ...more }: Parameters<typeof createPainting>[1] & Pick<Wayfaring, 'sweep'>,
): Pick<Engine, 'home' | 'complete' | 'painting' | 'gallery' | 'balance' | 'links' | 'policies'> => ({
  balance: parts.purses.balance,
  links: parts.links,
  policies: parts.policies,
  home: createHome(parts),
  complete: createCompletions(parts),
  painting: createPainting(parts, more),
  gallery: createGalleryPages({ ...parts, sweep }),
});

const openPlanning = (
  parts: WholeParts,
  made: Pick<Parameters<typeof createPlanRequest>[0], 'planner' | 'collectImages'>,
) => watched.planning(createPlanRequest({ ...parts, ...made, writeScene: createWriteScene(parts) }), parts.tracing);

/** What is only shown, and never made. */
function openShows(
  parts: WholeParts,
  {
    dryRun,
    collectImages,
  }: Pick<Parameters<typeof createShowAndTell>[0], 'dryRun'> &
    Pick<Parameters<typeof createShowGrid>[0], 'collectImages'>,
) {
  const showGrid = createShowGrid({ ...parts, collectImages });
  const keepShown = createShownPictures(parts);
  const offerPaint = createOfferPaint(parts);
  return {
    showGrid,
    keepShown,
    showAndTell: createShowAndTell({ dryRun, showGrid, keepShown }),
    paintResult: createPaintResult(offerPaint),
    paintUpload: createPaintUpload({ ...parts, keepShown, offerPaint }),
  };
}

interface Wayfaring {
  readonly life: JobLife;
  readonly sweep: ReturnType<typeof createSweep>;
  readonly threads: Threads;
  readonly keepShown: KeepShown;
  readonly caseWork: ReturnType<typeof createCaseWork>;
  readonly paintResult: ReturnType<typeof createPaintResult>;
}

/** The ways in beside commands: buttons, forms and plain words. */
function openWays(parts: WholeParts, { life, sweep, threads, keepShown, caseWork, paintResult }: Wayfaring) {
  const { jobs, clock, documents } = parts;
  const buttons = createPressButton({
    ...parts,
    ...caseWork,
    life,
    sweep,
    threads,
    paintResult,
    jobOf: createTokenLookup({ tokens: documents.tokens, jobs }),
    countsAsPress: createPressOnce({ presses: documents.presses, clock }),
  });
  const menus = createMenuPictures({ ...parts, menus: documents.menus });
  return {
    buttons,
    forms: createHandleForms({ ...parts, ...buttons, menus }),
    readMessage: createReadMessage({ jobs, threads, followOrder: createFollowOrder({ ...parts, threads, keepShown }) }),
  };
}

interface Preparing {
  readonly planner: ReturnType<typeof createPlanner>;
  readonly planning: ReturnType<typeof createPlanRequest>;
  readonly threads: Threads;
  readonly workers: ReturnType<typeof createWorkers>;
  readonly isStopping: () => boolean;
}

function openLife(parts: WholeParts, { planner, planning, threads, workers, isStopping }: Preparing): JobLife {
  const requests = createOpenRequest(parts);
  const askOnce = createAskOnce({
    ...parts,
    requests,
    askModel: watched.ask(createAskModel(parts), parts.tracing),
    finishCall: watched.finish(createFinishCall(parts), parts.tracing),
  });
  const makeJob = createMakeJob({ askOnce, requests, isStopping });
  return createJobLife({
    ...parts,
    workers,
    typicalTimes: createTypicalTimes(parts.documents.typicalTimes),
    acceptJob: createAcceptJob({ ...parts, tokens: parts.documents.tokens }),
    prepareJob: createPrepareJob({ ...parts, ...parts.content, planning }),
    runJob: createRunJob({
      ...parts,
      ...parts.content,
      makeElsewhere: createMakeElsewhere({ ...parts, planner, makeJob }),
      jobResult: createJobResult(parts),
      seeded: createSeededResults({ ...parts, seeded: parts.documents.seeded }),
    }),
    deliverJob: watched.delivery(createDeliverJob({ ...parts, threads }), parts.tracing),
  });
}
