import { z } from 'zod';
import { inertFileName } from '#src/chat/file-name.ts';
import type { ImageRef } from '#src/domain/job.ts';
import type { Workspace } from '../origin.ts';
import { blockPictures } from './block-pictures.ts';
import { isDeleted, looksLikePicture, refOf, SlackFile } from './file.ts';
import { keyOf } from './picture-key.ts';
import { listOf, maybe, SlackId } from './shapes.ts';

interface Found {
  readonly fileId: string;
  readonly ref: ImageRef;
  /** Beside the picture that is meant: a small overview, small references. */
  readonly isAside: boolean;
}

/** What a message and what was shared in one have in common. */
const Content = z.object({ files: listOf(SlackFile), blocks: z.unknown().optional() });

/** A message that was passed on, or the preview of a link. */
const Attachment = Content.extend({
  /** These only Slack itself sets: people and apps can write neither them nor what goes with them. */
  is_share: maybe(z.boolean()),
  is_msg_unfurl: maybe(z.boolean()),
  message_blocks: listOf(z.object({ channel: maybe(SlackId), message: Content })),
});

const Message = Content.extend({ attachments: listOf(Attachment) });

/** How Easel calls what it shows beside its results. */
const ASIDE_NAME = /^(?:references|preview)\b|-all\.\w+$/i;

/** Where a message stands. */
interface From {
  readonly workspace: Workspace;
  readonly channelId: string;
  /** It is one of Easel's: what it shows small is not what is meant. */
  readonly isOurs: boolean;
}

/**
 * The pictures of a message in the order they are seen in it, those it passes on last, each once.
 * @param message as Slack sent it, whatever that is.
 */
export function picturesOf(message: unknown, from: From): readonly ImageRef[] {
  const read = Message.safeParse(message);
  if (!read.success) return [];
  const { attachments, ...content } = read.data;
  const { workspace, channelId, isOurs } = from;
  const passedOn = attachments
    .filter(({ is_share, is_msg_unfurl }) => is_share || is_msg_unfurl)
    .flatMap((attachment) => [
      foundIn(attachment, workspace, [channelId]),
      ...attachment.message_blocks.map(({ channel, message: inside }) =>
        foundIn(inside, workspace, [channelId, ...(channel ? [channel] : [])]),
      ),
    ]);
  const found = once([...foundIn(content, workspace, isOurs ? undefined : [channelId]), ...passedOn.flat()]);
  const meant = isOurs ? found.filter(({ isAside }) => !isAside) : found;
  return (meant.length > 0 ? meant : found).map(({ ref }) => ref);
}

/**
 * Files of a message were put there by who may read them. In blocks anybody can name any file, so that those count where they are
 * shared: else Easel would read for them what only Easel may.
 * @param sharedIn undefined where Easel wrote the blocks
 */
function foundIn(
  { files, blocks }: z.infer<typeof Content>,
  workspace: Workspace,
  sharedIn: readonly string[] | undefined,
): readonly Found[] {
  const known = files.filter((file) => !isDeleted(file) && looksLikePicture(file));
  const shown = blockPictures(blocks);
  const beside = new Set(shown.flatMap(({ fileId, isBeside }) => (isBeside ? [fileId] : [])));
  return [
    ...known.map((file) => {
      const ref = refOf(file, workspace);
      return { fileId: file.id, ref, isAside: beside.has(file.id) || ASIDE_NAME.test(ref.filename) };
    }),
    // Only its id is known.
    ...shown.map(({ fileId, isBeside }) => ({
      fileId,
      ref: { key: keyOf(workspace, fileId, sharedIn), filename: inertFileName('') },
      isAside: isBeside,
    })),
  ];
}

function once(found: readonly Found[]): readonly Found[] {
  const files = new Map<string, Found>();
  for (const each of found) {
    if (!files.has(each.fileId)) files.set(each.fileId, each);
  }
  return [...files.values()];
}
