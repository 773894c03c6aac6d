import { z } from 'zod';
import type { ImageRef } from '#src/domain/job.ts';
import type { Workspace } from '../origin.ts';
import { blockPictures, fileAt } from './block-pictures.ts';
import { isDeleted, looksLikePicture, refOf, SlackFile } from './file.ts';
import { inertFileName } from './file-name.ts';
import { keyOf } from './picture-key.ts';
import { listOf, maybe } from './shapes.ts';

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
  image_url: maybe(z.string()),
  message_blocks: listOf(z.object({ message: Content })),
});

const Message = Content.extend({ attachments: listOf(Attachment) });

/** How Easel calls what it shows beside its results. */
const ASIDE_NAME = /^(?:references|preview)\b|-all\.\w+$/i;

/**
 * The pictures of a message in the order they are seen in it, those it passes on last, each once.
 * @param message as Slack sent it, whatever that is.
 * @param isOurs it is one of Easel's: what it shows small is not what is meant.
 */
export function picturesOf(message: unknown, workspace: Workspace, isOurs: boolean): readonly ImageRef[] {
  const read = Message.safeParse(message);
  if (!read.success) return [];
  const { attachments, ...content } = read.data;
  const passedOn = attachments.flatMap((attachment) => [
    attachment,
    ...attachment.message_blocks.map((inside) => inside.message),
  ]);
  const found = once([
    ...[content, ...passedOn].flatMap((each) => foundIn(each, workspace)),
    ...attachments.flatMap(({ image_url }) => foundAt(fileAt(image_url), workspace)),
  ]);
  const meant = isOurs ? found.filter(({ isAside }) => !isAside) : found;
  return (meant.length > 0 ? meant : found).map(({ ref }) => ref);
}

function foundIn({ files, blocks }: z.infer<typeof Content>, workspace: Workspace): readonly Found[] {
  const known = files.filter((file) => !isDeleted(file) && looksLikePicture(file));
  const shown = blockPictures(blocks);
  const beside = new Set(shown.flatMap(({ fileId, isBeside }) => (isBeside ? [fileId] : [])));
  return [
    ...known.map((file) => {
      const ref = refOf(file, workspace);
      return { fileId: file.id, ref, isAside: beside.has(file.id) || ASIDE_NAME.test(ref.filename) };
    }),
    ...shown.flatMap(({ fileId, isBeside }) =>
      foundAt(fileId, workspace).map((found) => ({ ...found, isAside: isBeside })),
    ),
  ];
}

/** Only its id is known. */
const foundAt = (fileId: string | undefined, workspace: Workspace): readonly Found[] =>
  fileId === undefined
    ? []
    : [{ fileId, ref: { key: keyOf(workspace, fileId), filename: inertFileName('') }, isAside: false }];

function once(found: readonly Found[]): readonly Found[] {
  const files = new Map<string, Found>();
  for (const each of found) {
    if (!files.has(each.fileId)) files.set(each.fileId, each);
  }
  return [...files.values()];
}
