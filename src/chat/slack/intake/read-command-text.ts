import type { Command } from '#src/ports/command.ts';
import { optionAt } from './option-at.ts';
import { writable } from './option-names.ts';
import { fitting, givenValue, nameIn, type OptionValue } from './option-value.ts';
import { quotedWords } from './quotes.ts';
import { wordEnd, wordStart } from './words.ts';

type Options = Command['options'];
type Named = ReturnType<typeof writable>[number];

/** Ten times the longest prompt. What is behind would be refused anyway, and is not looked at. */
const LONGEST = 20_000;

/**
 * What somebody wrote behind a slash command: `a fox --ar 16:9 --n 2 --model flare`. Forgiving: every kind of dash, or none
 * (`ar:16:9`), and of quotes, short names. What is no option, or is one without a value, stays among the words. They are given to the options in their
 * order: people, groups and channels wherever they stand, numbers and choices at either end, all the rest to the first text.
 * @param whole as Slack sent it, with its entities.
 */
export function readCommandText(whole: string, options: Options): Readonly<Record<string, OptionValue>> {
  const text = whole.slice(0, LONGEST);
  const main = mainOf(options);
  const given = new Map<string, OptionValue>();
  const words: string[] = [];
  for (let at = wordStart(text, 0); at < text.length; ) {
    const option = optionAt(text, at, options, words.length > 0);
    const end = option?.end ?? wordEnd(text, at);
    const next = wordStart(text, end);
    if (!option) words.push(text.slice(at, next));
    else if (option.name === main) words.push(`${option.raw} `);
    else given.set(option.name, option.value);
    at = next;
  }
  placeWords(words, given, options);
  return Object.fromEntries(given);
}

/** The option that plain words are. */
const mainOf = (options: Options): string | undefined =>
  Object.keys(options).find((name) => options[name]?.kind === 'text');

function placeWords(words: string[], given: Map<string, OptionValue>, options: Options): void {
  const main = mainOf(options);
  const free = Object.keys(options).flatMap((name) => (given.has(name) ? [] : writable(name, options)));
  for (const named of free) placeName(named, words, given);
  for (const { name, option } of free) {
    if (name === main) break;
    if (option.kind !== 'integer' && option.kind !== 'choice') continue;
    const at = [0, words.length - 1].find((place) => fitting(option, words[place] ?? '') !== undefined);
    const value = at === undefined ? undefined : fitting(option, words.splice(at, 1).join(''));
    if (value !== undefined) given.set(name, value);
  }
  const rest = withoutQuotes(words.join('').trim());
  const holder = free.find(({ name }) => (main === undefined ? !given.has(name) : name === main));
  const value = holder && givenValue(holder.option, rest);
  if (holder && value !== undefined) given.set(holder.name, value);
}

/** Somebody, a group or a channel is known by its sign, wherever it stands. */
function placeName({ name, option }: Named, words: string[], given: Map<string, OptionValue>): void {
  const at = words.findIndex((word) => nameIn(option, word) !== undefined);
  const value = at < 0 ? undefined : nameIn(option, words.splice(at, 1).join(''));
  if (value !== undefined) given.set(name, value);
}

/** All of it in one pair of quotes is meant without them. */
function withoutQuotes(words: string): string {
  const quoted = quotedWords(words, 0);
  return quoted?.end === words.length && quoted.inside.trim() !== '' ? quoted.inside : words;
}
