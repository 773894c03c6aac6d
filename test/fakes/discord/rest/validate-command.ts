import { ApplicationCommandOptionType as OptionType } from 'discord.js';
import { z } from 'zod';
import { createProblems, type Problems } from '../refusal.ts';
import { lengthOf } from '../validate-components.ts';

type Path = readonly (string | number)[];
const Localised = z.record(z.string(), z.string()).nullish();

const Choice = z.looseObject({
  name: z.string(),
  value: z.union([z.string(), z.number()]),
  name_localizations: Localised,
});

const Option = z.looseObject({
  type: z.number(),
  name: z.string(),
  description: z.string(),
  name_localizations: Localised,
  description_localizations: Localised,
  required: z.boolean().optional(),
  autocomplete: z.boolean().optional(),
  choices: z.array(Choice).optional(),
  min_value: z.number().optional(),
  max_value: z.number().optional(),
  min_length: z.number().optional(),
  max_length: z.number().optional(),
  file_types: z.array(z.string()).optional(),
  channel_types: z.array(z.number()).optional(),
  get options(): z.ZodOptional<z.ZodArray<typeof Option>> {
    return z.array(Option).optional();
  },
});

export type CommandOption = z.infer<typeof Option>;

/** A command as it is registered. */
export const CommandBody = z.looseObject({
  type: z.number().default(1),
  name: z.string(),
  description: z.string().default(''),
  name_localizations: Localised,
  description_localizations: Localised,
  options: z.array(Option).optional(),
  default_member_permissions: z.union([z.string(), z.null()]).optional(),
  nsfw: z.boolean().optional(),
  contexts: z.array(z.number()).nullish(),
  integration_types: z.array(z.number()).optional(),
});

export type CommandBody = z.infer<typeof CommandBody>;

const NAME = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;

/** Judges one command against Discord's limits. @throws the refusal with everything that is wrong. */
export function validateCommand(body: CommandBody, path: Path = []): void {
  const problems = createProblems();
  const isSlash = body.type === 1;
  if (isSlash) named(body, path, problems);
  else sized(body.name, 1, 32, [...path, 'name'], problems);
  if (isSlash) described(body, path, problems);
  else if (body.description || body.options?.length)
    problems.add(
      path,
      'APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION',
      'Context menu commands have neither description nor options.',
    );
  options(body.options ?? [], path, 0, problems);
  const size = sizeOf(body);
  if (size > 8000) problems.add(path, 'APPLICATION_COMMAND_TOO_LARGE', `${size} characters, 8000 at most.`);
  problems.settle();
}

interface Named {
  readonly name: string;
  readonly name_localizations?: Readonly<Record<string, string>> | null | undefined;
  readonly description?: string;
  readonly description_localizations?: Readonly<Record<string, string>> | null | undefined;
}

function named({ name, name_localizations }: Named, path: Path, problems: Problems): void {
  for (const [where, value] of [['name', name], ...Object.entries(name_localizations ?? {})] as const)
    if (!NAME.test(value) || value !== value.toLowerCase())
      problems.add([...path, where], 'APPLICATION_COMMAND_INVALID_NAME', 'Command name is invalid');
}

function described({ description = '', description_localizations }: Named, path: Path, problems: Problems): void {
  for (const text of [description, ...Object.values(description_localizations ?? {})])
    sized(text, 1, 100, [...path, 'description'], problems);
}

function sized(text: string, min: number, max: number, path: Path, problems: Problems): void {
  if (lengthOf(text) < min || lengthOf(text) > max)
    problems.add(path, 'BASE_TYPE_BAD_LENGTH', `Must be between ${min} and ${max} in length.`);
}

function options(list: readonly CommandOption[], path: Path, depth: number, problems: Problems): void {
  const here = [...path, 'options'];
  if (list.length > 25) problems.add(here, 'BASE_TYPE_BAD_LENGTH', 'Must be between 0 and 25 in length.');
  if (new Set(list.map(({ name }) => name)).size < list.length)
    problems.add(here, 'APPLICATION_COMMAND_OPTIONS_NAME_DUPLICATED', 'Option name is used twice.');
  const firstOptional = list.findIndex((one) => isPlain(one) && !one.required);
  if (firstOptional >= 0 && list.slice(firstOptional).some(({ required }) => required))
    problems.add(
      here,
      'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID',
      'Required options must be placed before non-required options',
    );
  if (list.some(isPlain) && !list.every(isPlain))
    problems.add(here, 'APPLICATION_COMMAND_OPTIONS_TYPE_INVALID', 'Sub-commands and other options do not mix.');
  for (const [at, one] of list.entries()) option(one, [...here, at], depth, problems);
}

