import { EaselError } from '#src/domain/errors.ts';
import type { DeliveryHandle, Job } from '#src/domain/job.ts';
import { text } from '#src/domain/text.ts';
import type { Catalogue } from '#src/ports/catalogue.ts';
import type { IncomingRequest } from '#src/ports/chat-platform.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import type { Shelf } from './card-picture.ts';
import type { Conversation } from './conversation.ts';
import { ableOf } from './deliver-job.ts';
import { resultRef } from './follow-up.ts';
import { goneBehind } from './job-behind.ts';
import type { Parts } from './parts.ts';
import { cardPictures, resultCard } from './result-card.ts';
import type { Route } from './route.ts';
import type { Purses } from './rules/purses.ts';
import type { Standings } from './rules/standings.ts';
import { whereOf } from './rules/whereabouts.ts';
import type { Threads } from './thread-pictures.ts';

export interface PressShowParts extends Shelf {
  readonly jobs: JobStore;
  readonly purses: Purses;
  readonly standings: Standings;
  readonly catalogue: Catalogue;
  readonly pageUrl: Parts['pageUrl'];
  readonly threads: Threads;
  readonly clock: Clock;
}

interface Press {
  readonly job: Job;
  /** From 0, where the button is at one picture. */
  readonly picture: number | undefined;
  readonly request: IncomingRequest;
  readonly talk: Conversation;
  readonly route: Route;
}

const TITLE_LENGTH = 100;
/** Whoever began to share and has not ended by then never will. */
const SHARING_MS = 60_000;

/** Buttons that show a result once more: as files, to everybody, or in a conversation of its own. */
export function createPressShows({
  jobs,
  purses,
  standings,
  catalogue,
  pageUrl,
  threads,
  clock,
  ...shelf
}: PressShowParts) {
  return { download, openThread, share };

  async function download({ job, picture, talk }: Press): Promise<void> {
    resultRef(job, picture);
    const all = cardPictures(job, shelf);
    const originals = picture === undefined ? all : all.slice(picture, picture + 1);
    const words = originals.length === 1 ? 'The picture as it was made.' : 'The pictures as they were made.';
    await talk.answer({ kind: 'text', text: text(words), originals });
  }

  async function openThread({ job, talk, route }: Press): Promise<void> {
    if (job.private)
      throw new EaselError('not-allowed', { what: 'open a thread about a private result; share it first' });
    resultRef(job, 0);
    if (!route.openThread) throw new EaselError('not-allowed', { what: 'open a thread here' });
    const opened = await route.openThread(job.shared?.delivery ?? job.delivery, titleOf(job));
    await threads.opened({ platform: route.id, channelId: opened.channelId }, job);
    const link = { link: opened.url, label: 'the thread' };
    const how = opened.needsMention ? 'Mention me there and say' : 'Say there';
    const words = text('Go on in ', link, `. ${how} what should change: it is done to the newest picture.`);
    await talk.answer({ kind: 'text', text: words });
  }

  /** Shows a private result to everybody, once. The private one stays where it is. */
  async function share({ job, request, talk, route }: Press): Promise<void> {
    const { actor, place } = request;
    if (job.personId !== actor.userId) throw new EaselError('not-allowed', { what: "share somebody else's result" });
    if (place.isDirect)
      throw new EaselError('not-allowed', { what: 'share a result in direct messages, where nobody else sees it' });
    resultRef(job, 0);
    const delivery = await talk.delivery();
    if ((await standings.of(whereOf(actor, place))).quiet) throw new EaselError('place-quiet', {});
    const shared = await jobs.update(job.id, (current) => sharing(current, delivery, clock.now()));
    if (!shared) return notShared(job, talk);
    const there = { ...shared, placeId: place.channelId, ...(place.isThread && { inThread: true as const }) };
    try {
      const [balance, named] = await Promise.all([purses.balance(job), threads.nameOf(there)]);
      const card = resultCard(shared, { balance, ...shelf, ...ableOf(route, { catalogue, pageUrl }), ...named });
      await route.delivery(delivery).finish({ ...card, shared: true });
    } catch (thrown) {
      await jobs.update(job.id, (current) => unshared(current, { delivery, private: job.private }));
      throw thrown;
    }
    await jobs.update(job.id, (current) => shown(current, clock.now()));
    await threads.shown(there);
  }

  async function notShared({ id }: Job, talk: Conversation): Promise<void> {
    const current = await jobs.get(id);
    if (!current || current.deletedAt !== undefined) throw goneBehind();
    await talk.tell(text('It is shared already.'));
  }
}

/** The job as everybody may see it; `undefined` where it is deleted, or shared already, or on its way there by another press. */
function sharing(job: Job, delivery: DeliveryHandle, at: number): Job | undefined {
  const { shared } = job;
  if (job.deletedAt !== undefined) return undefined;
  const isOpen = !shared || isSame(shared.delivery, delivery);
  const isForsaken = shared !== undefined && shared.shownAt === undefined && shared.at + SHARING_MS < at;
  return isOpen || isForsaken ? { ...job, private: false, shared: { ...shared, delivery, at } } : undefined;
}

function unshared(
  job: Job,
  { delivery, private: wasPrivate }: { readonly delivery: DeliveryHandle; readonly private: boolean },
): Job | undefined {
  const { shared, ...rest } = job;
  const isOurs = shared !== undefined && shared.shownAt === undefined && isSame(shared.delivery, delivery);
  return isOurs ? { ...rest, private: wasPrivate } : undefined;
}

const shown = ({ shared, ...job }: Job, shownAt: number): Job | undefined =>
  shared && { ...job, shared: { ...shared, shownAt } };

/** Of the same press: another delivery of it may know more of its message by then. */
const isSame = (one: DeliveryHandle, other: DeliveryHandle): boolean =>
  one.id === undefined
    ? JSON.stringify(one) === JSON.stringify(other)
    : one.platform === other.platform && one.id === other.id;

/** What the person wrote, on one line and short. */
function titleOf({ request }: Job): string {
  const letters = [...request.prompt.replace(/[\s\p{C}]+/gu, ' ').trim()];
  let title = '';
  // Counted as JavaScript does, which no platform counts below, and no letter cut in two.
  for (const letter of letters) {
    if (title.length + letter.length > TITLE_LENGTH) break;
    title += letter;
  }
  return title || 'A picture';
}
