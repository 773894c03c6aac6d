import { RE2JS } from 're2js';
import { plainForm } from './content-fold.ts';
import type { FindWord } from './content-word.ts';

/** Characters; a longer one cannot be read by the moderator who comes after. */
export const LONGEST_PATTERN = 500;
/** RE2's steps. What takes more is no rule about words, and costs memory. */
const MOST_STEPS = 2000;
/** Of all patterns of a place together: every request there is held against each of them, and everybody waits for that. */
export const MOST_STEPS_TOGETHER = 10_000;

/** What is wrong with a pattern, in words that end a sentence; `undefined` where it can be used. */
export function whatIsWrong(said: string): string | undefined {
  if (said.length > LONGEST_PATTERN) return `at most ${LONGEST_PATTERN} characters; this pattern has ${said.length}`;
  const compiled = compile(said);
  if (typeof compiled === 'string') return `a pattern that RE2 can read; of this one it says: ${compiled}`;
  if (compiled.programSize() > MOST_STEPS) return 'a smaller pattern: this one repeats too much';
  return compiled.test('') ? 'a pattern that does not fit everything, as this one does' : undefined;
}

/** How much work a pattern is for every letter; nothing where it cannot be used. */
export function stepsOf(said: string): number {
  const compiled = compile(said);
  return typeof compiled === 'string' ? 0 : compiled.programSize();
}

/** Finds a pattern anywhere in words as they were said, in any case. It was checked when it was set. */
export function patternFinder(said: string): FindWord {
  const compiled = compile(said);
  if (typeof compiled === 'string') return () => undefined;
  return (words) => {
    const plain = plainForm(words);
    if (!compiled.test(plain)) return undefined;
    const matcher = compiled.matcher(plain);
    return matcher.find() ? (matcher.group() ?? '') : undefined;
  };
}

/** RE2 takes time in proportion to the words alone, whatever the pattern; what would not, such as `\1` and `(?=`, it cannot read. */
function compile(said: string): RE2JS | string {
  try {
    return RE2JS.compile(said, RE2JS.CASE_INSENSITIVE);
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message.replace(/^error parsing regexp: /, '') : 'it is broken';
  }
}
