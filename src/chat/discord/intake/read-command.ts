import { ApplicationCommandType } from 'discord.js';
import { z } from 'zod';
import type { Command, Option } from '#src/ports/command.ts';
import { Resolved } from './attachment.ts';
import { calledIn } from './called.ts';
import { type PicturesParts, picturesOf } from './message-pictures.ts';
import type { Said } from './said.ts';
import { Snowflake } from './shapes.ts';
import { type GivenOption, GivenOptions, imagesOf, spokenOf, valuesOf } from './slash-options.ts';

const Data = z.object({
  name: z.string().min(1),
  type: z.number(),
  options: GivenOptions,
  target_id: Snowflake.optional().catch(undefined),
  resolved: z.unknown().optional(),
});

const Messages = z.object({ messages: z.record(z.string(), z.unknown()) }).catch({ messages: {} });

const Authored = z.object({ author: z.object({ id: z.string() }) });

export interface CommandParts {
  readonly commands: readonly Command[];
  readonly pictures: PicturesParts;
  readonly jobOfMessage: (messageId: string) => Promise<string | undefined>;
}

/**
 * A command as it was written, or picked from the menu of a message or person. One that nobody knows keeps its name, so that the
 * app says so. @returns `undefined` where it cannot be read.
 */
export function readCommand(data: unknown, parts: CommandParts): Said | undefined {
  const read = Data.safeParse(data);
  if (!read.success) return undefined;
  switch (read.data.type) {
    case ApplicationCommandType.Message:
      return pickedForMessage(read.data, parts);
    case ApplicationCommandType.User:
      return pickedForPerson(read.data, parts);
    default:
      return written(read.data, parts);
  }
}

type Picked = z.infer<typeof Data>;

function written({ name: root, options, resolved }: Picked, { commands }: CommandParts): Said {
  const { name, given } = spokenOf(root, options);
  const command = commands.find((one) => one.name === name);
  return {
    trigger: 'command',
    name,
    options: valuesOf(given),
    ...calledAs(given, resolved),
    images: imagesOf(given, command, Resolved.parse(resolved)),
  };
}

/** Nothing where nobody and nothing was picked. */
function calledAs(given: readonly GivenOption[], resolved: unknown): Pick<Said, 'called'> {
  const called = calledIn(
    given.map(({ name, value }) => [name, value] as const),
    resolved,
  );
  return Object.keys(called).length > 0 ? { called } : {};
}

function pickedForMessage({ name: label, target_id = '', resolved }: Picked, parts: CommandParts): Said {
  const command = ofMenu('picture', label, parts.commands);
  if (!command) return unknownOf(label);
  const { messages } = Messages.parse(resolved);
  const target = Object.hasOwn(messages, target_id) ? messages[target_id] : undefined;
  const author = Authored.safeParse(target);
  const isOurs = author.success && author.data.author.id === parts.pictures.botUserId;
  const field = firstOf('image', command) ?? 'image';
  return {
    trigger: 'menu',
    name: command.name,
    options: {},
    images: { [field]: picturesOf(target, parts.pictures) },
    ...(isOurs && { repliedTo: () => parts.jobOfMessage(target_id) }),
  };
}

function pickedForPerson({ name: label, target_id }: Picked, { commands }: CommandParts): Said {
  const command = ofMenu('person', label, commands);
  if (!command) return unknownOf(label);
  const field = firstOf('person', command) ?? 'user';
  return {
    trigger: 'command',
    name: command.name,
    options: target_id === undefined ? {} : { [field]: target_id },
    images: {},
  };
}

const ofMenu = (on: 'picture' | 'person', label: string, commands: readonly Command[]): Command | undefined =>
  commands.find(({ menu }) => menu?.on === on && menu.label === label);

const firstOf = (kind: Option['kind'], { options }: Command): string | undefined =>
  Object.keys(options).find((name) => options[name]?.kind === kind);

const unknownOf = (label: string): Said => ({ trigger: 'command', name: label, options: {}, images: {} });
