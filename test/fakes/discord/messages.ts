import { MessageFlags } from 'discord.js';
import { storeFile, type Upload } from './cdn.ts';
import { notifiedBy } from './mentions.ts';
import { assignIds, type MessageBody, readText } from './message-body.ts';
import { messageEvent } from './message-payload.ts';
import { may } from './permissions.ts';
import { createProblems, invalidBody, refusal, tooLarge, unknownChannel } from './refusal.ts';
import { known, type PlayedMessage, type StoredFile, type World } from './state.ts';
import { lengthOf, validateComponents } from './validate-components.ts';

export interface NewMessage {
  readonly channelId: string;
  readonly authorId: string;
  readonly body: MessageBody;
  readonly files: ReadonlyMap<number, Upload>;
  readonly maxFileBytes: number;
  readonly interactionId?: string;
  readonly ephemeralFor?: string | null;
}

const V2 = MessageFlags.IsComponentsV2;
const SETTABLE = V2 | MessageFlags.SuppressEmbeds | MessageFlags.SuppressNotifications;

/** Judges and keeps a new message of the application, and says so on the gateway unless only one person sees it. */
export async function createMessage(world: World, wish: NewMessage): Promise<PlayedMessage> {
  const { body, files, channelId, ephemeralFor = null } = wish;
  const flags = (body.flags ?? 0) & SETTABLE;
  judge(world, wish, flags, newNames(files, body), files.size > 0);
  listedFiles([], body, files);
  judgeFiles(files, 0, wish.maxFileBytes);
  const stored = await storeAll(world, files, body, channelId);
  const message: PlayedMessage = {
    ...blank(world, wish),
    content: body.content ?? '',
    components: assignIds(body.components ?? []),
    files: stored,
    flags: flags | (ephemeralFor ? MessageFlags.Ephemeral : 0),
    repliesTo: body.message_reference?.message_id ?? null,
    nonce: body.nonce ?? null,
  };
  Object.assign(message, notifiedBy(world, message, body.allowed_mentions));
  keep(world, message);
  return message;
}

/** The "is thinking" stub of a deferred answer. */
export function createStub(world: World, wish: Omit<NewMessage, 'body' | 'files' | 'maxFileBytes'>): PlayedMessage {
  const flags = MessageFlags.Loading | (wish.ephemeralFor ? MessageFlags.Ephemeral : 0);
  const message = { ...blank(world, wish), flags };
  keep(world, message);
  return message;
}

function blank(world: World, wish: Omit<NewMessage, 'body' | 'files' | 'maxFileBytes'>): PlayedMessage {
  return {
    id: world.newId(),
    channelId: wish.channelId,
    authorId: wish.authorId,
    createdAt: world.clock.now(),
    interactionId: wish.interactionId ?? null,
    ephemeralFor: wish.ephemeralFor ?? null,
    repliesTo: null,
    forwardOf: null,
    nonce: null,
    editedAt: null,
    content: '',
    components: [],
    files: [],
    flags: 0,
    mentions: [],
    notified: [],
    deleted: false,
  };
}

/** Puts a message in its channel for those who see it. */
export function keep(world: World, message: PlayedMessage): void {
  world.messages.set(message.id, message);
  if (!message.ephemeralFor) announce(world, 'MESSAGE_CREATE', message);
  world.changed();
}

/** The very same event again, as the gateway sometimes delivers it. */
export const tellAgain = (world: World, message: PlayedMessage): void => announce(world, 'MESSAGE_CREATE', message);

function announce(world: World, event: 'MESSAGE_CREATE' | 'MESSAGE_UPDATE', message: PlayedMessage): void {
  const { guildId } = known(world.channels, message.channelId);
  world.dispatch(event, { guildId, channelId: message.channelId }, ({ mayRead }) =>
    messageEvent(world, message, mayRead),
  );
}

export interface Edit {
  readonly body: MessageBody;
  readonly files: ReadonlyMap<number, Upload>;
  readonly maxFileBytes: number;
}

