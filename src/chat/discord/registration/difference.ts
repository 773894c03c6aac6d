import { ApplicationCommandType } from 'discord.js';
import type { Comparable } from './comparable.ts';

type Field = Exclude<keyof Comparable, 'type' | 'name' | 'options'>;

const FIELDS: Readonly<Record<Field, string>> = {
  description: 'description',
  name_localizations: 'translations',
  description_localizations: 'translations',
  default_member_permissions: 'who may use it',
  nsfw: 'age limit',
  contexts: 'where it can be used',
  integration_types: 'how it can be installed',
};

/** What is different between a command and how it should be, in a few words each; empty where nothing that matters is. */
export function differences(current: Comparable, wanted: Comparable): readonly string[] {
  // The names are the object's own keys.
  const fields = (Object.keys(FIELDS) as Field[]).filter((field) => !isSame(current[field], wanted[field]));
  return [...new Set(fields.map((field) => FIELDS[field])), ...optionDifferences(current.options, wanted.options)];
}

type Options = Comparable['options'];

function optionDifferences(current: Options, wanted: Options): readonly string[] {
  const added = wanted.filter(({ name }) => !named(current, name)).map(({ name }) => `option ${name} added`);
  const removed = current.filter(({ name }) => !named(wanted, name)).map(({ name }) => `option ${name} removed`);
  const changed = wanted
    .filter((option) => !isSame(named(current, option.name) ?? option, option))
    .map(({ name }) => `option ${name} changed`);
  const all = [...added, ...changed, ...removed];
  return all.length === 0 && !isSame(current, wanted) ? ['order of the options'] : all;
}

const named = (options: Options, wanted: string) => options.find(({ name }) => name === wanted);

/** Both come from the same schema, so their parts are in the same order. */
const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** As people see it: `/edit`, or the entry of a menu. */
export function labelOf({ type, name }: { readonly type: number; readonly name: string }): string {
  if (type === ApplicationCommandType.ChatInput) return `/${name}`;
  return `"${name}" in the menu of ${type === ApplicationCommandType.User ? 'people' : 'messages'}`;
}
