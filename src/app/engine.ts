import { asEaselError } from '#src/domain/errors.ts';
import type { AcceptedRequest, Job } from '#src/domain/job.ts';
import type { Picture, Size } from '#src/domain/picture.ts';
import type { Whereabouts } from '#src/domain/rules/standing.ts';
import type { HomeCard } from '#src/ports/cards.ts';
import type { IncomingRequest } from '#src/ports/chat-platform.ts';
import type { CancelOutcome } from '#src/ports/command.ts';
import type { Balance } from '#src/ports/credit-ledger.ts';
import { createAcceptJob, type Submission } from './accept-job.ts';
import { createAskModel } from './ask-model.ts';
import { createAskOnce } from './ask-once.ts';
import { createCollectImages } from './collect-images.ts';
import { type Complete, createCompletions } from './completions.ts';
import { createCaseWork, createContent } from './content/content.ts';
import { createDeliverJob } from './deliver-job.ts';
import { createDryRun, type DryRun } from './dry-run.ts';
import { createFinishCall } from './finish-call.ts';
import { createFollowOrder } from './follow-order.ts';
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
import type { Parts, WholeParts } from './parts.ts';
import { createPlanner } from './plan-job.ts';
import { createPlanRequest } from './plan-request.ts';
import { createPrepareJob } from './prepare-job.ts';
import { createPressButton } from './press-button.ts';
import { createPressOnce } from './press-once.ts';
import { createForgetPerson } from './privacy/forget-person.ts';
import { createRecovery } from './recover-jobs.ts';
import type { Route } from './route.ts';
import { createAdmit } from './rules/admit.ts';
import { createLinks } from './rules/links.ts';
import { createMembers } from './rules/members.ts';
import { createModeration } from './rules/moderation.ts';
import { createNoteUsage } from './rules/note-usage.ts';
import { createOperatorNotices } from './rules/operator-notices.ts';
import { createPauseWatch } from './rules/pause-watch.ts';
import { createPolicies } from './rules/policies.ts';
import { createPurses, type Whose } from './rules/purses.ts';
import { createRates } from './rules/rates.ts';
import { createStandings } from './rules/standings.ts';
import { createSwitches } from './rules/switches.ts';
import { createUsage } from './rules/usage.ts';
import { createRunJob } from './run-job.ts';
import { createSeededResults } from './seeded-results.ts';
import { createShowAndTell } from './show-and-tell.ts';
import { createShowGrid } from './show-grid.ts';
import { createShownPictures, type KeepShown } from './shown-pictures.ts';
import { createSweep } from './sweep.ts';
import { createThreads, type Threads } from './thread-pictures.ts';
import { createTokenLookup } from './tokens.ts';
import { createTypicalTimes } from './typical-times.ts';
import { createWorkers } from './workers.ts';
import { createWriteScene } from './write-scene.ts';

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
  dryRun(request: AcceptedRequest, where: Whereabouts, route: Route, signal: AbortSignal): Promise<DryRun>;
  /** The first picture with the lettered grid over it. @throws {EaselError} `needs-image`, or why the picture cannot be used. */
  showGrid(request: AcceptedRequest, route: Route, signal: AbortSignal): Promise<Picture & Size>;
  cancel(job: Job): Promise<CancelOutcome>;
  /** What a person sees of Easel on a page of their own. @throws {EaselError} `store-unavailable`. */
  home(whose: HomeOf): Promise<HomeCard>;
  /** What people's words can be completed to while they type. */
  readonly complete: Complete;
  /** What a person has. @throws {EaselError} `store-unavailable`. */
  balance(whose: Whose): Promise<Balance>;
  /** Nobody waits any more for a job whose message was removed: it is canceled where nothing was made yet. Never rejects. */
  gone(jobId: string): Promise<void>;
}

