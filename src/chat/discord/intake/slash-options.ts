import { ApplicationCommandOptionType } from 'discord.js';
import { z } from 'zod';
import type { ImageRef } from '#src/domain/job.ts';
import type { Command } from '#src/ports/command.ts';
import { type Resolved, resolvedRef } from './attachment.ts';
import type { Said } from './said.ts';
import { listOf } from './shapes.ts';

const Given = z.object({
  name: z.string(),
  type: z.number(),
  value: z.union([z.string(), z.number(), z.boolean()]).optional(),
  focused: z.boolean().catch(false),
  options: z.unknown().optional(),
});

export const GivenOptions = listOf(Given);

export type GivenOption = z.infer<typeof Given>;

const NESTING: readonly unknown[] = [
  ApplicationCommandOptionType.Subcommand,
  ApplicationCommandOptionType.SubcommandGroup,
];

export interface Spoken {
  /** With the subcommand's behind a space: `quota set`. */
  readonly name: string;
  readonly given: readonly GivenOption[];
}

/** A command with its subcommand, which Discord sends as its only option; groups of them are one level deeper. */
export function spokenOf(name: string, given: readonly GivenOption[], depth = 0): Spoken {
  const [first] = given;
  if (!first || !NESTING.includes(first.type) || depth > 1) return { name, given };
  return spokenOf(`${name} ${first.name}`, GivenOptions.parse(first.options), depth + 1);
}

/** What was given besides pictures. People are given by their ids. */
export const valuesOf = (given: readonly GivenOption[]): Said['options'] =>
  Object.fromEntries(
    given.flatMap(({ name, type, value }) =>
      value === undefined || type === ApplicationCommandOptionType.Attachment ? [] : [[name, value]],
    ),
  );

/** The pictures by the option they are meant for: an option of many pictures is several of Discord's, `image` to `image4`. */
export function imagesOf(given: readonly GivenOption[], command: Command | undefined, resolved: Resolved) {
  const files = given
    .filter(({ type }) => type === ApplicationCommandOptionType.Attachment)
    .map(({ name, value }) => ({ ...slotOf(name, command), ref: resolvedRef(resolved, value) }))
    .toSorted((one, other) => one.number - other.number);
  const images = new Map<string, ImageRef[]>();
  for (const { option, ref } of files) images.set(option, [...(images.get(option) ?? []), ref]);
  return Object.fromEntries(images);
}

/** Whoever fills in the fourth before the second means the second to come before it all the same. */
function slotOf(name: string, command: Command | undefined): { readonly option: string; readonly number: number } {
  const [, base = name, digits = ''] = /^(.*?)(\d*)$/s.exec(name) ?? [];
  const isNumbered = digits !== '' && !isImage(command, name) && isImage(command, base);
  return isNumbered ? { option: base, number: Number(digits) } : { option: name, number: 1 };
}

const isImage = (command: Command | undefined, name: string): boolean =>
  command !== undefined && Object.hasOwn(command.options, name) && command.options[name]?.kind === 'image';
