import { EaselError } from '#src/domain/errors.ts';
import type { AcceptedRequest, Job } from '#src/domain/job.ts';
import { editsFreely } from '#src/domain/model.ts';
import { text } from '#src/domain/text.ts';
import type { Catalogue } from '#src/ports/catalogue.ts';
import type { IncomingRequest } from '#src/ports/chat-platform.ts';
import { accountIdOf } from './accept-job.ts';
import type { Conversation, Origin } from './conversation.ts';
import { rerollOf, resultRef, upscaleOf, variationOf } from './follow-up.ts';
import { editForm, referenceForm } from './forms.ts';
import { createPressActions, type PressActionParts } from './press-actions.ts';
import type { createPressOnce } from './press-once.ts';
import { type createTokenLookup, type PressedButton, readState } from './tokens.ts';

export interface PressParts extends PressActionParts {
  readonly jobOf: ReturnType<typeof createTokenLookup>;
  readonly countsAsPress: ReturnType<typeof createPressOnce>;
  readonly catalogue: Catalogue;
}

/** What happens when somebody presses a button or sends a form. Whoever presses pays for and owns what comes of it. */
export function createPressButton(parts: PressParts) {
  const { jobOf, countsAsPress, catalogue } = parts;
  const { cancelJob, confirmJob, deleteJob } = createPressActions(parts);
  return { pressButton, fillForm };

  async function pressButton(request: IncomingRequest, talk: Conversation): Promise<void> {
    const pressed = readState(request.state ?? '');
    if (pressed && request.reply.openForm && isForm(pressed))
      return request.reply.openForm(formOf(pressed, request.state ?? ''));
    const makesPictures = pressed?.kind === 'reroll' || pressed?.kind === 'vary' || pressed?.kind === 'upscale';
    await talk.acknowledge(makesPictures && !pressed.private ? 'public' : 'private');
    const job = await jobBehind(pressed, request);
    if (pressed?.kind === 'cancel') return cancelJob(job, request, talk);
    if (pressed?.kind === 'delete') return deleteJob(job, request, talk);
    if (pressed?.kind === 'confirm') return confirmJob(job, request, talk);
    const followUp = pressed && followUpOf(job, pressed, catalogue);
    if (!followUp) throw new EaselError('not-found', { what: 'What this button does' });
    if (
      !(await countsAsPress(request.state ?? '', accountIdOf(request.place.tenantId, request.actor.userId), request.id))
    ) {
      return talk.answer({ kind: 'text', text: text('You pressed this a moment ago; it is on its way already.') });
    }
    await talk.submit(followUp, { private: job.private, parent: { jobId: job.id, by: pressed.kind } });
  }

  /**
   * A form that a button opened is its command once more, with the button's picture before those that were added.
   * @returns the request the command should be run with, and where it comes from.
   */
  async function fillForm(request: IncomingRequest): Promise<{ request: IncomingRequest; origin: Origin }> {
    const pressed = readState(request.state ?? '');
    const job = await jobBehind(pressed, request);
    const image = [resultRef(job, pressed?.picture), ...(request.images.image ?? [])];
    const origin = { private: job.private, parent: { jobId: job.id, by: request.name } };
    return { request: { ...request, images: { ...request.images, image } }, origin };
  }

  /** @throws {EaselError} `not-found` also where it is somebody else's private job: nobody learns that there is one. */
  async function jobBehind(pressed: PressedButton | undefined, { place, actor }: IncomingRequest): Promise<Job> {
    const job = pressed && (await jobOf(pressed.name));
    const visible = job && job.tenantId === place.tenantId && (!job.private || job.personId === actor.userId);
    if (!visible) throw new EaselError('not-found', { what: 'What this button belongs to' });
    return job;
  }
}

function followUpOf(job: Job, { kind, picture }: PressedButton, { models }: Catalogue): AcceptedRequest | undefined {
  if (kind === 'reroll') return rerollOf(job);
  const canEdit = models.some((model) => model.id === job.plan?.modelId && editsFreely(model));
  if (kind === 'upscale') return upscaleOf(job, picture);
  return kind === 'vary' ? variationOf(job, picture, canEdit) : undefined;
}

const isForm = ({ kind }: PressedButton): boolean => kind === 'edit' || kind === 'reference';

const formOf = ({ kind }: PressedButton, state: string) => (kind === 'edit' ? editForm(state) : referenceForm(state));
