import { PermissionFlagsBits } from 'discord.js';

/** What Easel needs in a channel, by the names that Discord's own settings show. */
const NEEDED = {
  ViewChannel: 'View Channels',
  SendMessages: 'Send Messages',
  SendMessagesInThreads: 'Send Messages in Threads',
  CreatePublicThreads: 'Create Public Threads',
  AttachFiles: 'Attach Files',
  EmbedLinks: 'Embed Links',
  ReadMessageHistory: 'Read Message History',
} as const satisfies Partial<Record<keyof typeof PermissionFlagsBits, string>>;

export type NeededPermission = keyof typeof NEEDED;

// The names are the object's own keys.
const names = Object.keys(NEEDED) as NeededPermission[];

/** Every permission Easel needs somewhere, as the bits of an invitation. */
export const PERMISSIONS: bigint = names.reduce((bits, name) => bits | PermissionFlagsBits[name], 0n);

/** Those of Easel's permissions that are among the bits, as people read them, in the order of Discord's settings. */
export const permissionNames = (bits: bigint): readonly string[] =>
  names.filter((name) => (bits & PermissionFlagsBits[name]) !== 0n).map((name) => NEEDED[name]);
