import type { ChannelType, PermissionsBitField } from 'discord.js';
import type { Clock } from '#src/ports/clock.ts';
import type { PlayedInteraction } from './interaction.ts';
import type { Part } from './parts.ts';

export type PermissionName = keyof typeof PermissionsBitField.Flags;

export interface PlayedUser {
  readonly id: string;
  readonly username: string;
  readonly globalName: string | null;
  readonly bot: boolean;
  readonly locale: string;
  /** What the person's own subscription lets them upload, in bytes. */
  readonly uploadLimit: number;
  /** Whether the person installed the application for themselves. */
  readonly installed: boolean;
  dmsOpen: boolean;
}

export interface PlayedRole {
  readonly id: string;
  readonly name: string;
  /** Of the role that Discord makes for a bot. */
  readonly botId?: string;
  permissions: bigint;
}

export interface PlayedGuild {
  readonly id: string;
  readonly name: string;
  readonly locale: string;
  readonly ownerId: string;
  readonly roles: Map<string, PlayedRole>;
  readonly members: Map<string, { nick: string | null; readonly roles: Set<string> }>;
  /** What one file may have by the server's boosts. */
  readonly uploadLimit: number;
  /** Words that AutoMod blocks. */
  readonly blockedWords: string[];
}

export interface Overwrite {
  readonly id: string;
  readonly type: 0 | 1;
  allow: bigint;
  deny: bigint;
}

export interface PlayedChannel {
  readonly id: string;
  readonly type: ChannelType;
  readonly name: string;
  readonly guildId: string | null;
  readonly parentId: string | null;
  readonly ownerId: string | null;
  /** Of a direct message: the people in it. */
  readonly recipients: readonly string[];
  readonly overwrites: Map<string, Overwrite>;
  readonly autoArchiveMinutes: number;
  nsfw: boolean;
  archived: boolean;
  locked: boolean;
}

export interface StoredFile {
  readonly id: string;
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly contentType: string | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly description: string | null;
  /** Uploads in commands and forms are kept apart and only for a while. */
  readonly ephemeral: boolean;
  readonly channelId: string;
}

export interface PlayedMessage {
  readonly id: string;
  readonly channelId: string;
  readonly authorId: string;
  readonly createdAt: number;
  readonly interactionId: string | null;
  /** The one person who sees it; null where everybody in the channel does. */
  readonly ephemeralFor: string | null;
  readonly repliesTo: string | null;
  readonly forwardOf: PlayedMessage | null;
  readonly nonce: string | number | null;
  editedAt: number | null;
  content: string;
  components: Part[];
  files: StoredFile[];
  flags: number;
  mentions: string[];
  /** Whom it called when it came: people's ids, role ids, `everyone`. */
  notified: string[];
  deleted: boolean;
}

/** A command as it was registered, with what Discord adds. */
export interface PlayedCommand {
  readonly id: string;
  readonly guildId: string | null;
  readonly name: string;
  readonly type: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly version: string;
}

export interface World {
  readonly clock: Clock;
  readonly application: {
    readonly id: string;
    readonly botId: string;
    readonly name: string;
    readonly ownerId: string;
    flags: number;
    /** What else its owner set in the developer portal, as the API tells it. */
    portal: Readonly<Record<string, unknown>>;
  };
  /** Where the CDN is, as `http://127.0.0.1:PORT`; known once it listens. */
  origin: string;
  readonly users: Map<string, PlayedUser>;
  readonly guilds: Map<string, PlayedGuild>;
  readonly channels: Map<string, PlayedChannel>;
  readonly messages: Map<string, PlayedMessage>;
  readonly files: Map<string, StoredFile>;
  readonly interactions: Map<string, PlayedInteraction>;
  readonly commands: Map<string, PlayedCommand>;
  newId(): string;
  /** Tells everybody who waits that something may be different now. */
  changed(): void;
  onChange(listener: () => void): () => void;
  /** An event for the bot's connections; set by the gateway. */
  dispatch: Dispatch;
}

/** Says something on the gateway to every session that may hear it. */
export type Dispatch = (event: string, place: { guildId: string | null; channelId?: string }, data: EventData) => void;

/** What is sent; where a message is in it, without its words for those who may not read them. */
export type EventData = object | ((session: { readonly mayRead: boolean }) => object);

const DISCORD_EPOCH = 1_420_070_400_000;

export function createWorld(clock: Clock): World {
  const listeners = new Set<() => void>();
  let counter = 0;
  const newId = () => snowflake(clock.now(), counter++);
  const ids = { id: newId(), botId: newId(), ownerId: newId() };
  return {
    clock,
    application: { ...ids, name: 'Easel', flags: 0, portal: {} },
    origin: '',
    users: new Map(),
    guilds: new Map(),
    channels: new Map(),
    messages: new Map(),
    files: new Map(),
    interactions: new Map(),
    commands: new Map(),
    newId,
    changed: () => [...listeners].forEach((listener) => void listener()),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispatch: () => undefined,
  };
}

/** An id of Discord: its first 42 bits are the time. */
export function snowflake(at: number, counter: number): string {
  return String((BigInt(at - DISCORD_EPOCH) << 22n) | BigInt(counter & 0x3fffff));
}

/** The thing of that id, where the test or the played side itself made it. @throws otherwise: it is a mistake in the test. */
export function known<T>(map: ReadonlyMap<string, T>, id: string): T {
  const found = map.get(id);
  if (found === undefined) throw new Error(`the played Discord has no ${id}`);
  return found;
}
