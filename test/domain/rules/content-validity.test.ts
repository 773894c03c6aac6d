import { expect, it } from 'vitest';
import { EaselError } from '#src/domain/errors.ts';
import type { ContentRules, WordRule } from '#src/domain/rules/content-rules.ts';
import { checkContentRules } from '#src/domain/rules/content-validity.ts';

function refusal(rules: ContentRules): string | undefined {
  try {
    checkContentRules(rules);
  } catch (thrown) {
    if (thrown instanceof EaselError && thrown.code === 'option-invalid') return thrown.message;
    throw thrown;
  }
  return undefined;
}

const rule = (kind: WordRule['kind'], said: string): WordRule => ({ id: 'w1', kind, said, action: 'warn' });

it.each([
  ['(a', 'missing closing )'],
  ['(a)\\1', 'invalid escape sequence'],
  ['(?=a)', 'invalid or unsupported Perl syntax'],
  ['[z-a]', 'invalid character class range'],
  ['a{2000}', 'invalid repeat count'],
  ['(.{50}){50}', 'invalid repeat count'],
  [`${'('.repeat(240)}a${')'.repeat(240)}`, ''],
  ['[\\p{L}\\p{N}]{900}[\\p{L}\\p{N}]{900}[\\p{L}\\p{N}]{900}', 'repeats too much'],
  ['a*', 'does not fit everything'],
  ['', 'does not fit everything'],
  ['x'.repeat(501), 'at most 500 characters; this pattern has 501'],
])('the pattern %s is refused with what is wrong, or can be used', (said, why) => {
  const refused = refusal({ words: [rule('pattern', said)] });
  if (why === '') expect(refused).toBeUndefined();
  else expect(refused).toContain(why);
});

it.each([
  ['word', '...', 'a word with at least one letter'],
  ['word', ' ', 'a word with at least one letter'],
  ['word', 'x'.repeat(101), 'at most 100 characters'],
] as const)('the %s %j is refused', (kind, said, why) => {
  expect(refusal({ words: [rule(kind, said)] })).toContain(why);
});

it('bounds how much work all patterns of a place are together', () => {
  const words = Array.from({ length: 20 }, (_, index) => rule('pattern', `${'[a-z]'.repeat(95)}{9}${index}`));
  expect(refusal({ words: words.slice(0, 2) })).toBeUndefined();
  const greedy = Array.from({ length: 12 }, (_, index) => rule('pattern', `(abcdefghi[0-9]){80}${index}`));
  expect(refusal({ words: greedy.slice(0, 5) })).toBeUndefined();
  expect(refusal({ words: greedy })).toContain('they repeat too much');
  const plain = Array.from({ length: 200 }, (_, index) => rule('pattern', `bad ?word${index}|worse\\b`));
  expect(refusal({ words: plain })).toBeUndefined();
});

it('bounds how many rules there are', () => {
  const words = Array.from({ length: 201 }, (_, index) => rule('word', `word${index}`));
  expect(refusal({ words })).toContain('at most 200');
  expect(refusal({ words: words.slice(1) })).toBeUndefined();
});

it.each([
  [{ cases: 0, days: 7, blockMs: 86_400_000 }, 'cases'],
  [{ cases: 1.5, days: 7, blockMs: 86_400_000 }, 'cases'],
  [{ cases: 3, days: 91, blockMs: 86_400_000 }, 'days'],
  [{ cases: 3, days: 7, blockMs: 1 }, 'block'],
])('refuses numbers that make no sense: %j', (escalation, what) => {
  expect(refusal({ escalation })).toContain(what);
});

it.each([0, -1, 1.01, Number.NaN])('refuses %s as a threshold', (threshold) => {
  expect(refusal({ check: { prompts: true, pictures: true, action: 'warn', threshold } })).toContain('threshold');
});

it('takes what makes sense', () => {
  expect(
    refusal({
      words: [rule('word', 'kill'), rule('pattern', 'k[i1]ll')],
      check: { prompts: true, pictures: false, action: 'review', threshold: 0.4, onFailure: 'allow' },
      escalation: { cases: 3, days: 7, blockMs: 86_400_000 },
    }),
  ).toBeUndefined();
});
