import { InteractionType, MessageFlags } from 'discord.js';
import { urlOf } from './cdn.ts';
import { attachmentName, mediaUrls, type Part } from './parts.ts';
import { channelPayload, memberPayload, userPayload } from './payloads.ts';
import { known, type PlayedMessage, type StoredFile, type World } from './state.ts';

const iso = (at: number): string => new Date(at).toISOString();

/** A message as Discord shows it to the application, or, where it may not read it, without words, files and components. */
export function messagePayload(world: World, message: PlayedMessage, mayRead = true): object {
  const open = mayRead || isReadable(world, message);
  const replied = message.repliesTo === null ? undefined : world.messages.get(message.repliesTo);
  return {
    id: message.id,
    channel_id: message.channelId,
    author: userPayload(known(world.users, message.authorId)),
    pinned: false,
    mention_everyone: message.notified.includes('everyone'),
    tts: false,
    ...words(world, message, open),
    type: message.interactionId ? 20 : replied ? 19 : 0,
    ...(message.authorId === world.application.botId && { application_id: world.application.id }),
    ...(message.interactionId && interactionPart(world, message, message.interactionId)),
    ...(message.nonce !== null && { nonce: message.nonce }),
    ...(message.repliesTo && {
      message_reference: { type: 0, channel_id: message.channelId, message_id: message.repliesTo },
      referenced_message:
        replied && !replied.deleted ? messagePayload(world, { ...replied, repliesTo: null }, mayRead) : null,
    }),
    ...(message.forwardOf && forwardPart(world, message.forwardOf, open)),
    ...(world.channels.has(message.id) && { thread: channelPayload(world, known(world.channels, message.id)) }),
  };
}

/** The fields that the privileged intent guards. */
function words(world: World, message: PlayedMessage, open: boolean): object {
  const shown = new Set(mediaUrls(message.components).map(attachmentName));
  const loose = message.files.filter(({ name }) => !shown.has(name));
  return {
    type: 0,
    content: open ? message.content : '',
    attachments: open ? loose.map((file) => attachmentPayload(world, file)) : [],
    components: open ? message.components.map((part) => shownPart(world, message, part)) : [],
    embeds: [],
    mentions: message.mentions.map((id) => userPayload(known(world.users, id))),
    mention_roles: rolesNamed(world, message),
    timestamp: iso(message.createdAt),
    edited_timestamp: message.editedAt === null ? null : iso(message.editedAt),
    flags: message.flags | (world.channels.has(message.id) ? MessageFlags.HasThread : 0),
  };
}

/** Own messages, direct messages and mentions are readable without the privileged intent. */
export function isReadable(world: World, message: PlayedMessage): boolean {
  const { botId } = world.application;
  const direct = known(world.channels, message.channelId).guildId === null;
  return direct || message.authorId === botId || message.mentions.includes(botId);
}

/** Also where its words are kept back. */
function rolesNamed(world: World, { channelId, content }: PlayedMessage): string[] {
  const { guildId } = known(world.channels, channelId);
  const roles = guildId === null ? [] : [...known(world.guilds, guildId).roles.keys()];
  return roles.filter((id) => content.includes(`<@&${id}>`));
}

export function attachmentPayload(world: World, file: StoredFile): object {
  const url = urlOf(world, file);
  return {
    id: file.id,
    filename: file.name,
    size: file.bytes.length,
    url,
    proxy_url: url,
    ...(file.width !== null && { width: file.width, height: file.height }),
    ...(file.contentType !== null && { content_type: file.contentType }),
    ...(file.description !== null && { description: file.description }),
    ...(file.ephemeral && { ephemeral: true }),
  };
}

/** With an address in the place of each `attachment://`. */
function shownPart(world: World, message: PlayedMessage, part: Part): Part {
  const inside = (parts: readonly Part[]) => parts.map((one) => shownPart(world, message, one));
  const media = (url: string) => mediaPayload(world, message, url);
  return {
    ...part,
    ...(part.components && { components: inside(part.components) }),
    ...(part.accessory && { accessory: shownPart(world, message, part.accessory) }),
    ...(part.media && { media: media(part.media.url) }),
    ...(part.file && { file: media(part.file.url), ...fileFacts(message, part.file.url) }),
    ...(part.items && {
      items: part.items.map((item) => ({ description: null, spoiler: false, ...item, media: media(item.media.url) })),
    }),
  };
}

function fileFacts(message: PlayedMessage, url: string): object {
  const file = fileNamed(message, url);
  return { name: file?.name ?? '', size: file?.bytes.length ?? 0 };
}

export const fileNamed = (message: PlayedMessage, url: string): StoredFile | undefined =>
  message.files.find(({ name }) => name === attachmentName(url));

function mediaPayload(world: World, message: PlayedMessage, address: string) {
  const file = fileNamed(message, address);
  const url = file ? urlOf(world, file) : address;
  const { id, width = null, height = null, contentType = null } = file ?? { id: message.id };
  return { url, proxy_url: url, id, width, height, content_type: contentType, ...(file && { attachment_id: id }) };
}

function interactionPart(world: World, message: PlayedMessage, id: string): object {
  const interaction = known(world.interactions, id);
  const user = userPayload(known(world.users, interaction.userId));
  const owners = interaction.payload.authorizing_integration_owners;
  const metadata = { id, type: interaction.type, user, authorizing_integration_owners: owners };
  const source = interaction.sourceMessageId ?? message.id;
  return {
    webhook_id: world.application.id,
    interaction_metadata:
      interaction.type === InteractionType.MessageComponent
        ? { ...metadata, interacted_message_id: source }
        : interaction.type === InteractionType.ModalSubmit
          ? { ...metadata, triggering_interaction_metadata: { ...metadata, type: InteractionType.ApplicationCommand } }
          : metadata,
  };
}

function forwardPart(world: World, original: PlayedMessage, open: boolean): object {
  return {
    message_reference: { type: 1, channel_id: original.channelId, message_id: original.id },
    message_snapshots: open ? [{ message: words(world, original, true) }] : [],
  };
}

/** As `MESSAGE_CREATE` carries it: with the server and the member. */
export function messageEvent(world: World, message: PlayedMessage, mayRead: boolean): object {
  const { guildId } = known(world.channels, message.channelId);
  const member = guildId === null ? undefined : memberPayload(known(world.guilds, guildId), message.authorId);
  return {
    ...messagePayload(world, message, mayRead),
    ...(guildId !== null && { guild_id: guildId }),
    ...(member && { member }),
  };
}
