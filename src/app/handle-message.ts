import { EaselError } from '#src/domain/errors.ts';
import type { ImageRef, Job } from '#src/domain/job.ts';
import { isBlank } from '#src/domain/prompt.ts';
import { type Text, text } from '#src/domain/text.ts';
import { readVersionOrder } from '#src/domain/version-order.ts';
import type { IncomingRequest } from '#src/ports/chat-platform.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import type { Conversation } from './conversation.ts';
import type { Filled } from './fill-form.ts';
import type { createFollowOrder, Followed } from './follow-order.ts';
import { resultRef } from './follow-up.ts';
import type { Threads } from './thread-pictures.ts';
import { isVisibleTo } from './visible-job.ts';
import { pictureNumber } from './which-picture.ts';

export interface MessageParts {
  readonly jobs: JobStore;
  readonly threads: Threads;
  readonly followOrder: ReturnType<typeof createFollowOrder>;
}

/**
 * Words said to Easel. With pictures they change those; as an answer to a result, or in a conversation about pictures, they change
 * its newest one; else they are a new picture. In a conversation about pictures some words are no prompt but an order about its versions.
 */
export function createReadMessage({ jobs, threads, followOrder }: MessageParts) {
  /**
   * Acknowledges the message.
   * @returns what it asks for; `undefined` where it was answered: an order, or words that say too little.
   * @throws {EaselError} where the picture it is about cannot be used, or there is none of the number or name it has.
   */
  return async function readMessage(request: IncomingRequest, talk: Conversation): Promise<Filled | undefined> {
    const prompt = String(request.options.prompt ?? '').trim();
    const images = Object.values(request.images).flat();
    if (isBlank(prompt) || ASKS_HELP.test(prompt)) {
      await talk.acknowledge('private');
      await talk.answer({ kind: 'text', text: helpFor(request, images.length) });
      return undefined;
    }
    await talk.acknowledge('public');
    if (images.length > 0) return { request: asCommand(request, 'edit', prompt, images) };
    const followed = await ordered(prompt, request, talk);
    if (followed?.kind === 'answered') return undefined;
    if (followed?.kind === 'change') return changing(request, followed.job, pictureIn(followed));
    const about = await pictureMeant(request);
    if (!about) return fromNothing(request, prompt);
    return changing(request, about.job, numbered(prompt, about));
  };

  async function ordered(prompt: string, request: IncomingRequest, talk: Conversation): Promise<Followed | undefined> {
    const { isThread, isDirect } = request.place;
    // Whoever says "undo" to Easel alone wants no picture of it either, and is told that there is nothing.
    const order = isThread || isDirect ? readVersionOrder(prompt) : undefined;
    return order && followOrder(order, request, talk);
  }

  async function pictureMeant(request: IncomingRequest): Promise<About | undefined> {
    const jobId = await request.repliedTo?.();
    if (jobId !== undefined) return { job: answered(await jobs.get(jobId), request), picture: 0 };
    if (!request.place.isThread) return undefined;
    return (await threads.newest(request.place)) ?? begunBy(request);
  }

  /** In a thread that hangs on a result: that one, until there is a newer one. */
  async function begunBy(request: IncomingRequest): Promise<About | undefined> {
    const jobId = await request.begunBy?.();
    const job = jobId === undefined ? undefined : await jobs.get(jobId);
    return job?.result?.pictures.length && isShownTo(job, request) ? { job, picture: 0 } : undefined;
  }
}

/** A new picture, and where it was perhaps not wanted the reason why it is none. */
function fromNothing(request: IncomingRequest, prompt: string): Filled {
  const made = { request: asCommand(request, 'imagine', prompt, []) };
  return request.mayMissPictures ? { ...made, origin: { private: false, notes: [UNSEEN] } } : made;
}

const UNSEEN = text(
  'This is a new picture: what was posted here before is not shown to Easel. To change one, post it again with the words.',
);

interface About {
  readonly job: Job;
  /** From 0. */
  readonly picture: number;
}

/** What comes of words said in public is public, so something private is changed only where nobody else is. */
const isShownTo = (job: Job, request: IncomingRequest): boolean =>
  (!job.private || request.place.isDirect === true) && isVisibleTo(job, request);

function answered(job: Job | undefined, request: IncomingRequest): Job {
  if (!job || !isShownTo(job, request)) throw new EaselError('not-found', { what: 'The picture you answered' });
  if (!job.result?.pictures.length) throw new EaselError('not-allowed', { what: 'change a picture that is not made' });
  return job;
}

interface Numbered extends About {
  readonly prompt: string;
  readonly note?: Text;
}

/** `#2 make it red` means the second picture; without a number the words mean the first, which is told. */
function numbered(prompt: string, about: About): Numbered {
  const count = about.job.result?.pictures.length ?? 0;
  const [start, number] = /^#\s?(\d{1,6})(?!\w)[\s:,.–-]*/.exec(prompt) ?? [];
  if (start !== undefined && number !== undefined)
    return { ...about, prompt: prompt.slice(start.length), picture: pictureNumber(number, count) };
  if (count < 2) return { ...about, prompt };
  const note = text(`Picture ${about.picture + 1} of ${count} was changed. Begin with #2 for the second one.`);
  return { ...about, prompt, note };
}

/** The picture of a version that was named, by its number or by the words that follow. */
const pictureIn = ({ job, picture, prompt }: Extract<Followed, { kind: 'change' }>): Numbered =>
  picture === undefined ? numbered(prompt, { job, picture: 0 }) : { job, picture, prompt };

function changing(request: IncomingRequest, job: Job, { prompt, picture, note }: Numbered): Filled {
  const parent = { jobId: job.id, by: 'message' };
  return {
    request: asCommand(request, 'edit', prompt, [resultRef(job, picture)]),
    origin: { private: false, parent, ...(note && { notes: [note] }) },
  };
}

const asCommand = (
  request: IncomingRequest,
  name: string,
  prompt: string,
  image: readonly ImageRef[],
): IncomingRequest => ({ ...request, name, options: { ...request.options, prompt }, images: { image } });

function helpFor({ repliedTo }: IncomingRequest, pictures: number): Text {
  if (pictures > 0)
    return text('What should change? Send the picture again with a few words, such as "warmer light". ', MORE);
  if (repliedTo) return text('What should change? Answer the picture again with a few words. ', MORE);
  return text(
    'Say what the picture should show, such as "a fox in the snow". Attach pictures, or answer one of mine and mention me, to change them. ',
    "For somebody else's picture open the menu of its message and pick ",
    { bold: 'Edit this image' },
    '. ',
    MORE,
  );
}

/** Who asks so wants no picture of it, and would pay for one. */
const ASKS_HELP = /^[\s/!]*(?:help|hilfe)[\s.!?]*$/i;

const MORE = text({ code: '/help' }, ' shows all there is.');
