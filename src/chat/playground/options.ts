import { HTTPException } from 'hono/http-exception';
import { EaselError } from '#src/domain/errors.ts';
import type { Command, Option } from '#src/ports/command.ts';
import { parsePerson } from './person.ts';

export type OptionValue = string | number | boolean;

/** The one channel there is. */
export const CHANNEL = 'studio';

/** No text is longer; prompts have their own, lower limit, which is the operator's and told with the count. */
const HARD_MAX_CHARACTERS = 32_000;

/**
 * Turns words into what the command's options say they are. Blank ones are absent.
 * @throws {EaselError} `option-invalid` for the first that does not fit.
 * @throws {HTTPException} 400 for one the command does not have, or one it needs and did not get.
 */
export function parseOptions(
  command: Command,
  given: Readonly<Record<string, OptionValue>>,
): Readonly<Record<string, OptionValue>> {
  const parsed: Record<string, OptionValue> = {};
  for (const [name, value] of Object.entries(given)) {
    const option = Object.hasOwn(command.options, name) ? command.options[name] : undefined;
    if (!option || option.kind === 'image') throw noSuchOption(command, name);
    if (isBlank(value)) continue;
    parsed[name] = parseOption(name, option, value);
  }
  const missing = Object.entries(command.options).find(([name, option]) => isMissing(name, option, parsed));
  if (missing) {
    throw new HTTPException(400, { message: `/${command.name} needs ${missing[0]}: ${missing[1].about}.` });
  }
  return parsed;
}

/** An empty prompt has a sentence of its own, which the app says; so has a missing picture. */
const isMissing = (name: string, option: Option, parsed: Readonly<Record<string, OptionValue>>): boolean =>
  option.kind === 'text' && option.required === true && name !== 'prompt' && parsed[name] === undefined;

type Given = Exclude<Option, { kind: 'image' }>;

function parseOption(name: string, option: Given, value: OptionValue): OptionValue {
  switch (option.kind) {
    case 'text':
      return parseText(name, option, String(value));
    case 'integer':
      return parseInteger(name, option, value);
    case 'choice':
      return (
        option.of.find((choice) => choice.toLowerCase() === String(value).trim().toLowerCase()) ??
        refuse(name, value, option.of.join(', '))
      );
    case 'flag':
      return parseFlag(name, value);
    case 'person':
      return parsePerson(String(value).trim().replace(/^@/, '')).userId;
    case 'role':
      return String(value).trim().replace(/^@/, '').toLowerCase();
    case 'channel': {
      const channel = String(value).trim().replace(/^#/, '').toLowerCase();
      return channel === CHANNEL ? channel : refuse(name, value, `#${CHANNEL}, the only channel here`);
    }
  }
}

function parseText(name: string, { max }: Extract<Option, { kind: 'text' }>, value: string): string {
  const limit = name === 'prompt' ? HARD_MAX_CHARACTERS : Math.min(max ?? HARD_MAX_CHARACTERS, HARD_MAX_CHARACTERS);
  const length = [...value].length;
  if (length > limit)
    refuse(name, `${[...value].slice(0, 20).join('')}…`, `at most ${limit} characters, not ${length}`);
  return value;
}

function parseInteger(
  name: string,
  { min, max }: Extract<Option, { kind: 'integer' }>,
  value: OptionValue,
): number | never {
  const number = /^[+-]?\d{1,15}$/.test(String(value).trim()) ? Number(value) : Number.NaN;
  return number >= min && number <= max ? number : refuse(name, value, `a whole number from ${min} to ${max}`);
}

function parseFlag(name: string, value: OptionValue): boolean | never {
  const word = String(value).trim().toLowerCase();
  if (['true', 'yes', 'on', '1'].includes(word)) return true;
  if (['false', 'no', 'off', '0'].includes(word)) return false;
  return refuse(name, value, 'yes or no');
}

const isBlank = (value: OptionValue): boolean => typeof value === 'string' && value.trim() === '';

function refuse(option: string, value: OptionValue, allowed: string): never {
  throw new EaselError('option-invalid', { option, value: String(value).slice(0, 60), allowed });
}

function noSuchOption({ name, options }: Command, given: string): HTTPException {
  const known = Object.entries(options).flatMap(([id, { kind }]) => (kind === 'image' ? [] : [id]));
  const message = `/${name} has no option ${given.slice(0, 60)} to write. It has ${known.join(', ') || 'none'}.`;
  return new HTTPException(400, { message });
}
