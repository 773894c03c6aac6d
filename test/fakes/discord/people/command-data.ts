import { ApplicationCommandOptionType as OptionType, PermissionFlagsBits } from 'discord.js';
import { storeFile, type Upload } from '../cdn.ts';
import { attachmentPayload } from '../message-payload.ts';
import { channelPayload, memberPayload, rolePayload, userPayload } from '../payloads.ts';
import { permissionsIn } from '../permissions.ts';
import { CommandBody, type CommandOption } from '../rest/validate-command.ts';
import { known, type PlayedChannel, type PlayedCommand, type PlayedUser, type World } from '../state.ts';

/** What somebody gives an option: a word, a number, yes or no, a file, or a person, role or channel. */
export type OptionValue = string | number | boolean | Upload | { readonly id: string };
export type OptionValues = Readonly<Record<string, OptionValue>>;

interface Filled {
  readonly name: string;
  readonly type: number;
  readonly value?: string | number | boolean;
  readonly focused?: boolean;
  readonly options?: readonly Filled[];
}

/** The registered command that somebody finds in a channel; one of the server hides the one of the same name everywhere. @throws where there is none for them. */
export function findCommand(
  world: World,
  user: PlayedUser,
  channel: PlayedChannel,
  name: string,
  type: number,
): PlayedCommand {
  const all = [...world.commands.values()].filter((command) => command.name === name && command.type === type);
  const own =
    all.find(({ guildId }) => guildId !== null && guildId === channel.guildId) ??
    all.find(({ guildId }) => guildId === null);
  if (!own) throw new Error(`there is no command ${name} of type ${type} there`);
  const { default_member_permissions: needed, contexts } = CommandBody.parse(own.body);
  const context = channel.guildId !== null ? 0 : channel.recipients.includes(world.application.botId) ? 1 : 2;
  if (contexts && !contexts.includes(context)) throw new Error(`/${name} is not offered in context ${context}`);
  const has = permissionsIn(world, user.id, channel);
  const isAllowed =
    needed == null ||
    (needed === '0' ? (has & PermissionFlagsBits.Administrator) !== 0n : (has & BigInt(needed)) === BigInt(needed));
  if (channel.guildId !== null && !isAllowed) throw new Error(`${user.username} may not use /${name}`);
  return own;
}

