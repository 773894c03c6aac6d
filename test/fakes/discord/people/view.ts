import { ButtonStyle, ComponentType, MessageFlags } from 'discord.js';
import { urlOf } from '../cdn.ts';
import { readText } from '../message-body.ts';
import { fileNamed, messagePayload } from '../message-payload.ts';
import { type Part, within } from '../parts.ts';
import { may } from '../permissions.ts';
import { known, type PlayedMessage, type StoredFile, type World } from '../state.ts';
import { nameOf } from '../things.ts';

export interface SeenFile {
  readonly name: string;
  readonly alt: string;
  readonly spoiler: boolean;
  readonly url: string;
  /** Undefined where the picture lies elsewhere. */
  readonly bytes: Uint8Array | undefined;
  readonly contentType: string | null;
  readonly width: number | null;
  readonly height: number | null;
  /** Where it stands; an attachment stands under the message. */
  readonly in: 'gallery' | 'file' | 'thumbnail' | 'attachment';
}

export interface SeenButton {
  readonly label: string;
  readonly emoji: string | null;
  readonly customId: string | null;
  readonly url: string | null;
  readonly style: 'primary' | 'secondary' | 'success' | 'danger' | 'link' | 'premium';
  readonly disabled: boolean;
}

/** A message as somebody sees it, as plain data. */
export interface SeenMessage {
  readonly id: string;
  readonly channelId: string;
  readonly author: string;
  /** Written by the application. */
  readonly ours: boolean;
  /** Every word, buttons included, line by line. */
  readonly text: string;
  /** As Discord's API shows them. */
  readonly components: readonly Part[];
  readonly files: readonly SeenFile[];
  readonly buttons: readonly SeenButton[];
  readonly isV2: boolean;
  readonly ephemeral: boolean;
  /** "Easel is thinking…" */
  readonly loading: boolean;
  readonly edited: boolean;
  readonly deleted: boolean;
  readonly repliesTo: string | null;
  readonly interactionId: string | null;
  readonly threadId: string | null;
  /** Whom it called: people's ids, role ids, `everyone`. */
  readonly notified: readonly string[];
}

const STYLES = {
  [ButtonStyle.Primary]: 'primary',
  [ButtonStyle.Secondary]: 'secondary',
  [ButtonStyle.Success]: 'success',
  [ButtonStyle.Danger]: 'danger',
  [ButtonStyle.Link]: 'link',
  [ButtonStyle.Premium]: 'premium',
} as const;

/** What somebody sees in a channel, oldest first; deleted messages only where asked for. */
export function messagesSeenBy(world: World, userId: string, channelId: string, withDeleted = false): SeenMessage[] {
  const channel = world.channels.get(channelId);
  if (!channel || !may(world, userId, channel, 'ViewChannel')) return [];
  const here = [...world.messages.values()].filter(
    (one) => one.channelId === channelId && (withDeleted || !one.deleted),
  );
  return here.filter((one) => one.ephemeralFor === null || one.ephemeralFor === userId).map((one) => seen(world, one));
}

export function seen(world: World, message: PlayedMessage): SeenMessage {
  const { guildId } = known(world.channels, message.channelId);
  const parts = [...within(message.components)];
  const { components } = messagePayload(world, message) as { components: Part[] }; // that is what the payload holds
  return {
    id: message.id,
    channelId: message.channelId,
    author: nameOf(world, message.authorId, guildId),
    ours: message.authorId === world.application.botId,
    text: readText(message),
    components,
    files: filesOf(world, message),
    buttons: parts.filter(({ type }) => type === ComponentType.Button).map(buttonOf),
    isV2: (message.flags & MessageFlags.IsComponentsV2) !== 0,
    ephemeral: message.ephemeralFor !== null,
    loading: (message.flags & MessageFlags.Loading) !== 0,
    edited: message.editedAt !== null,
    deleted: message.deleted,
    repliesTo: message.repliesTo,
    interactionId: message.interactionId,
    threadId: world.channels.has(message.id) ? message.id : null,
    notified: message.notified,
  };
}

function buttonOf({ label = '', emoji, custom_id, url, style, disabled = false }: Part): SeenButton {
  const name = STYLES[(style ?? ButtonStyle.Primary) as keyof typeof STYLES]; // judged when it came
  return { label, emoji: emoji?.name ?? null, customId: custom_id ?? null, url: url ?? null, style: name, disabled };
}

function filesOf(world: World, message: PlayedMessage): SeenFile[] {
  const shown = [...within(message.components)].flatMap((part): SeenFile[] => [
    ...(part.items ?? []).map(({ media, description, spoiler }) =>
      fileAt(world, message, media.url, 'gallery', description, spoiler),
    ),
    ...(part.media ? [fileAt(world, message, part.media.url, 'thumbnail', part.description, part.spoiler)] : []),
    ...(part.file ? [fileAt(world, message, part.file.url, 'file', null, part.spoiler)] : []),
  ]);
  const isV2 = (message.flags & MessageFlags.IsComponentsV2) !== 0;
  const loose = isV2 ? [] : message.files.map((file) => fileOf(world, file, 'attachment', file.description, false));
  return [...shown, ...loose];
}

function fileAt(
  world: World,
  message: PlayedMessage,
  url: string,
  where: SeenFile['in'],
  alt: string | null | undefined,
  spoiler = false,
): SeenFile {
  const file = fileNamed(message, url);
  if (file) return fileOf(world, file, where, alt, spoiler);
  const name = url.split('/').at(-1) ?? '';
  return {
    name,
    alt: alt ?? '',
    spoiler,
    url,
    bytes: undefined,
    contentType: null,
    width: null,
    height: null,
    in: where,
  };
}

function fileOf(
  world: World,
  file: StoredFile,
  where: SeenFile['in'],
  alt: string | null | undefined,
  spoiler: boolean,
): SeenFile {
  const { name, bytes, contentType, width, height } = file;
  return {
    name,
    alt: alt ?? file.description ?? '',
    spoiler,
    url: urlOf(world, file),
    bytes,
    contentType,
    width,
    height,
    in: where,
  };
}
