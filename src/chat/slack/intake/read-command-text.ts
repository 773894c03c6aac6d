import type { Command } from '#src/ports/command.ts';
import { personIn } from './entities.ts';
import { optionAt } from './option-at.ts';
import { writable } from './option-names.ts';
import { fitting, givenValue, type OptionValue } from './option-value.ts';
import { quotedWords } from './quotes.ts';
import { wordEnd, wordStart } from './words.ts';

type Options = Command['options'];

/**
 * What somebody wrote behind a slash command: `a fox --ar 16:9 --n 2 --model flare`. Forgiving: any dash or none (`ar:16:9`), any
 * quotes, short names. What is no option, or is one without a value, stays among the words. They are given to the options in their
 * order: people and numbers where they fit, all the rest to the first text.
 * @param text as Slack sent it, with its entities.
 */
export function readCommandText(text: string, options: Options): Readonly<Record<string, OptionValue>> {
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
  const person = free.find(({ option }) => option.kind === 'person');
  const at = person ? words.findIndex((word) => personIn(word) !== undefined) : -1;
  if (person && at >= 0) given.set(person.name, personIn(words.splice(at, 1).join('')) ?? '');
  for (const { name, option } of free) {
    if (name === main) break;
    const value = option.kind === 'integer' || option.kind === 'choice' ? fitting(option, words[0] ?? '') : undefined;
    if (value === undefined) continue;
    given.set(name, value);
    words.shift();
  }
  const rest = withoutQuotes(words.join('').trim());
  const holder = free.find(({ name }) => (main === undefined ? !given.has(name) : name === main));
  const value = holder && givenValue(holder.option, rest);
  if (holder && value !== undefined) given.set(holder.name, value);
}

/** All of it in one pair of quotes is meant without them. */
function withoutQuotes(words: string): string {
  const quoted = quotedWords(words, 0);
  return quoted?.end === words.length && quoted.inside.trim() !== '' ? quoted.inside : words;
}