/** The data of a slash command as Discord sends it; `words` are the command and its subcommands. */
export async function commandData(
  world: World,
  place: { user: PlayedUser; channel: PlayedChannel },
  words: readonly string[],
  values: OptionValues,
  focused?: string,
): Promise<object> {
  const [name = '', ...below] = words;
  const command = findCommand(world, place.user, place.channel, name, 1);
  const resolved = { attachments: {}, users: {}, members: {}, roles: {}, channels: {} };
  const options = await fill(CommandBody.parse(command.body).options ?? [], below);
  const kept = Object.entries(resolved).filter(([, found]) => Object.keys(found).length > 0);
  return {
    id: command.id,
    name,
    type: 1,
    ...(command.guildId !== null && { guild_id: command.guildId }),
    options,
    ...(kept.length > 0 && { resolved: Object.fromEntries(kept) }),
  };

  async function fill(options: readonly CommandOption[], path: readonly string[]): Promise<Filled[]> {
    const [step, ...rest] = path;
    if (step === undefined) return plain(options);
    const inner = options.find((one) => one.name === step && one.type <= OptionType.SubcommandGroup);
    if (!inner) throw new Error(`/${words.join(' ')} is not registered`);
    return [{ name: step, type: inner.type, options: await fill(inner.options ?? [], rest) }];
  }

  async function plain(options: readonly CommandOption[]): Promise<Filled[]> {
    if (options.some(({ type }) => type <= OptionType.SubcommandGroup)) throw new Error(`/${name} needs a subcommand`);
    const unknown = Object.keys(values).filter((one) => !options.some((option) => option.name === one));
    if (unknown.length > 0) throw new Error(`/${name} has no option ${unknown.join(', ')}`);
    const missing = options.filter(
      (option) => option.required && values[option.name] === undefined && focused === undefined,
    );
    if (missing.length > 0) throw new Error(`/${name} needs ${missing.map((option) => option.name).join(', ')}`);
    const filled: Filled[] = [];
    for (const option of options) {
      const value = values[option.name];
      if (value === undefined) continue;
      const isFocused = option.name === focused;
      filled.push({
        name: option.name,
        type: option.type,
        value: await one(option, value, isFocused),
        ...(isFocused && { focused: true }),
      });
    }
    return filled;
  }

  async function one(
    option: CommandOption,
    value: OptionValue,
    isFocused: boolean,
  ): Promise<string | number | boolean> {
    if (typeof value !== 'object') return isFocused ? value : judged(option, value);
    if ('bytes' in value) return upload(option, value);
    const resolve = { [OptionType.User]: person, [OptionType.Role]: role, [OptionType.Channel]: channelIn }[
      option.type
    ];
    if (!resolve) throw new Error(`${option.name} takes nothing that is picked`);
    resolve(value.id, option);
    return value.id;
  }

  async function upload(option: CommandOption, value: Upload): Promise<string> {
    if (option.type !== OptionType.Attachment) throw new Error(`${option.name} takes no file`);
    refuseUpload(world, place, value, option.file_types);
    const file = await storeFile(world, value, { channelId: place.channel.id, ephemeral: true });
    Object.assign(resolved.attachments, { [file.id]: attachmentPayload(world, file) });
    return file.id;
  }

  function role(id: string): void {
    const found = place.channel.guildId && known(world.guilds, place.channel.guildId).roles.get(id);
    if (!found) throw new Error(`there is no role ${id} there`);
    Object.assign(resolved.roles, { [id]: rolePayload(found, 1) });
  }

  function channelIn(id: string, { name, channel_types: types }: CommandOption): void {
    const found = known(world.channels, id);
    if (found.guildId !== place.channel.guildId) throw new Error(`channel ${id} is in another server`);
    if (types?.length && !types.includes(found.type)) throw new Error(`${name} takes no channel of type ${found.type}`);
    const permissions = String(permissionsIn(world, place.user.id, found));
    Object.assign(resolved.channels, { [id]: { ...channelPayload(world, found), permissions } });
  }

  function person(id: string): void {
    Object.assign(resolved.users, { [id]: userPayload(known(world.users, id)) });
    const guild = place.channel.guildId === null ? undefined : known(world.guilds, place.channel.guildId);
    const member = guild && memberPayload(guild, id);
    if (member)
      Object.assign(resolved.members, {
        [id]: { ...member, permissions: String(permissionsIn(world, id, place.channel)) },
      });
  }
}

/** What Discord's own app lets nobody send. */
function judged(option: CommandOption, value: string | number | boolean): string | number | boolean {
  const type = {
    [OptionType.String]: 'string',
    [OptionType.Boolean]: 'boolean',
    [OptionType.Integer]: 'number',
    [OptionType.Number]: 'number',
  }[option.type];
  if (typeof value !== type) throw new Error(`${option.name} is of type ${option.type}`);
  if (option.choices?.length && !option.choices.some((choice) => choice.value === value))
    throw new Error(`${option.name} has no choice ${value}`);
  const size = typeof value === 'string' ? [...value].length : Number(value);
  const [min, max] =
    typeof value === 'string' ? [option.min_length, option.max_length ?? 6000] : [option.min_value, option.max_value];
  if (
    typeof value !== 'boolean' &&
    (size < (min ?? Number.NEGATIVE_INFINITY) || size > (max ?? Number.POSITIVE_INFINITY))
  )
    throw new Error(`${option.name} lies between ${min} and ${max}`);
  return value;
}

const GROUPS: Readonly<Record<string, readonly string[]>> = {
  image: ['.png', '.gif', '.jpg', '.jpeg', '.jfif', '.webp', '.avif'],
  video: ['.mp4', '.mov', '.webm'],
  audio: ['.mp3', '.ogg', '.wav', '.flac'],
};

/** Too large for the person, or not of the kind that is asked for, by its name alone. */
export function refuseUpload(
  world: World,
  { user, channel }: { user: PlayedUser; channel: PlayedChannel },
  { name, bytes }: Upload,
  fileTypes?: readonly string[],
): void {
  const guild = channel.guildId === null ? undefined : world.guilds.get(channel.guildId);
  if (bytes.length > Math.max(user.uploadLimit, guild?.uploadLimit ?? 0))
    throw new Error(`${name} is too large to upload`);
  const endings = fileTypes?.flatMap((type) => GROUPS[type] ?? [type]);
  if (endings?.length && !endings.some((ending) => name.toLowerCase().endsWith(ending)))
    throw new Error(`${name} is none of ${endings.join(' ')}`);
}
