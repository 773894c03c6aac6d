import { EaselError } from '#src/domain/errors.ts';
import type { Job } from '#src/domain/job.ts';
import { text } from '#src/domain/text.ts';
import type { VersionOrder } from '#src/domain/version-order.ts';
import type { IncomingRequest } from '#src/ports/chat-platform.ts';
import type { Shelf } from './card-picture.ts';
import { type CompareParts, createCompareVersions } from './compare-versions.ts';
import type { Conversation } from './conversation.ts';
import { cardPictures } from './result-card.ts';
import type { Threads, Version } from './thread-pictures.ts';
import { nameOf, pictureIn, pictureOf, type VersionPicture, versionBefore } from './version-picture.ts';

export interface OrderParts extends CompareParts, Shelf {
  readonly blobs: Shelf['blobs'];
  readonly threads: Threads;
}

/** What comes of an order: it was answered, or there is something to change, or it was no order here but words. */
export type Followed =
  | { readonly kind: 'answered' }
  | { readonly kind: 'words' }
  | { readonly kind: 'change'; readonly job: Job; readonly picture?: number; readonly prompt: string };

const ANSWERED: Followed = { kind: 'answered' };

/** Who ordered it where, and what there is. */
interface There {
  readonly request: Pick<IncomingRequest, 'id' | 'place'>;
  readonly talk: Conversation;
  readonly versions: readonly Version[];
  readonly newest: VersionPicture;
}

/** Orders about the versions of a conversation. None of them is charged; a change is, like every request. */
export function createFollowOrder({ threads, ...parts }: OrderParts) {
  const compareVersions = createCompareVersions(parts);

  /** @throws {EaselError} `unknown-version`, or `option-invalid` where a version has no picture of that number. */
  return async function followOrder(
    order: VersionOrder,
    request: There['request'],
    talk: Conversation,
  ): Promise<Followed> {
    const versions = await threads.versions(request.place);
    if (versions.length === 0) return nothingThere(order, talk);
    if (order.kind === 'change') return changeOf(order, versions);
    const there = { request, talk, versions, newest: await newestOf(request, versions) };
    if (order.kind === 'compare') await compare(order, there);
    else if (order.kind === 'show') await showAgain(pictureOf(versions, order.version), there, parts);
    else await goOn(order, there);
    return ANSWERED;
  };

  async function newestOf({ place }: There['request'], versions: readonly Version[]): Promise<VersionPicture> {
    const newest = await threads.newest(place);
    return (
      (newest && pictureIn(versions, newest.job.id, newest.picture)) ??
      pictureOf(versions, { label: versions.at(-1)?.label ?? '' })
    );
  }

  async function compare({ versions: named }: Order<'compare'>, { newest, versions, talk }: There): Promise<void> {
    const answer = await compareVersions(named, newest, versions);
    if (answer) return talk.answer(answer);
    await talk.tell(text(`There is only ${nameOf(newest)} here, and nothing to compare it with.`));
  }

  /** From an earlier one. The same order that comes again leads to the same one. */
  async function goOn(order: Order<'use' | 'back'>, there: There): Promise<void> {
    const { request, talk, versions, newest } = there;
    const used = await threads.usedBy(request.place, request.id);
    const again = used && pictureIn(versions, used.jobId, used.picture);
    const wanted = again ?? wantedBy(order, there);
    if (!wanted) return talk.tell(text(`${nameOf(newest)} is the first one here, so there is nothing to go back to.`));
    const isNewest = wanted.stored.key === newest.stored.key && !again;
    await threads.use(request.place, { jobId: wanted.job.id, picture: wanted.picture }, request.id);
    const words = `${nameOf(wanted)} is the newest ${isNewest ? 'already' : 'again'}: what you say now changes it.`;
    await show(wanted, words, talk, parts);
  }
}

type Order<K extends VersionOrder['kind']> = Extract<VersionOrder, { kind: K }>;

function showAgain(wanted: VersionPicture, { newest, talk }: There, shelf: Shelf): Promise<void> {
  const isNewest = wanted.stored.key === newest.stored.key;
  const words = isNewest ? `${nameOf(wanted)}, the newest` : `${nameOf(wanted)}; ${nameOf(newest)} is the newest`;
  return show(wanted, `This is ${words}.`, talk, shelf);
}

async function show({ job, picture }: VersionPicture, words: string, talk: Conversation, shelf: Shelf): Promise<void> {
  const shown = cardPictures(job, shelf)[picture];
  await talk.answer({ kind: 'text', text: text(words), ...(shown && { picture: shown }) });
}

async function nothingThere({ kind }: VersionOrder, talk: Conversation): Promise<Followed> {
  if (kind === 'change') return { kind: 'words' };
  await talk.tell(text('There is no picture in this conversation yet. Say what the first one should show.'));
  return ANSWERED;
}

function changeOf({ version, prompt }: Order<'change'>, versions: readonly Version[]): Followed {
  const known = versions.map(({ label }) => label);
  if (!known.includes(version.label))
    throw new EaselError('unknown-version', { said: version.label, known, before: true });
  const { job, picture } = pictureOf(versions, version);
  return { kind: 'change', job, prompt, ...(version.picture !== undefined && { picture }) };
}

/** @returns `undefined` where nothing was before. */
function wantedBy(order: Order<'use' | 'back'>, { versions, newest }: There): VersionPicture | undefined {
  if (order.kind === 'use') return pictureOf(versions, order.version);
  let version: Version = newest;
  for (let step = 0; step < order.steps; step++) version = versionBefore(versions, version) ?? version;
  return version === newest ? undefined : pictureOf(versions, { label: version.label });
}
