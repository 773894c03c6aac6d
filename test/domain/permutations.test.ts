import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EaselError } from '#src/domain/errors.ts';
import { expandPrompt } from '#src/domain/permutations.ts';

const MAX = 40;
const escaped = (words: string): string => words.replace(/[{},\\]/g, '\\$&');
const tidy = (words: string): string => words.replace(/[^\S\n]+/g, ' ').trim();

function refusalOf(prompt: string, max = MAX): Partial<EaselError> {
  try {
    expandPrompt(prompt, max);
  } catch (thrown) {
    // Only what the test compares with is read of it.
    return thrown as EaselError;
  }
  throw new Error(`${prompt} was not refused.`);
}

describe('choices in a prompt', () => {
  it.each<[string, readonly string[]]>([
    ['a {red,blue} car', ['a red car', 'a blue car']],
    ['{red,blue} car in {rain,snow}', ['red car in rain', 'red car in snow', 'blue car in rain', 'blue car in snow']],
    ['{ red , blue }car', ['redcar', 'bluecar']],
    ['a {,red} car', ['a car', 'a red car']],
    ['a{, red} car', ['a car', 'ared car']],
    ['{cat,{big,small} dog}', ['cat', 'big dog', 'small dog']],
    ['{{a,b},{c,d}}', ['a', 'c', 'd', 'b']],
    ['{red,red} car', ['red car']],
    ['{🦊,🐈} at dusk', ['🦊 at dusk', '🐈 at dusk']],
  ])('%s stands for its prompts', (prompt, prompts) => {
    expect(new Set(expandPrompt(prompt, MAX))).toEqual(new Set(prompts));
  });

  it('are read from left to right', () => {
    expect(expandPrompt('{a,b} {c,d}', MAX)).toEqual(['a c', 'a d', 'b c', 'b d']);
  });

  it.each<[string, string]>([
    ['a fox at dusk', 'a fox at dusk'],
    ['  two  blanks\n\n    and lines ', '  two  blanks\n\n    and lines '],
    ['', ''],
    ['a {red} car', 'a {red} car'],
    ['{}', '{}'],
    ['a {red, blue car', 'a {red, blue car'],
    ['a red, blue} car', 'a red, blue} car'],
    ['{"subject": "car", "colours": ["red", "blue"]}', '{"subject": "car", "colours": ["red", "blue"]}'],
    ['{\n  subject, colour\n}', '{\n  subject, colour\n}'],
    ['body {color: red, blue}', 'body {color: red, blue}'],
    ['{"a": {"b": 1, "c": 2}}', '{"a": {"b": 1, "c": 2}}'],
  ])('are none in %j', (prompt, words) => {
    expect(expandPrompt(prompt, MAX)).toEqual([words]);
  });

  it.each<[string, readonly string[]]>([
    ['\\{red,blue\\} car', ['{red,blue} car']],
    ['{red\\,blue} car', ['{red,blue} car']],
    ['{red\\, dark,blue} car', ['red, dark car', 'blue car']],
    ['{\\{x\\},y}', ['{x}', 'y']],
    ['{a\\\\,b}', ['a\\', 'b']],
    ['C:\\new', ['C:\\new']],
  ])('and escapes: %s', (prompt, prompts) => {
    expect(expandPrompt(prompt, MAX)).toEqual(prompts);
  });

  it('are the whole truth: whatever is escaped stays a word, and every choice comes up once', () => {
    const word = fc.string({ minLength: 1, maxLength: 8 }).map((words) => words.replace(/[":\n]/g, '.'));
    const choices = fc.array(word, { minLength: 2, maxLength: 5 });
    fc.assert(
      fc.property(word, choices, word, (before, all, after) => {
        const prompt = `${escaped(before)}{${all.map(escaped).join(',')}}${escaped(after)}`;
        const expected = all.map((choice) => tidy(`${before}${choice.trim()}${after}`));
        expect(expandPrompt(prompt, MAX)).toEqual([...new Set(expected)]);
        expect(expandPrompt(escaped(before), MAX)).toEqual([before]);
      }),
    );
  });

  it('multiply, in the order of their groups', () => {
    const sizes = fc.array(fc.integer({ min: 2, max: 4 }), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(sizes, (counts) => {
        const groups = counts.map((count, group) => Array.from({ length: count }, (_, at) => `${group}${at}`));
        const prompt = groups.map((choices) => `{${choices.join(',')}}`).join(' ');
        const all = groups.reduce<string[]>(
          (done, choices) => done.flatMap((start) => choices.map((choice) => `${start} ${choice}`.trim())),
          [''],
        );
        expect(expandPrompt(prompt, 64)).toEqual(all);
      }),
    );
  });
});

describe('too many choices', () => {
  it('are refused with their number', () => {
    const many = (count: number) => `{${Array.from({ length: count }, (_, at) => at).join(',')}} car`;
    expect(expandPrompt(many(40), MAX)).toHaveLength(40);
    expect(refusalOf(many(41))).toMatchObject({ code: 'too-many-pictures', details: { count: 41, max: 40 } });
    expect(refusalOf(many(500))).toMatchObject({ details: { count: 500, max: 40 } });
    expect(refusalOf('{a,b,c,d,e} {a,b,c,d,e} {a,b,c,d,e} {a,b,c,d}')).toMatchObject({ details: { count: 500 } });
  });

  it('are counted, never written out', () => {
    const startedAt = performance.now();
    expect(refusalOf('{a,b}'.repeat(400))).toMatchObject({ details: { count: 2 ** 400 } });
    expect(refusalOf(`${'{a,'.repeat(600)}b${'}'.repeat(600)}`)).toMatchObject({ code: 'too-many-pictures' });
    expect(performance.now() - startedAt).toBeLessThan(1000);
  });

  it.each([
    ['braces that never close', `${'{a,'.repeat(660)}`],
    ['one brace and many commas', `{${'a,'.repeat(990)}`],
    ['backslashes', `{${'\\'.repeat(1990)}`],
    ['braces that never open', '},'.repeat(1000)],
  ])('and words that only look like them take no time: %s', (_what, prompt) => {
    const startedAt = performance.now();
    expect(expandPrompt(prompt, MAX)).toHaveLength(1);
    expect(performance.now() - startedAt).toBeLessThan(500);
  });

  it('never come through, and nothing of any prompt takes long', () => {
    const soup = fc.array(fc.constantFrom('{', '}', ',', '\\', 'a', 'b', ' ', '"', ':', '\n'), { maxLength: 120 });
    fc.assert(
      fc.property(soup, fc.integer({ min: 1, max: 50 }), (signs, max) => {
        let prompts: readonly string[] = [];
        try {
          prompts = expandPrompt(signs.join(''), max);
        } catch (thrown) {
          expect(thrown).toMatchObject({ code: 'too-many-pictures', details: { max } });
          return;
        }
        expect(prompts.length).toBeGreaterThan(0);
        expect(prompts.length).toBeLessThanOrEqual(max);
        expect(new Set(prompts).size).toBe(prompts.length);
      }),
      { numRuns: 500 },
    );
  });
});
