import { EaselError } from '#src/domain/errors.ts';
import { type AcceptedRequest, isFinal, type Job } from '#src/domain/job.ts';
import { isGridRequest, isPaintRequest } from '#src/domain/region.ts';
import { drawChart } from '#src/images/chart.ts';
import type { IncomingRequest } from '#src/ports/chat-platform.ts';
import type { CancelOutcome, CommandContext, SubmitWishes } from '#src/ports/command.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import { accountIdOf } from './accept-job.ts';
import type { Shelf } from './card-picture.ts';
import { createContentDesk } from './content/content-desk.ts';
import { isMadeFromHidden } from './content/made-from-hidden.ts';
import type { Conversation, Origin } from './conversation.ts';
import { createGalleries } from './gallery/gallery.ts';
import type { Viewer } from './gallery/may-see.ts';
import type { JobLife } from './job-life.ts';
import { modelsHere } from './models-here.ts';
import type { createPaintUpload } from './painting/paint-upload.ts';
import type { WholeParts } from './parts.ts';
import { settingsOf, withSettings } from './person-settings.ts';
import { inPlace } from './place-rules.ts';
import type { ForgetPerson } from './privacy/forget-person.ts';
import { createPrivacy } from './privacy/privacy.ts';
import { cardPictures } from './result-card.ts';
import type { Route } from './route.ts';
import { createLinking } from './rules/linking.ts';
import type { ModerationOf } from './rules/moderation.ts';
import type { Whose } from './rules/purses.ts';
import { whereOf } from './rules/whereabouts.ts';
import type { createShowAndTell } from './show-and-tell.ts';
import type { KeepShown } from './shown-pictures.ts';
import { createTemplateDesk } from './templates/template-desk.ts';

export interface ContextParts
  extends Shelf,
    Pick<
      WholeParts,
      | 'catalogue'
      | 'clock'
      | 'commands'
      | 'ledger'
      | 'jobs'
      | 'documents'
      | 'purses'
      | 'links'
      | 'standings'
      | 'content'
      | 'retentionMs'
      | 'contentCheck'
      | 'passes'
      | 'pageUrl'
    > {
  readonly life: JobLife;
  readonly showAndTell: ReturnType<typeof createShowAndTell>;
  readonly paintUpload: ReturnType<typeof createPaintUpload>;
  readonly moderationOf: ModerationOf;
  readonly keepShown: KeepShown;
  readonly forgetPerson: ForgetPerson;
}

const ENTRIES_SHOWN = 10;
const LOOKED_THROUGH = 50;

/** What a command may do for one person's request. */
export function createCommandContext(
  request: IncomingRequest,
  talk: Conversation,
  route: Route,
  origin: Origin | undefined,
  parts: ContextParts,
): CommandContext {
  const { catalogue, clock, commands, ledger, purses, jobs, documents, showAndTell, moderationOf, keepShown } = parts;
  const accountId = accountIdOf(request.place.tenantId, request.actor.userId);
  const settings = settingsOf(accountId, { catalogue, documents });

  return {
    personId: request.actor.userId,
    channelId: request.place.parentId ?? request.place.channelId,
    now: clock.now(),
    answer: talk.answer,
    submit,
    cancel: cancelling(accountId, parts),
    commands: () => commands.filter(({ who }) => who === 'everyone' || request.actor.isModerator),
    models: () => modelsHere(request, parts),
    gallery: createGalleries(parts)(viewerOf(request)),
    job: (jobId) => ownJob(jobs, jobId, accountId),
    originals: (job) => cardPictures(job, parts),
    settings: settings.read,

    async credits(personId = request.actor.userId) {
      const person = whoseCredits(request, personId);
      const whose = accountIdOf(person.tenantId, personId);
      const [balance, entries] = await Promise.all([purses.balance(person), ledger.entries(whose, ENTRIES_SHOWN)]);
      return { balance, entries };
    },

    changeSettings: settings.change,
    link: createLinking(request, parts),
    moderation: moderationOf(request, route),
    content: createContentDesk(request, route, parts),
    templates: createTemplateDesk(request, parts),
    privacy: createPrivacy(request, parts),
    chart: async (chart) => keepShown(await drawChart(chart), chart.alt),
  };

  async function submit(accepted: AcceptedRequest, wishes: SubmitWishes = {}): Promise<void> {
    const usual = await settings.read();
    const noted = origin?.notes ? { ...accepted, notes: origin.notes } : accepted;
    const wished = inPlace(withSettings(noted, usual, request.caps), request.place);
    const asks = { request: wished, where: whereOf(request.actor, request.place), route };
    const isPrivate = wishes.private ?? origin?.private ?? false;
    const follows = origin?.parent && { parent: origin.parent };
    if (isPaintRequest(wished.options.region ?? ''))
      return talk.answer(await parts.paintUpload({ accepted: wished, private: isPrivate, ...follows }, request, route));
    if (isGridRequest(wished.options.region ?? '')) {
      if (!isPrivate) await checkOpen(wished, jobs);
      return talk.answer(await showAndTell.grid(asks));
    }
    if (wishes.dryRun) return talk.answer(await showAndTell.plan(asks));
    await talk.submit(wished, { private: isPrivate, ...follows });
  }
}

const viewerOf = ({ actor, place }: IncomingRequest): Viewer => ({
  platform: place.platform,
  tenantId: place.tenantId,
  personId: actor.userId,
  isModerator: actor.isModerator,
  channelId: place.channelId,
});

/** Cancels one of the person's own jobs, or the newest that is not finished. */
const cancelling =
  (accountId: string, { jobs, life }: Pick<ContextParts, 'jobs' | 'life'>) =>
  async (jobId?: string): Promise<CancelOutcome> => {
    const own = await jobs.byAccount(accountId, LOOKED_THROUGH);
    const job = jobId === undefined ? own.find(({ state }) => !isFinal(state)) : await jobs.get(jobId);
    if (!job) return { kind: 'none' };
    return job.accountId === accountId ? life.cancel(job) : { kind: 'not-yours', jobId: job.id };
  };

/** A grid cannot be covered as a result can. @throws {EaselError} `not-allowed`. */
async function checkOpen(request: AcceptedRequest, jobs: JobStore): Promise<void> {
  if (await isMadeFromHidden(request, jobs))
    throw new EaselError('not-allowed', {
      what: 'show everybody a grid over a hidden picture. Ask for it with private',
    });
}

/** @throws {EaselError} `not-allowed`. */
function whoseCredits({ actor, place: { tenantId } }: IncomingRequest, personId: string): Whose {
  if (personId === actor.userId) return { tenantId, personId, ...(actor.roles && { roles: actor.roles }) };
  if (!actor.isModerator) throw new EaselError('not-allowed', { what: "see somebody else's credits" });
  // Where else somebody has accounts concerns no moderator.
  return { tenantId, personId, alone: true };
}

async function ownJob(jobs: JobStore, jobId: string, accountId: string): Promise<Job | undefined> {
  const found = await jobs.get(jobId);
  return found?.accountId === accountId ? found : undefined;
}
