import { EaselError } from '#src/domain/errors.ts';
import type { AcceptedRequest, Job } from '#src/domain/job.ts';
import { editsFreely } from '#src/domain/model.ts';
import { text } from '#src/domain/text.ts';
import type { ActionKind, FormSpec } from '#src/ports/cards.ts';
import type { Catalogue } from '#src/ports/catalogue.ts';
import type { IncomingRequest } from '#src/ports/chat-platform.ts';
import type { NewId } from '#src/ports/clock.ts';
import { accountIdOf } from './accept-job.ts';
import type { Conversation } from './conversation.ts';
import { createFillForm } from './fill-form.ts';
import { pickedOf, rerollOf, upscaleOf, variationOf } from './follow-up.ts';
import { editForm, referenceForm } from './forms.ts';
import { type BehindParts, createJobBehind } from './job-behind.ts';
import { canPaint } from './painting/can-paint.ts';
import type { createPaintResult } from './painting/paint-result.ts';
import { createPickPicture } from './pick-picture.ts';
import { createPressActions, type PressActionParts } from './press-actions.ts';
import type { createPressOnce } from './press-once.ts';
import { createPressShows, type PressShowParts } from './press-shows.ts';
import type { Route } from './route.ts';
import { type PressedButton, readState } from './tokens.ts';

/** What a button does that belongs to no result. @throws {EaselError} what is told to who pressed. */
export type HandlePress = (request: IncomingRequest, talk: Conversation, state: string) => Promise<void>;

export interface PressParts extends PressActionParts, PressShowParts, BehindParts {
  /** Of a case's buttons. */
  readonly handleDecision: HandlePress;
  /** Of the button at a refusal that asks moderators to look at it. */
  readonly handleAppeal: HandlePress;
  readonly countsAsPress: ReturnType<typeof createPressOnce>;
  readonly paintResult: ReturnType<typeof createPaintResult>;
  readonly catalogue: Catalogue;
  readonly newId: NewId;
}

const MAKING = new Set<ActionKind>(['reroll', 'vary', 'upscale', 'pick']);

/** What happens when somebody presses a button or sends a form. Whoever presses pays for and owns what comes of it. */
export function createPressButton(parts: PressParts) {
  const { countsAsPress, catalogue, handleDecision, handleAppeal } = parts;
  const { cancelJob, confirmJob, deleteJob } = createPressActions(parts);
  const shows = createPressShows(parts);
  const jobBehind = createJobBehind(parts);
  const pickPicture = createPickPicture(parts);
  return { pressButton, fillForm: createFillForm(jobBehind) };

  async function pressButton(request: IncomingRequest, talk: Conversation, route: Route): Promise<void> {
    const { state = '' } = request;
    const isDecision = state.startsWith('case:');
    if (isDecision || state.startsWith('appeal:')) {
      await talk.acknowledge('private');
      return isDecision ? decide(request, talk, state) : handleAppeal(request, talk, state);
    }
    const pressed = readState(state);
    if (pressed && request.reply.openForm && isForm(pressed))
      return request.reply.openForm(formOf(pressed, state, canPaint(route, parts.pageUrl)));
    await talk.acknowledge(visibilityOf(pressed));
    const job = await jobBehind(pressed, request);
    const press = { job, picture: pressed?.picture, request, talk, route };
    if (pressed?.kind === 'cancel') return cancelJob(job, request, talk);
    if (pressed?.kind === 'delete') return deleteJob(job, request, talk);
    if (pressed?.kind === 'confirm') return confirmJob(job, request, talk);
    if (pressed?.kind === 'download') return shows.download(press);
    if (pressed?.kind === 'paint') return parts.paintResult(job, pressed, request, talk);
    if (pressed?.kind === 'thread') return shows.openThread(press);
    if (pressed?.kind === 'share') return shows.share(press);
    await makeMore(job, pressed, request, talk);
  }

  async function decide(request: IncomingRequest, talk: Conversation, state: string): Promise<void> {
    if (!request.actor.isModerator) throw new EaselError('not-allowed', { what: 'decide about cases' });
    await handleDecision(request, talk, state);
  }

  async function makeMore(
    job: Job,
    pressed: PressedButton | undefined,
    request: IncomingRequest,
    talk: Conversation,
  ): Promise<void> {
    const followUp = pressed && followUpOf(job, pressed, catalogue);
    if (!followUp) throw new EaselError('not-found', { what: 'What this button does' });
    const personId = accountIdOf(request.place.tenantId, request.actor.userId);
    if (!(await countsAsPress(request.state ?? '', personId, request.id)))
      return talk.tell(text('You pressed this a moment ago; it is on its way already.'));
    // What was pressed in private stays so, also after its result was shared.
    const isPrivate = pressed.private || job.private;
    const parent = { jobId: job.id, by: pressed.kind };
    if (pressed.kind !== 'pick') return talk.submit(followUp, { private: isPrivate, parent });
    const { picture = 0 } = pressed;
    const made = await pickPicture(job, picture);
    await talk.submit(followUp, { private: isPrivate, parent: { ...parent, picture }, made });
  }
}

/** Known before anything is looked up. What is shared was private and is for everybody from then on. */
function visibilityOf(pressed: PressedButton | undefined): 'public' | 'private' {
  if (pressed?.kind === 'share') return 'public';
  return pressed && MAKING.has(pressed.kind) && !pressed.private ? 'public' : 'private';
}

function followUpOf(job: Job, { kind, picture }: PressedButton, { models }: Catalogue): AcceptedRequest | undefined {
  if (kind === 'reroll') return rerollOf(job);
  const canEdit = models.some((model) => model.id === job.plan?.modelId && editsFreely(model));
  if (kind === 'upscale') return upscaleOf(job, picture);
  if (kind === 'pick') return pickedOf(job, picture);
  return kind === 'vary' ? variationOf(job, picture, canEdit) : undefined;
}

const isForm = ({ kind }: PressedButton): boolean => kind === 'edit' || kind === 'reference';

const formOf = ({ kind, among }: PressedButton, state: string, mayPaint: boolean): FormSpec =>
  kind === 'edit' ? editForm(state, among, mayPaint) : referenceForm(state, among);
