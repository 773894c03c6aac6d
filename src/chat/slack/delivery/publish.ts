import type { Text } from '#src/domain/text.ts';
import type { Laid, LaidImage } from '../layout/laid.ts';
import type { Content, Draft } from './content.ts';
import { sharedIn } from './file-info.ts';
import type { UploadParts } from './files.ts';
import { changedNote, lateNote, NO_FILES } from './fitted.ts';
import { allOf, dropped, makeReady, NOT_BEGUN } from './make-ready.ts';
import { giveNatives } from './natives.ts';
import { post, type Spot, wordsOf } from './post.ts';
import type { Problem } from './problem.ts';
import type { Posted, Publication, ShownMessage } from './records.ts';

/** Where it goes, and what is told beside it. */
export interface Target extends Spot {
  readonly notes: readonly Text[];
}

export interface PublishParts extends UploadParts {
  /** Whether the result was deleted meanwhile. */
  readonly isRemoved: () => boolean;
  /** Writes down what is on its way, before it goes. */
  readonly keep: (publication: Publication) => Promise<void>;
  /** Told of each message at once: somebody may answer it while others are still on their way. */
  readonly onPosted: (message: Omit<ShownMessage, 'files'>) => Promise<void>;
}

/**
 * Posts messages with pictures, each once: what an earlier attempt posted, in any process, is found and not posted again.
 * @param before what was written down of earlier attempts
 */
export async function publish(
  content: Content,
  target: Target,
  before: Publication | undefined,
  parts: PublishParts,
): Promise<readonly ShownMessage[] | Problem> {
  const drafts = [...(continued(content, target, before) ?? [])];
  const keepAt = (index: number) => async (posted: Posted) => {
    drafts[index] = posted;
    await parts.keep({ key: content.key, channelId: target.channelId, threadTs: target.threadTs, drafts: [...drafts] });
  };
  const shown: ShownMessage[] = [];
  for (const [index, draft] of content.drafts.entries()) {
    if (parts.isRemoved()) break;
    const known = drafts[index];
    const notes = index === 0 ? target.notes : [];
    const at: At = {
      target: { ...target, notes },
      known: known ?? NOT_BEGUN,
      isKnown: known !== undefined,
      keep: keepAt(index),
    };
    const posted = await postDraft(draft, at, parts);
    if ('cause' in posted) return posted;
    shown.push(...posted);
  }
  return shown;
}

/** Pictures that were brought for one place are as good in another. */
function continued(content: Content, { channelId, threadTs }: Spot, before: Publication | undefined) {
  if (before?.key !== content.key) return undefined;
  if (before.channelId === channelId && before.threadTs === threadTs) return before.drafts;
  return before.drafts.map((posted) => ({ ...NOT_BEGUN, images: posted.images, late: posted.late }));
}

interface At {
  readonly target: Target;
  readonly known: Posted;
  /** An earlier attempt may have posted it. */
  readonly isKnown: boolean;
  readonly keep: (posted: Posted) => Promise<void>;
}

async function postDraft(draft: Draft, at: At, parts: PublishParts): Promise<readonly ShownMessage[] | Problem> {
  const ready = await makeReady(draft, at.known, parts);
  if ('cause' in ready) return ready;
  if (allOf(draft).length > 0) await at.keep(ready);
  const posted = await postPages(draft, ready, false, at, parts);
  if (!('cause' in posted) || !isRefusal(posted)) return posted;
  // Slack does not take them in a message after all; what is there already stays.
  for (const { id } of ready.images) await dropped(id, parts);
  const late = [...ready.late, ...ready.images.map(({ index }) => index)];
  return postPages(draft, { ...ready, images: [], late }, true, at, parts);
}

const isRefusal = ({ kind }: Problem): boolean => kind === 'invalid-blocks' || kind === 'too-long';

async function postPages(draft: Draft, ready: Posted, plain: boolean, at: At, parts: PublishParts) {
  const { target } = at;
  const pages = draft.lay(imagesOf(draft, ready), notesOf(draft, ready, target.notes), plain);
  const shown: ShownMessage[] = [];
  let posted = ready;
  for (const [index, laid] of pages.entries()) {
    const files = filesIn(laid, ready);
    const ts = posted.pages[index] ?? (await postPage(laid, files[0], plain, at, parts));
    if (typeof ts !== 'string') return ts;
    shown.push({ channelId: target.channelId, ts, files });
    if (posted.pages[index] === ts) continue;
    posted = { ...posted, pages: pages.map((_, place) => (place === index ? ts : (posted.pages[place] ?? null))) };
    // Before it is written down: a deletion takes away the links of what it is told of.
    await parts.onPosted({ channelId: target.channelId, ts });
    await at.keep(posted);
  }
  const natives = await giveNatives(draft, posted, { ...parts, spot: target, keep: at.keep });
  if ('cause' in natives) return natives;
  return shown.map((message, index) => (index === 0 ? { ...message, files: [...message.files, ...natives] } : message));
}

async function postPage(laid: Laid, file: string | undefined, plain: boolean, at: At, parts: PublishParts) {
  const { target, isKnown } = at;
  const before = isKnown && file !== undefined ? await sharedIn(file, target.channelId, parts) : undefined;
  if (before !== undefined) return before;
  const ts = await post(laid, target, file, parts);
  // The last thing that is left: words without any form.
  return typeof ts !== 'string' && plain && isRefusal(ts) ? post(wordsOf(laid), target, undefined, parts) : ts;
}

/** Those of ours that a message shows. */
function filesIn(laid: Laid, { images }: Posted): readonly string[] {
  const words = JSON.stringify(laid.blocks);
  return images.map(({ id }) => id).filter((id) => words.includes(`"${id}"`));
}

const imagesOf = (draft: Draft, { images }: Posted): readonly (LaidImage | undefined)[] =>
  draft.images.map(({ card }, index) => {
    const file = images.find((one) => one.index === index);
    return file && { fileId: file.id, alt: card.alt };
  });

function notesOf(draft: Draft, { images, late, noFiles }: Posted, notes: readonly Text[]): readonly Text[] {
  const about = <T>(all: readonly T[], places: readonly number[]): readonly T[] =>
    places.map((index) => all[index]).filter((wanted) => wanted !== undefined);
  const changed = images.filter((file) => file.changed).map(({ index }) => index);
  return [
    ...notes,
    ...about(draft.images, changed).map(changedNote),
    ...about(allOf(draft), late).map(lateNote),
    ...(noFiles ? [NO_FILES] : []),
  ];
}
