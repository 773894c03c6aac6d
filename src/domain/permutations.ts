import { EaselError } from './errors.ts';

/** An escaped sign, or braces without others in them. What looks like JSON or code (quotes, colons, line breaks inside) is none. */
const GROUP = /\\[{},\\]|\{((?:\\[{},\\]|\\(?![{},\\])|[^{}":\n\\])*)\}/g;

/**
 * `{red,blue} car in {rain,snow}` -> its four prompts, in the order people would read them. Groups may stand inside groups, an
 * empty choice is a choice (`a{, red} car`), and a backslash before a brace or comma makes it an ordinary sign. Braces without a
 * comma are no group; a prompt without groups is its only one, its blanks untouched. The same words are never made twice.
 *
 * @throws {EaselError} `too-many-pictures` as soon as there are more prompts than `max`.
 */
export function expandPrompt(prompt: string, max: number): readonly string[] {
  let open: readonly string[] = [prompt];
  if (!hasGroup(prompt)) return [unescaped(prompt)];
  for (let innermost = open.some(hasGroup); innermost; innermost = open.some(hasGroup)) {
    const count = open.reduce((sum, words) => sum + choicesIn(words).length, 0);
    // Counted without writing them out: a few short groups can stand for millions.
    if (count > max) throw new EaselError('too-many-pictures', { count: totalOf(prompt), max });
    open = open.flatMap(choicesIn);
  }
  return [
    ...new Set(
      open.map((words) =>
        unescaped(words)
          .replace(/[^\S\n]+/g, ' ')
          .trim(),
      ),
    ),
  ];
}

/** How many prompts it stands for, the same words counted twice; exact as far as numbers go. */
export function totalOf(prompt: string): number {
  let words = prompt;
  let total = 1;
  for (let group = firstGroup(words); group; group = firstGroup(words)) {
    total *= choicesOf(group.choices).length;
    words = `${words.slice(0, group.at)}${words.slice(group.at + group.length)}`;
  }
  return total;
}

const hasGroup = (words: string): boolean => firstGroup(words) !== undefined;

function choicesIn(words: string): readonly string[] {
  const group = firstGroup(words);
  if (!group) return [words];
  const [before, after] = [words.slice(0, group.at), words.slice(group.at + group.length)];
  return choicesOf(group.choices).map((choice) => `${before}${choice}${after}`);
}

function firstGroup(words: string): { at: number; length: number; choices: string } | undefined {
  for (const match of words.matchAll(GROUP)) {
    const [{ length }, choices] = match;
    if (choices !== undefined && choicesOf(choices).length > 1) return { at: match.index, length, choices };
  }
  return undefined;
}

/** Between the commas that are not escaped. */
function choicesOf(words: string): readonly string[] {
  const choices = [''];
  for (const [sign] of words.matchAll(/\\[{},\\]|[\s\S]/g))
    if (sign === ',') choices.push('');
    else choices.push(`${choices.pop() ?? ''}${sign}`);
  return choices.map((choice) => choice.trim());
}

const unescaped = (words: string): string => words.replace(/\\([{},\\])/g, '$1');