const isPlain = ({ type }: CommandOption): boolean =>
  type !== OptionType.Subcommand && type !== OptionType.SubcommandGroup;

function option(one: CommandOption, path: Path, depth: number, problems: Problems): void {
  named(one, path, problems);
  described(one, path, problems);
  const tooDeep =
    (one.type === OptionType.SubcommandGroup && depth > 0) || (one.type === OptionType.Subcommand && depth > 1);
  if (one.type < 1 || one.type > 11 || tooDeep)
    problems.add([...path, 'type'], 'BASE_TYPE_CHOICES', 'Not a type that is possible here.');
  if (isPlain(one) && one.options?.length)
    problems.add([...path, 'options'], 'APPLICATION_COMMAND_OPTION_NESTED', 'This option holds no others.');
  if (!isPlain(one)) options(one.options ?? [], path, depth + 1, problems);
  chosen(one, path, problems);
  lengths(one, path, problems);
}

function chosen(one: CommandOption, path: Path, problems: Problems): void {
  const list = one.choices ?? [];
  const mayChoose = [OptionType.String, OptionType.Integer, OptionType.Number].includes(one.type);
  if (list.length > 25)
    problems.add([...path, 'choices'], 'BASE_TYPE_BAD_LENGTH', 'Must be between 0 and 25 in length.');
  if ((list.length > 0 || one.autocomplete) && !mayChoose)
    problems.add(path, 'APPLICATION_COMMAND_OPTION_CHOICES', 'Only for strings and numbers.');
  if (list.length > 0 && one.autocomplete)
    problems.add([...path, 'autocomplete'], 'APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_CHOICES', 'Not with choices.');
  list.forEach(({ name, value }, at) => {
    sized(name, 1, 100, [...path, 'choices', at, 'name'], problems);
    if (typeof value === 'string') sized(value, 1, 100, [...path, 'choices', at, 'value'], problems);
    if ((typeof value === 'string') !== (one.type === OptionType.String))
      problems.add(
        [...path, 'choices', at, 'value'],
        'APPLICATION_COMMAND_OPTIONS_CHOICE_TYPE',
        'The value is not of the type of the option.',
      );
  });
}

function lengths(one: CommandOption, path: Path, problems: Problems): void {
  const { min_length = 0, max_length = 6000, file_types, type } = one;
  if (min_length < 0 || min_length > 6000 || max_length < 1 || max_length > 6000)
    problems.add([...path, 'max_length'], 'NUMBER_TYPE_RANGE', 'Must be between 1 and 6000.');
  if ((one.min_length ?? one.max_length) !== undefined && type !== OptionType.String)
    problems.add(path, 'BASE_TYPE_CHOICES', 'Only strings have a length.');
  if (!file_types) return;
  const wrong = file_types.filter((name) => !['image', 'video', 'audio'].includes(name) && !name.startsWith('.'));
  if (type !== OptionType.Attachment || file_types.length > 10 || wrong.length > 0)
    problems.add(
      [...path, 'file_types'],
      'BASE_TYPE_CHOICES',
      'At most 10 of image, video, audio or endings with a dot, of attachments.',
    );
}

/** Names, descriptions and values together; of each text the longest translation counts. */
function sizeOf(
  one: Named & { options?: readonly CommandOption[] | undefined; choices?: CommandOption['choices'] },
): number {
  const longest = (text: string, more: Named['name_localizations']) =>
    Math.max(lengthOf(text), ...Object.values(more ?? {}).map(lengthOf));
  const own = longest(one.name, one.name_localizations) + longest(one.description ?? '', one.description_localizations);
  const inOptions = (one.options ?? []).reduce((sum, inner) => sum + sizeOf(inner), 0);
  const inChoices = (one.choices ?? []).reduce(
    (sum, { name, value, name_localizations }) => sum + longest(name, name_localizations) + lengthOf(String(value)),
    0,
  );
  return own + inOptions + inChoices;
}
