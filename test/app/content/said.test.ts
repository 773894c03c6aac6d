import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openContentKit, ruleOf } from './content-kit.ts';

const FORBIDDEN = { words: [ruleOf('sword', 'block')] };

it.each([
  { prompt: 's{w,w}ord' },
  { prompt: 'a {sword}' },
  { prompt: '{sw,b}{ord,ee}' },
  { prompt: 'a knight', negative: 'sword' },
])('what braces and other options make of words is judged: %o', async (options) => {
  const kit = await openContentKit({ rules: FORBIDDEN });
  await kit.talk.ask({ id: 'asked', options });
  expect((await kit.ended('asked')).failure?.failure.code).toBe('content-rule');
  expect(kit.calls).toEqual([]);
  const { answer } = await kit.talk.ask({ options: { ...options, 'dry-run': true } });
  expect(JSON.stringify(answer)).not.toContain('What this would do');
});

it('nothing is sent that was not looked at, whatever the braces', async () => {
  const piece = fc.constantFrom('s', 'w', 'ord', '{', '}', ',', 'sw', ' ', 'bow', '{w,w}', '{s,b}');
  const words = fc.array(piece, { minLength: 1, maxLength: 8 }).map((pieces) => `a ${pieces.join('')}`);
  await fc.assert(
    fc.asyncProperty(words, async (prompt) => {
      const kit = await openContentKit({ rules: FORBIDDEN });
      await kit.talk.ask({ id: 'asked', options: { prompt } });
      await kit.ended('asked');
      for (const { request } of kit.asked) expect(request.prompt).not.toMatch(/\bsword\b/);
    }),
    { numRuns: 40 },
  );
});
