import { totalOf } from '#src/domain/permutations.ts';
import { isBlank } from '#src/domain/prompt.ts';
import { TEMPLATE_LIMITS } from './template.ts';
import { blanksOf, type FlatPart, invalid } from './unfold-template.ts';

/**
 * The prompt of a template with its blanks filled. What is filled in stands for nothing but itself: no braces, commas or
 * backslashes of it mean anything, and it is not looked through for blanks.
 * @param given by the blanks' names.
 * @throws {EaselError} `template-invalid` where a blank has nothing to stand there, or what is given cannot stand there.
 */
export function fillTemplate(parts: readonly FlatPart[], given: ReadonlyMap<string, string>): string {
  const values = new Map(blanksOf(parts).map(({ name, usual }) => [name, wordsFor(name, given.get(name) ?? usual)]));
  const sample = join(parts, () => 'x');
  const prompt = join(parts, (name) => inert(values.get(name) ?? '', sample.includes('{')));
  if (totalOf(prompt) === totalOf(sample)) return prompt;
  throw invalid(
    'What stands among choices in braces may have no colon, quotation mark or line break. Change what you filled in',
  );
}

/** The blanks that nothing stands in. */
export const missingIn = (parts: readonly FlatPart[], given: ReadonlyMap<string, string>): readonly string[] =>
  blanksOf(parts).flatMap(({ name, usual }) => (isBlank(given.get(name) ?? usual ?? '') ? [name] : []));

function wordsFor(name: string, value: string | undefined): string {
  if (value === undefined || isBlank(value)) throw invalid(`The blank ${name} is empty. Write what stands there`);
  const words = value.trim();
  if ([...words].length > TEMPLATE_LIMITS.blankLength)
    throw invalid(
      `What you filled in for ${name} is longer than ${TEMPLATE_LIMITS.blankLength} characters. Shorten it`,
    );
  return words;
}

const join = (parts: readonly FlatPart[], value: (blank: string) => string): string =>
  parts.map((part) => (part.kind === 'words' ? part.words : value(part.name))).join('');

/** Commas mean something only among choices, and look better without a backslash elsewhere. */
const inert = (value: string, isBraced: boolean): string => value.replace(isBraced ? /[{},\\]/g : /[{}\\]/g, '\\$&');
