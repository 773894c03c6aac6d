import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expandPrompt } from '#src/domain/permutations.ts';
import { fillTemplate, missingIn } from '#src/domain/templates/fill-template.ts';
import { unfoldTemplate } from '#src/domain/templates/unfold-template.ts';
import { finder, template } from './template-kit.ts';

const partsOf = (prompt: string) => unfoldTemplate(template('a', prompt), finder({}));
const filled = (prompt: string, given: Readonly<Record<string, string>> = {}): string =>
  fillTemplate(partsOf(prompt), new Map(Object.entries(given)));
const prompts = (prompt: string, given: Readonly<Record<string, string>> = {}) =>
  expandPrompt(filled(prompt, given), 100);

describe('filling a template', () => {
  it('puts what was given into its blanks, and the usual where nothing was', () => {
    expect(filled('a {{subject}} in {{place=Rome}}', { subject: ' a red fox ' })).toBe('a a red fox in Rome');
    expect(filled('{{a}} and {{a=b}}')).toBe('b and b');
  });

  it('leaves permutations to its author, and takes none from who fills it', () => {
    expect(prompts('{red,blue} {{subject}}', { subject: 'car' })).toEqual(['red car', 'blue car']);
    expect(prompts('a {{subject}}', { subject: '{red,blue} car' })).toEqual(['a {red,blue} car']);
    expect(prompts('{a {{subject}},b}', { subject: 'x, y' })).toEqual(['a x, y', 'b']);
  });

  it('takes nothing for a blank or a template that was filled in', () => {
    expect(prompts('a {{subject}}', { subject: '{{place=Rome}} {{>secret}}' })).toEqual([
      'a {{place=Rome}} {{>secret}}',
    ]);
  });

  it('shows commas as they were written where nothing is chosen', () => {
    expect(filled('a {{subject}}', { subject: 'cat, dog' })).toBe('a cat, dog');
  });

  it('refuses what would break the choices it stands among', () => {
    for (const subject of ['x: y', 'say "hi"', 'two\nlines'])
      expect(() => filled('{a {{subject}},b}', { subject })).toThrow('no colon, quotation mark or line break');
  });

  it('names what is missing, and refuses to leave it empty', () => {
    const parts = partsOf('{{a}} {{b=c}} {{d}}');
    expect(missingIn(parts, new Map([['a', ' \u200b ']]))).toEqual(['a', 'd']);
    expect(() => filled('{{a}}')).toThrow('The blank a is empty. Write what stands there.');
    expect(() => filled('{{a}}', { a: 'x'.repeat(501) })).toThrow('longer than 500');
  });

  it('makes nothing of what is filled in but the words themselves, whatever they are', () => {
    const value = fc
      .string({ minLength: 1, maxLength: 40, unit: fc.constantFrom(...'ab{},\\:" \n=>') })
      .filter((words) => words.trim() !== '');
    fc.assert(
      fc.property(value, (subject) => {
        expect(prompts('see {{subject}} here', { subject })).toEqual([`see ${subject.trim()} here`]);
      }),
    );
  });
});
