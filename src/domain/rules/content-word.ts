import { RE2JS } from 're2js';
import { folded } from './content-fold.ts';

/** Finds one word or phrase of a rule in folded words. @returns what was found, or `undefined`. */
export type FindWord = (foldedWords: string) => string | undefined;

/** Shorter words have no disguises: too much that is harmless would look like one. */
const SHORTEST_DISGUISED = 3;
/** From here on one sign may stand between two letters: `fo-rest`. */
const SHORTEST_SPLIT = 4;

/**
 * A word is found whole, never within another. Its disguises, which can be explained in one breath: signs for letters (`4` for a, `$`
 * for s, `*` for a vowel), letters drawn out three times or more, one sign between letters, and letters set apart one by one.
 */
export function wordFinder(said: string): FindWord {
  const letters = [...folded(said).trim()];
  const pattern = RE2JS.compile(wholeWord(letters));
  return (words) => {
    if (!pattern.test(words)) return undefined;
    const matcher = pattern.matcher(words);
    for (let from = 0; from <= words.length && matcher.find(from); from = Math.max(matcher.end(1), from + 1)) {
      const found = matcher.group(1) ?? '';
      if (!ONLY_NUMBERS.test(found) || ONLY_NUMBERS.test(letters.join(''))) return found;
    }
    return undefined;
  };
}

/** A number is no disguise: `50` does not say "so". */
const ONLY_NUMBERS = /^[\d\s.,]+$/;

function wholeWord(letters: readonly string[]): string {
  const runs = runsOf(letters);
  const disguised = letters.filter(isLetter).length >= SHORTEST_DISGUISED;
  const elements = runs.map((run) => element(run, disguised));
  const split = disguised && letters.length >= SHORTEST_SPLIT ? `${SIGN}?` : '';
  const apart = disguised
    ? `|${letters
        .filter((letter) => !isBlank(letter))
        .map(shapesOf)
        .join(APART)}`
    : '';
  const [first = '', last = ''] = [letters[0], letters.at(-1)];
  const [before, after] = [
    NO_SPACES.test(first) ? '' : `(?:^|${OUTSIDE})`,
    NO_SPACES.test(last) ? '' : `(?:$|${OUTSIDE})`,
  ];
  return `${before}(${elements.join(split)}${apart})${after}`;
}

interface Run {
  readonly letter: string;
  readonly times: number;
}

function runsOf(letters: readonly string[]): readonly Run[] {
  const runs: Run[] = [];
  for (const letter of letters) {
    const last = runs.at(-1);
    if (last?.letter === letter) runs[runs.length - 1] = { letter, times: last.times + 1 };
    else runs.push({ letter, times: 1 });
  }
  return runs;
}

/** One letter is drawn out from three on: two of them may make another word, as in `as` and `ass`. */
function element({ letter, times }: Run, disguised: boolean): string {
  if (isBlank(letter)) return '[\\s._-]+';
  if (!disguised || !isLetter(letter)) return RE2JS.quote(letter).repeat(times);
  const shapes = shapesOf(letter);
  return times === 1 ? `${shapes}(?:${shapes}{2,})?` : `${shapes}{${times},}`;
}

const shapesOf = (letter: string): string => {
  const disguises = DISGUISES[letter];
  return disguises ? `[${letter}${disguises}]` : RE2JS.quote(letter);
};

const SIGN = "[._*~'’-]";
const APART = "[\\s._*~'’/|-]+";
/** What folded words have beside letters, numbers and their marks. */
const OUTSIDE = '[\\s!-/:-@\\[-`{-~€’]';
/** Scripts that set words side by side, or hang particles on them: there is no telling where a word ends. */
const NO_SPACES =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** Signs that stand for a letter, as they are written within a class. */
const DISGUISES: Readonly<Record<string, string>> = {
  a: '4@*',
  b: '8',
  c: '(',
  e: '3€*',
  g: '9',
  i: '1!|*',
  l: '1|',
  o: '0*',
  s: '5$',
  t: '7+',
  u: '*',
  z: '2',
};

const isLetter = (letter: string): boolean => /\p{L}/u.test(letter);

const isBlank = (letter: string): boolean => /\s/.test(letter);
