import type { Option } from '#src/ports/command.ts';
import { asTyped, channelIn, groupIn, personIn } from './entities.ts';

export type OptionValue = string | number | boolean;

const YES: readonly string[] = ['yes', 'on', 'true', '1', 'ja'];
const NO: readonly string[] = ['no', 'off', 'false', '0', 'nein'];

/** What a word says of a flag. */
export function flagIn(word: string): boolean | undefined {
  const plain = word.trim().toLowerCase();
  if (YES.includes(plain)) return true;
  return NO.includes(plain) ? false : undefined;
}

/** The value that words are for an option; `undefined` where they do not fit it. @param words as Slack wrote them. */
export function fitting(option: Option, words: string): OptionValue | undefined {
  const typed = asTyped(words).trim();
  if (typed === '') return undefined;
  switch (option.kind) {
    case 'text':
      return typed;
    case 'integer':
      return /^[+-]?\d{1,15}$/.test(typed) ? Number(typed) : undefined;
    case 'choice':
      return option.of.find((choice) => choice.toLowerCase() === typed.toLowerCase());
    case 'flag':
      return flagIn(typed);
    case 'person':
      return personIn(words);
    case 'role':
      return groupIn(words);
    case 'channel':
      return channelIn(words);
    case 'image':
      return undefined;
  }
}

/**
 * Whom or what a word names, for an option that wants that: an id, or a name that Slack did not turn into one. Which person it is, or
 * whether it is a group, is looked up later.
 */
export function nameIn(option: Option, word: string): string | undefined {
  const sign = SIGNS[option.kind];
  if (sign === undefined) return undefined;
  const value = fitting(option, word);
  const typed = asTyped(word).trim();
  if (value !== undefined) return String(value);
  return word.trim() === typed && new RegExp(`^${sign}[\\p{L}\\p{N}][\\p{L}\\p{N}._-]*$`, 'u').test(typed)
    ? typed
    : undefined;
}

const SIGNS: { readonly [K in Option['kind']]?: string } = { person: '@', role: '@', channel: '#' };

/** The same, but what does not fit is kept as it was typed: whoever reads it says what is wrong with it. */
export const givenValue = (option: Option, words: string): OptionValue | undefined =>
  fitting(option, words) ?? (option.kind === 'flag' ? undefined : asTyped(words).trim() || undefined);