export function createEngine(given: Parts): Engine {
  const parts = wholeOf(given);
  const { queue, documents, log, operatorNotices } = parts;
  let stopping = false;
  const planner = createPlanner(parts);
  const collectImages = createCollectImages(parts);
  const planning = createPlanRequest({ ...parts, planner, collectImages, writeScene: createWriteScene(parts) });
  const threads = createThreads({ threads: documents.threads, jobs: parts.jobs });
  const life = openLife(parts, { planner, planning, threads, isStopping: () => stopping });
  const workers = createWorkers({ ...parts, records: documents.workers });
  const caseWork = createCaseWork(parts, life.reviews);
  const recovery = createRecovery({ ...parts, ...caseWork, life, workers });
  const forgetPerson = createForgetPerson({ ...parts, life });
  const sweep = createSweep(parts, forgetPerson.goOn);
  const pauseWatch = createPauseWatch({ ...parts, switches: documents.switches, life });
  const dryRun = createDryRun({ ...parts, ...parts.content, planRequest: planning.planRequest });
  const { showGrid, keepShown, showAndTell } = openShows(parts, { dryRun, collectImages });
  const ways = openWays(parts, { life, sweep, threads, keepShown, caseWork });
  const moderationOf = createModeration({ ...parts, life, dryRun });
  const talking = { ...ways, life, showAndTell, keepShown, moderationOf, forgetPerson };
  const handle = createHandleRequest({ ...parts, ...talking, isStopping: () => stopping });

  return {
    handle,
    submit: life.begin,
    dryRun,
    showGrid,
    cancel: life.cancel,
    home: createHome(parts),
    complete: createCompletions(parts),
    balance: parts.purses.balance,
    gone: createGoneJob({ ...parts, life }),

    async start({ housekeeping = true } = {}) {
      await workers.join();
      queue.start(life.work);
      await recovery.recover();
      recovery.keepLooking();
      pauseWatch.keepLooking();
      if (!housekeeping) return;
      sweep.keepSweeping();
      operatorNotices.keepLooking();
      sweep.sweep().catch((error: unknown) => log.error({ err: asEaselError(error) }, 'The retention sweep failed'));
    },

    async stop(timeoutMs) {
      stopping = true;
      for (const each of [recovery, sweep, pauseWatch, operatorNotices]) each.stop();
      await queue.drain(timeoutMs);
      // Without its store it cannot say good-bye; the others see that it is gone all the same.
      await workers.leave().catch((error: unknown) => log.warn({ err: error }, 'The heartbeat could not be removed'));
    },
  };
}

/** What is made of the parts for all use cases. */
export function wholeOf(parts: Parts): WholeParts {
  const { policies, policyRevisions, members, notices } = parts.documents;
  const standings = createStandings({ ...parts, policies, members });
  const links = createLinks({ ...parts, ...parts.documents });
  const usage = createUsage({ ...parts, standings });
  const noteUsage = createNoteUsage(usage.lines);
  const switches = createSwitches({ ...parts, switches: parts.documents.switches });
  const rates = createRates({ ...parts, rates: parts.documents.rates });
  const operatorNotices = createOperatorNotices({ ...parts, notices, policies });
  const decided = createPolicies({ ...parts, policies, policyRevisions });
  return {
    ...parts,
    standings,
    usage,
    noteUsage,
    switches,
    links,
    purses: createPurses({ ...parts, standings, links, notices, onWarn: operatorNotices.budget }),
    policies: decided,
    content: createContent({ ...parts, operatorNotices }, decided.change),
    members: createMembers({ ...parts, members }),
    admit: createAdmit({ switches, rates }),
    operatorNotices,
  };
}

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
  return { showGrid, keepShown, showAndTell: createShowAndTell({ dryRun, showGrid, keepShown }) };
}

interface Wayfaring {
  readonly life: JobLife;
  readonly sweep: ReturnType<typeof createSweep>;
  readonly threads: Threads;
  readonly keepShown: KeepShown;
  readonly caseWork: ReturnType<typeof createCaseWork>;
}

/** The ways in beside commands: buttons, forms and plain words. */
function openWays(parts: WholeParts, { life, sweep, threads, keepShown, caseWork }: Wayfaring) {
  const { jobs, clock, documents } = parts;
  const buttons = createPressButton({
    ...parts,
    ...caseWork,
    life,
    sweep,
    threads,
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
  readonly isStopping: () => boolean;
}

function openLife(parts: WholeParts, { planner, planning, threads, isStopping }: Preparing): JobLife {
  const requests = createOpenRequest(parts);
  const askOnce = createAskOnce({
    ...parts,
    requests,
    askModel: createAskModel(parts),
    finishCall: createFinishCall(parts),
  });
  const makeJob = createMakeJob({ askOnce, requests, isStopping });
  return createJobLife({
    ...parts,
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
    deliverJob: createDeliverJob({ ...parts, threads }),
  });
}
