import { isBlank } from '#src/domain/prompt.ts';
import type { FormField, FormSpec } from '#src/ports/cards.ts';
import type { IncomingRequest } from '#src/ports/chat-platform.ts';
import type { Command, KnownCompletion, Option } from '#src/ports/command.ts';

/** What such a form carries. It leads to nothing that was kept: the form is the command, and brings all that it needs. */
export const COMMAND_STATE = 'command';

type Given = Pick<IncomingRequest, 'options' | 'images'>;

/** Values to choose from that need no look-up. */
export type KnownValues = (kind: KnownCompletion) => readonly string[];

/** Whether a command was asked for without something it cannot do without. */
export const isIncomplete = ({ options }: Command, given: Given): boolean =>
  Object.entries(options).some(([name, option]) => isRequired(option) && isMissing(name, option, given));

/** Asks for what a command needs. What was given already stands in it, so that nothing has to be written twice. */
export function commandForm(command: Command, { options }: Given, known: KnownValues): FormSpec {
  return {
    ...headOf(command.name),
    state: COMMAND_STATE,
    fields: namesOf(command, options).flatMap((name) => {
      const option = command.options[name];
      return option ? fieldOf(name, option, wordsOf(options[name]), known) : [];
    }),
  };
}

/** The same of fields that were looked up. */
export function lookedUpForm({ name }: Command, fields: readonly FormField[]): FormSpec {
  return { ...headOf(name), state: COMMAND_STATE, fields };
}

/** The button says what it does: the last word, where the command has several. */
const headOf = (name: string) => ({
  name,
  title: capital(name),
  submitLabel: capital(name.split(' ').at(-1) ?? name),
});

/** What is needed comes first, then what was given, which a place with little room must not leave out; then what else is asked for. */
function namesOf({ options, form = Object.keys(options) }: Command, given: Given['options']): readonly string[] {
  const needed = Object.entries(options).flatMap(([name, option]) => (isRequired(option) ? [name] : []));
  const written = Object.keys(options).filter((name) => wordsOf(given[name]) !== undefined);
  return [...new Set([...needed, ...written, ...form])];
}

const isRequired = (option: Option): boolean => 'required' in option && option.required === true;

const isMissing = (name: string, { kind }: Option, { options, images }: Given): boolean =>
  kind === 'image' ? (images[name] ?? []).length === 0 : wordsOf(options[name]) === undefined;

const wordsOf = (value: string | number | boolean | undefined): string | undefined =>
  value === undefined || isBlank(String(value)) ? undefined : String(value);

/** Longer lists are no choice any more. */
const MOST_CHOICES = 24;
const TEXT_LENGTH = 1000;
const MOST_FILES = 10;

function fieldOf(name: string, option: Option, given: string | undefined, known: KnownValues): readonly FormField[] {
  const required = isRequired(option);
  const value = given === undefined ? {} : { value: given };
  const { about } = option;
  switch (option.kind) {
    case 'text': {
      const { complete, max = TEXT_LENGTH } = option;
      const offered = complete && complete !== 'jobs' && complete !== 'templates' ? known(complete) : [];
      const field = { id: name, label: capital(name), required, ...value };
      if (offered.length === 0) return [{ ...field, kind: 'text', max, hint: about }];
      return [chosen(field, offered, complete === 'models' ? undefined : about)];
    }
    case 'integer':
      return [numberField({ id: name, label: about, required, ...value }, option)];
    case 'choice': {
      const offered = option.of.find((choice) => choice.toLowerCase() === given?.trim().toLowerCase());
      const picked = offered === undefined ? {} : { value: offered };
      return [{ kind: 'choice', id: name, label: capital(name), required, options: option.of, ...picked }];
    }
    case 'flag':
      return [{ kind: 'flag', id: name, label: about, value: given === 'true' }];
    case 'image':
      return [{ kind: 'image', id: name, label: about, max: Math.min(option.many ?? 1, MOST_FILES) }];
    case 'person':
    case 'role':
    case 'channel':
      return [{ kind: option.kind, id: name, label: about, required, ...value }];
  }
}

interface Asked {
  readonly id: string;
  readonly label: string;
  readonly required: boolean;
  readonly value?: string;
}

/**
 * A list where it is short and has what was given; else words are written, with some of the list to choose from.
 * @param hint where words may be written in any case.
 */
function chosen(field: Asked, offered: readonly string[], hint: string | undefined): FormField {
  const isWhole = offered.length <= MOST_CHOICES && (field.value === undefined || offered.includes(field.value));
  const choice = { ...field, kind: 'choice', options: offered.slice(0, MOST_CHOICES) } as const;
  return isWhole && hint === undefined ? choice : { ...choice, hint: hint ?? `Such as ${offered[0]}` };
}

function numberField(field: Asked, { min, max }: Extract<Option, { kind: 'integer' }>): FormField {
  const count = max - min + 1;
  if (count > MOST_CHOICES) return { ...field, kind: 'text', max: String(max).length, hint: `${min} to ${max}` };
  const options = Array.from({ length: count }, (_, index) => String(min + index));
  const { value, ...others } = field;
  return { ...others, kind: 'choice', options, ...(value !== undefined && options.includes(value) && { value }) };
}

const capital = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1).replaceAll('-', ' ')}`;
