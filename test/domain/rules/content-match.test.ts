import { describe, expect, it } from 'vitest';
import { createWordMatcher, type Finding, fitOfFinding } from '#src/domain/rules/content-match.ts';
import { type ProviderCheck, strictest, type WordRule } from '#src/domain/rules/content-rules.ts';

const ruleOf = (said: string, more: Partial<WordRule> = {}): WordRule => ({
  id: 'w1',
  kind: 'word',
  said,
  action: 'block',
  ...more,
});

const ANYWHERE = { ageRestricted: false };

const whatFits = (rule: WordRule, said: string): string | undefined =>
  createWordMatcher()([rule], [said], ANYWHERE)[0]?.what;

describe('a word', () => {
  it.each([
    ['kill', 'a KILL zone'],
    ['kill', 'kill'],
    ['kill', '«kill»'],
    ['kill', 'x🔪kill🔪'],
    ['hot dog', 'two hot\ndogs and a hot  dog'],
    ['naïve', 'a NAIVE painting'],
    ['боль', 'БОЛЬ!'],
    ['c++', 'c++ code'],
    ['2026', 'the year 2026'],
    ['血', '流血的战士'],
    ['총', '총을 든'],
    ['as', 'as'],
  ])('%s is found in %j', (word, said) => {
    expect(whatFits(ruleOf(word), said)).toMatch(/^the word|which reads as/);
  });

  it.each([
    ['kill', 'skill'],
    ['kill', 'killer'],
    ['kill', 'kil'],
    ['as', 'ass'],
    ['ass', 'class'],
    ['ass', 'cl@ss'],
    ['as', '45'],
    ['so', '50 cats'],
    ['loo', '100 cats'],
    ['hot dog', 'a hotdog'],
    ['हत्य', 'यह हत्या है'],
  ])('%s is not found in %j', (word, said) => {
    expect(whatFits(ruleOf(word), said)).toBeUndefined();
  });

  it.each([
    ['signs for letters', 'ki11'],
    ['a star for a vowel', 'k*ll'],
    ['letters drawn out', 'kiiiillllll'],
    ['signs between letters', 'k.i.l.l'],
    ['one sign somewhere', 'ki-ll'],
    ['letters set apart', 'k i l l'],
    ['zero-width signs', 'k\u200bi\u2060l\u00adl'],
    ['a turned direction of writing', '\u202ekill\u202c'],
    ['wide letters', 'ＫＩＬＬ'],
    ['mathematical letters', '𝓴𝓲𝓵𝓵'],
    ['letters in boxes', '🅺🅸🅻🅻'],
    ['letters of flags', '🇰🇮🇱🇱'],
    ['a Cyrillic letter among Latin ones', 'kіll'],
    ['accents over each letter', 'k̷̢i̶̛l̴̀l̵̕'],
    ['variation selectors', 'k\ufe0fi\ufe0fll'],
  ])('is found behind %s', (_how, said) => {
    expect(whatFits(ruleOf('kill'), `please ${said} it`)).toBeDefined();
  });

  it('tells what was found and what it reads as', () => {
    expect(whatFits(ruleOf('kill'), 'KI11 it')).toBe('"ki11", which reads as "kill"');
    expect(whatFits(ruleOf('kill'), 'KILL it')).toBe('the word "kill"');
  });

  it('is not made longer by what stands around it', () => {
    const long = 'a'.repeat(200);
    expect(whatFits(ruleOf(long), long)?.length).toBeLessThan(80);
  });
});

describe('a pattern', () => {
  it('is found anywhere, in any case, through invisible signs', () => {
    const rule = ruleOf('k[i1]ll(er|ing)s?', { kind: 'pattern', id: 'w7' });
    expect(whatFits(rule, 'two KILL\u200bERS')).toBe('"KILLERS" fits the pattern w7');
    expect(whatFits(rule, 'kill')).toBeUndefined();
  });

  it('that was broken by hand in the store fits nothing and breaks nothing', () => {
    expect(whatFits(ruleOf('(a', { kind: 'pattern' }), 'a(a')).toBeUndefined();
  });

  it.each([
    ['(a+)+$', `${'a'.repeat(100_000)}!`],
    ['(x+x+)+y', 'x'.repeat(100_000)],
    ['(.*)(.*)(.*)(.*)(.*)[^a]{500}z', 'ab'.repeat(10_000)],
    ['[ab]*a[ab]{400}c', 'abbab'.repeat(5000)],
  ])('%s takes no time to speak of', (said, words) => {
    const startedAt = performance.now();
    expect(whatFits(ruleOf(said, { kind: 'pattern' }), words)).toBeUndefined();
    expect(performance.now() - startedAt).toBeLessThan(3000);
  });
});

it('no word takes long either, whatever was said', () => {
  const startedAt = performance.now();
  whatFits(ruleOf('illillillill'), '1'.repeat(20_000));
  whatFits(ruleOf('ill'), '111 '.repeat(5000));
  expect(performance.now() - startedAt).toBeLessThan(3000);
});

it('a rule with an exception does not count in places for adults, and only there', () => {
  const fits = createWordMatcher();
  const rules = [ruleOf('nude', { exceptAgeRestricted: true }), ruleOf('gore', { id: 'w2' })];
  const said = ['a nude with gore'];
  expect(fits(rules, said, { ageRestricted: true }).map(({ rule }) => rule)).toEqual(['w2']);
  expect(fits(rules, said, ANYWHERE).map(({ rule }) => rule)).toEqual(['w1', 'w2']);
});

it('of several rules that fit the strictest decides', () => {
  const fits = createWordMatcher()(
    [
      ruleOf('fox', { action: 'warn' }),
      ruleOf('red', { action: 'review', id: 'w2' }),
      ruleOf('den', { action: 'spoiler' }),
    ],
    ['a red fox in its den'],
    ANYWHERE,
  );
  expect(fits).toHaveLength(3);
  expect(strictest(fits)).toMatchObject({ action: 'review', rule: 'w2' });
  expect(strictest([])).toBeUndefined();
});

describe("a provider's finding", () => {
  const check: ProviderCheck = { prompts: true, pictures: true, action: 'block' };
  const finding: Finding = { flagged: true, categories: ['sexual'], scores: { sexual: 0.7, violence: 0.3 } };

  it('fits where the provider flags it', () => {
    expect(fitOfFinding(check, finding, ANYWHERE)?.what).toBe('the check of content found sexual');
    expect(fitOfFinding(check, { ...finding, flagged: false }, ANYWHERE)).toBeUndefined();
    expect(fitOfFinding(check, { ...finding, categories: [] }, ANYWHERE)?.what).toBe(
      'the check of content found something',
    );
  });

  it('fits from the threshold on where there is one, whatever the flag says', () => {
    expect(fitOfFinding({ ...check, threshold: 0.3 }, finding, ANYWHERE)?.what).toContain('sexual, violence');
    expect(fitOfFinding({ ...check, threshold: 0.9 }, finding, ANYWHERE)).toBeUndefined();
  });

  it('leaves nudity alone in places for adults where that is excepted, and never minors', () => {
    const excepting: ProviderCheck = { ...check, exceptAgeRestricted: true };
    const adults = { ageRestricted: true };
    expect(fitOfFinding(excepting, finding, adults)).toBeUndefined();
    expect(fitOfFinding(excepting, finding, ANYWHERE)).toBeDefined();
    expect(fitOfFinding(check, finding, adults)).toBeDefined();
    expect(fitOfFinding(excepting, { ...finding, categories: ['sexual', 'sexual/minors'] }, adults)?.what).toBe(
      'the check of content found sexual/minors',
    );
  });
});
