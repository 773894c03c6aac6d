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

/** The same, but what does not fit is kept as it was typed: whoever reads it says what is wrong with it. */
export const givenValue = (option: Option, words: string): OptionValue | undefined =>
  fitting(option, words) ?? (option.kind === 'flag' ? undefined : asTyped(words).trim() || undefined);
