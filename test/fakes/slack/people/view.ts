import type { Block } from '../blocks/parts.ts';
import { elementsOf, imagesOf, optionsOf, type PlacedImage } from '../blocks/walk.ts';
import { buttonWords, readBlocks, readMrkdwn } from '../blocks/words.ts';
import { known, type PlayedMessage, type PlayedView, type World } from '../state.ts';
import { maySeeFile, namesIn } from '../things.ts';

export interface SeenImage {
  readonly alt: string;
  readonly fileId: string | null;
  readonly url: string | null;
  /** What is shown; undefined where the picture is broken. */
  readonly bytes: Uint8Array | undefined;
  readonly width: number | null;
  readonly height: number | null;
  /** There is a frame with nothing in it. */
  readonly broken: boolean;
  /** `file`: attached to the message itself, with Slack's own download. */
  readonly where: PlacedImage['where'] | 'file';
}

export interface SeenButton {
  readonly label: string;
  readonly actionId: string;
  readonly blockId: string;
  readonly value: string | null;
  readonly url: string | null;
  readonly style: 'primary' | 'danger' | 'normal';
  /** It asks first. */
  readonly confirms: boolean;
}

/** Blocks as somebody sees them. */
export interface SeenBlocks {
  /** Every word of the blocks, line by line; of a message without blocks its text. */
  readonly words: string;
  readonly blocks: readonly Block[];
  readonly images: readonly SeenImage[];
  readonly buttons: readonly SeenButton[];
}

/** A message as somebody sees it, as plain data. */
export interface SeenMessage extends SeenBlocks {
  readonly channelId: string;
  readonly ts: string;
  readonly threadTs: string | null;
  readonly author: string;
  /** Written by the application. */
  readonly ours: boolean;
  /** What a notification reads aloud, entities read. */
  readonly text: string;
  /** Whom it called when it came: people's ids, group ids, `channel`, `here`, `everyone`. */
  readonly notified: readonly string[];
  readonly ephemeral: boolean;
  readonly edited: boolean;
  readonly deleted: boolean;
  readonly replies: number;
  readonly metadata: object | null;
}

/** A form or the app's home as somebody sees it. */
export interface SeenView extends SeenBlocks {
  readonly id: string;
  readonly title: string;
  readonly submit: string | null;
  readonly callbackId: string;
  readonly privateMetadata: string;
  readonly fields: readonly SeenField[];
}

export interface SeenField {
  readonly blockId: string;
  readonly actionId: string;
  readonly label: string;
  readonly type: string;
  readonly required: boolean;
  /** What may be chosen, as it is shown. */
  readonly options: readonly string[];
}

/** A channel, or a thread in one by its first message. */
export type Spot = { readonly id: string } | { readonly channelId: string; readonly ts: string };

/** What somebody sees there, oldest first; deleted messages only where asked for. */
export function messagesSeenBy(world: World, userId: string, spot: Spot, withDeleted = false): SeenMessage[] {
  const channelId = 'id' in spot ? spot.id : spot.channelId;
  const channel = known(world.channels, channelId);
  if (!channel.members.has(userId)) return [];
  const root = 'id' in spot ? null : rootOf(world, spot);
  const stands = (message: PlayedMessage) =>
    root === null ? message.threadTs === null || message.broadcast : message.ts === root || message.threadTs === root;
  return [...world.messages.values()]
    .filter((one) => one.channelId === channelId && (withDeleted || !one.deleted) && stands(one))
    .filter((one) => one.ephemeralFor === null || one.ephemeralFor === userId)
    .map((one) => seen(world, userId, one));
}

const rootOf = (world: World, { channelId, ts }: { channelId: string; ts: string }): string =>
  world.messages.get(`${channelId}:${ts}`)?.threadTs ?? ts;

export function seen(world: World, userId: string, message: PlayedMessage): SeenMessage {
  const text = readMrkdwn(message.text, namesIn(world), new Set());
  const shown = seenBlocks(world, userId, message.blocks);
  const files = message.fileIds.map((id) => attached(world, userId, id));
  return {
    ...shown,
    words: message.blocks.length > 0 ? shown.words : text,
    images: [...shown.images, ...files],
    channelId: message.channelId,
    ts: message.ts,
    threadTs: message.threadTs,
    author: known(world.users, message.userId).displayName,
    ours: message.ours,
    text,
    notified: message.notified,
    ephemeral: message.ephemeralFor !== null,
    edited: message.edited,
    deleted: message.deleted,
    replies: repliesOf(world, message),
    metadata: message.metadata,
  };
}

const repliesOf = (world: World, { channelId, ts }: PlayedMessage): number =>
  [...world.messages.values()].filter((one) => one.channelId === channelId && one.threadTs === ts && !one.deleted)
    .length;

function seenBlocks(world: World, userId: string, blocks: readonly Block[]): SeenBlocks {
  return {
    words: readBlocks(blocks, namesIn(world)).text,
    blocks,
    images: imagesOf(blocks).map((image) => seenImage(world, userId, image)),
    buttons: blocks.flatMap(buttonsOf),
  };
}

export const buttonsOf = (block: Block): SeenButton[] =>
  elementsOf(block).flatMap((element) =>
    element.type === 'button'
      ? {
          label: buttonWords(element),
          actionId: element.action_id ?? '',
          blockId: block.block_id ?? '',
          value: element.value ?? null,
          url: element.url ?? null,
          style: element.style ?? 'normal',
          confirms: element.confirm !== undefined,
        }
      : [],
  );

function seenImage(world: World, userId: string, { alt, fileId, url, where }: PlacedImage): SeenImage {
  const file = fileId === null ? undefined : world.files.get(fileId);
  const isShown = fileId === null || maySeeFile(world, userId, fileId);
  const bytes = isShown ? (file?.bytes ?? (url === null ? undefined : world.fetched.get(url))) : undefined;
  const size = { width: file?.width ?? null, height: file?.height ?? null };
  return { alt, fileId, url, bytes, ...size, broken: bytes === undefined, where };
}

function attached(world: World, userId: string, id: string): SeenImage {
  const { altText, name } = known(world.files, id);
  const image = seenImage(world, userId, { alt: altText ?? name, fileId: id, url: null, path: '', where: 'block' });
  return { ...image, where: 'file' };
}

export function seenView(world: World, userId: string, view: PlayedView): SeenView {
  const { id, title, submit, callbackId, privateMetadata, blocks } = view;
  const fields = blocks.flatMap((block): SeenField[] => {
    if (block.type !== 'input') return [];
    const { element, label } = block;
    return [
      {
        blockId: block.block_id ?? '',
        actionId: ('action_id' in element && element.action_id) || '',
        label: label.text,
        type: element.type,
        required: !block.optional,
        options: optionsOf(element).map(buttonWords),
      },
    ];
  });
  return { ...seenBlocks(world, userId, blocks), id, title, submit, callbackId, privateMetadata, fields };
}