/** Judges and makes an edit: `attachments` lists what stays, files without that list replace what was there. */
export async function editMessage(
  world: World,
  message: PlayedMessage,
  { body, files, maxFileBytes }: Edit,
): Promise<void> {
  if ((message.flags & V2) !== 0 && body.flags != null && (body.flags & V2) === 0)
    invalidBody(['flags'], 'MESSAGE_CANNOT_REMOVE_COMPONENTS_V2_FLAG', 'The flag IS_COMPONENTS_V2 cannot be removed.');
  const flags = message.flags | ((body.flags ?? 0) & SETTABLE);
  const staying = stayingFiles(message, body, files);
  const content = body.content === undefined ? message.content : (body.content ?? '');
  const components = body.components === undefined ? message.components : assignIds(body.components ?? []);
  const names = [...staying.map(({ name }) => name), ...newNames(files, body)];
  const wish = { ...message, body: { ...body, content, components } };
  judge(world, wish, flags, names, names.length > 0);
  judgeFiles(files, staying.length, maxFileBytes);
  const stored = [...staying, ...(await storeAll(world, files, body, message.channelId))];
  if (message.deleted) throw refusal(404, 10008, 'Unknown Message');
  const editedAt = message.flags & MessageFlags.Loading ? message.editedAt : world.clock.now();
  Object.assign(message, { content, components, files: stored, flags: flags & ~MessageFlags.Loading, editedAt });
  message.mentions = notifiedBy(world, message, body.allowed_mentions).mentions;
  if (!message.ephemeralFor) announce(world, 'MESSAGE_UPDATE', message);
  world.changed();
}

function stayingFiles(
  message: PlayedMessage,
  body: MessageBody,
  files: ReadonlyMap<number, Upload>,
): readonly StoredFile[] {
  if (!body.attachments) return files.size > 0 || body.attachments === null ? [] : message.files;
  return listedFiles(message.files, body, files);
}

/** Of the files that are there those that the list names. @throws where it names one that is neither there nor new. */
function listedFiles(
  existing: readonly StoredFile[],
  body: MessageBody,
  files: ReadonlyMap<number, Upload>,
): readonly StoredFile[] {
  const ids = (body.attachments ?? []).map(({ id }) => String(id));
  for (const id of ids) {
    const exists = files.has(Number(id)) || existing.some((file) => file.id === id);
    if (!exists) invalidBody(['attachments'], 'ATTACHMENT_NOT_FOUND', `There is no attachment ${id}.`);
  }
  return existing.filter(({ id }) => ids.includes(id));
}

const metaOf = (body: MessageBody, number: number) => body.attachments?.find(({ id }) => Number(id) === number);

const newNames = (files: ReadonlyMap<number, Upload>, body: MessageBody): string[] =>
  [...files].map(([number, { name }]) => metaOf(body, number)?.filename ?? name);

/** What holds for every message that the application writes or edits. */
function judge(
  world: World,
  { body, channelId, authorId }: Pick<NewMessage, 'body' | 'channelId' | 'authorId'>,
  flags: number,
  names: readonly string[],
  hasFiles: boolean,
): void {
  const problems = createProblems();
  const isV2 = (flags & V2) !== 0;
  const { content, components, embeds, poll } = body;
  const filled = { content: !!content, embeds: !!embeds?.length, poll: !!poll };
  if (isV2)
    for (const [field, isFilled] of Object.entries(filled))
      if (isFilled)
        problems.add([field], 'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2', 'Not with IS_COMPONENTS_V2.');
  if (lengthOf(content ?? '') > 2000)
    problems.add(['content'], 'BASE_TYPE_MAX_LENGTH', 'Must be 2000 or fewer in length.');
  problems.settle();
  validateComponents(components ?? [], isV2, names);
  const something =
    components?.length || (!isV2 && (content || embeds?.length || hasFiles || body.message_reference?.type === 1));
  if (!something) throw refusal(400, 50006, 'Cannot send an empty message');
  const channel = world.channels.get(channelId);
  if (!channel) throw unknownChannel();
  const { guildId } = channel;
  if (guildId === null || !world.guilds.has(guildId)) return;
  const text = readText(body).toLowerCase();
  const blocked = known(world.guilds, guildId).blockedWords.some((word) => text.includes(word.toLowerCase()));
  if (blocked && !may(world, authorId, channel, 'ManageGuild'))
    throw refusal(400, 200000, 'Message was blocked by automatic moderation');
}

function judgeFiles(files: ReadonlyMap<number, Upload>, staying: number, maxFileBytes: number): void {
  if (files.size + staying > 10) throw refusal(400, 30015, 'Maximum number of attachments in a message reached (10)');
  for (const { bytes } of files.values()) if (bytes.length > maxFileBytes) throw tooLarge();
}

async function storeAll(
  world: World,
  files: ReadonlyMap<number, Upload>,
  body: MessageBody,
  channelId: string,
): Promise<StoredFile[]> {
  const stored: StoredFile[] = [];
  for (const [number, upload] of files) {
    const meta = metaOf(body, number);
    const more = { name: meta?.filename ?? upload.name, description: meta?.description ?? null };
    stored.push(await storeFile(world, { ...upload, ...more }, { channelId, ephemeral: false }));
  }
  return stored;
}
