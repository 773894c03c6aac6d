import { ChannelType } from 'discord.js';
import { guildPayload, rolePayload } from './payloads.ts';
import { createPerson, type Person } from './people/person.ts';
import { bits } from './permissions.ts';
import {
  known,
  type PermissionName,
  type PlayedChannel,
  type PlayedGuild,
  type PlayedUser,
  type World,
} from './state.ts';
import { addChannel, addGuild, addUser, type GuildWish, removeMessage, sayChannel } from './things.ts';

export interface PersonWish {
  /** Servers they are in; the first one unless told. */
  readonly guilds?: readonly PlayedGuild[];
  /** What their own role lets them do, beyond what everybody may. */
  readonly permissions?: readonly PermissionName[];
  readonly nick?: string;
  readonly locale?: string;
  readonly uploadLimit?: number;
  readonly installed?: boolean;
  readonly dmsOpen?: boolean;
}

type Who = 'everyone' | 'bot' | { readonly id: string };

/** What a test does with servers, channels and people. */
export interface Control {
  person(name: string, wish?: PersonWish): Person;
  addGuild(wish?: GuildWish): PlayedGuild;
  addChannel(wish?: { guild?: PlayedGuild; name?: string; nsfw?: boolean }): PlayedChannel;
  /** A thread opened by somebody else than Easel, unless told. */
  addThread(parent: PlayedChannel, wish?: { name?: string; ownerId?: string }): PlayedChannel;
  /** Private talk of people without the bot, where only a person's own installation reaches. */
  addPrivateChannel(...people: readonly { readonly id: string }[]): PlayedChannel;
  allow(channel: PlayedChannel, who: Who, ...names: PermissionName[]): void;
  deny(channel: PlayedChannel, who: Who, ...names: PermissionName[]): void;
  archive(thread: PlayedChannel, archived?: boolean): void;
  lock(thread: PlayedChannel, locked?: boolean): void;
  setNsfw(channel: PlayedChannel, nsfw: boolean): void;
  deleteChannel(channel: PlayedChannel): void;
  /** Throws the bot out of a server. */
  removeBot(guild: PlayedGuild): void;
  /** As a moderator does. */
  deleteMessage(message: { readonly id: string }): void;
  /** Uploads of commands and forms vanish after a while that nobody documents. */
  forgetUploads(): void;
}

export function createControl(world: World, first: PlayedGuild): Control {
  const { botId } = world.application;

  function overwrite(channel: PlayedChannel, who: Who, change: { allow: bigint; deny: bigint }): void {
    const id = who === 'everyone' ? (channel.guildId ?? '') : who === 'bot' ? botId : who.id;
    const before = channel.overwrites.get(id) ?? { allow: 0n, deny: 0n };
    const type = world.users.has(id) ? 1 : 0;
    const allow = (before.allow & ~change.deny) | change.allow;
    channel.overwrites.set(id, { id, type, allow, deny: (before.deny & ~change.allow) | change.deny });
    sayChannel(world, channel, 'UPDATE');
    world.changed();
  }

  function change(channel: PlayedChannel, what: Partial<PlayedChannel>): void {
    Object.assign(channel, what);
    sayChannel(world, channel, 'UPDATE');
    world.changed();
  }

  return {
    person: (name, wish = {}) => createPerson(world, addPerson(world, name, { guilds: [first], ...wish })),
    addGuild(wish = {}) {
      const guild = addGuild(world, wish);
      if (!wish.withoutBot) world.dispatch('GUILD_CREATE', { guildId: guild.id }, guildPayload(world, guild));
      return guild;
    },
    addChannel: ({ guild = first, name = 'general', nsfw = false } = {}) =>
      addChannel(world, { guildId: guild.id, name, nsfw }),
    addThread(parent, { name = 'thread', ownerId = known(world.guilds, parent.guildId ?? '').ownerId } = {}) {
      const type = ChannelType.PublicThread;
      return addChannel(world, { guildId: parent.guildId, parentId: parent.id, name, type, ownerId });
    },
    addPrivateChannel(...people) {
      const recipients = people.map(({ id }) => id);
      return addChannel(world, {
        guildId: null,
        name: '',
        type: recipients.length > 2 ? ChannelType.GroupDM : ChannelType.DM,
        recipients,
      });
    },
    allow: (channel, who, ...names) => overwrite(channel, who, { allow: bits(names), deny: 0n }),
    deny: (channel, who, ...names) => overwrite(channel, who, { allow: 0n, deny: bits(names) }),
    archive: (thread, archived = true) => change(thread, { archived }),
    lock: (thread, locked = true) => change(thread, { locked, archived: locked }),
    setNsfw: (channel, nsfw) => change(channel, { nsfw }),
    deleteChannel(channel) {
      sayChannel(world, channel, 'DELETE');
      for (const message of world.messages.values()) if (message.channelId === channel.id) message.deleted = true;
      world.channels.delete(channel.id);
      world.changed();
    },
    removeBot(guild) {
      guild.members.delete(botId);
      world.dispatch('GUILD_DELETE', { guildId: guild.id }, { id: guild.id });
      world.changed();
    },
    deleteMessage: ({ id }) => removeMessage(world, known(world.messages, id)),
    forgetUploads() {
      for (const file of world.files.values()) if (file.ephemeral) world.files.delete(file.id);
    },
  };
}

function addPerson(world: World, name: string, wish: PersonWish): PlayedUser {
  const { guilds = [], permissions = [], nick = null, locale, uploadLimit, installed, dmsOpen } = wish;
  const user = addUser(world, {
    username: name.toLowerCase().replaceAll(/[^a-z0-9_.]/g, ''),
    globalName: name,
    ...(locale !== undefined && { locale }),
    ...(uploadLimit !== undefined && { uploadLimit }),
    ...(installed !== undefined && { installed }),
    ...(dmsOpen !== undefined && { dmsOpen }),
  });
  for (const guild of guilds) {
    const role = { id: world.newId(), name: `role of ${name}`, permissions: bits(permissions) };
    guild.roles.set(role.id, role);
    guild.members.set(user.id, { nick, roles: new Set([role.id]) });
    world.dispatch(
      'GUILD_ROLE_CREATE',
      { guildId: guild.id },
      { guild_id: guild.id, role: rolePayload(role, guild.roles.size) },
    );
  }
  return user;
}
