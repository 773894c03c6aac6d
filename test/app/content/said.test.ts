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

it('nothing is planned to be sent that was not looked at, whatever the braces', async () => {
  const kit = await openContentKit({ rules: FORBIDDEN });
  const where = { tenantId: 'guild', personId: 'ada', channelId: 'art', roles: [] };
  const piece = fc.constantFrom('s', 'w', 'ord', '{', '}', ',', 'sw', ' ', 'bow', '{w,w}', '{s,b}');
  const words = fc.array(piece, { minLength: 1, maxLength: 8 }).map((pieces) => `a ${pieces.join('')}`);
  let planned = 0;
  await fc.assert(
    fc.asyncProperty(words, async (prompt) => {
      const request = { command: 'imagine', prompt, options: {}, images: [], instructions: [] } as const;
      const never = new AbortController().signal;
      const found = await kit.engine.dryRun(request, where, kit.talk.platform, never).catch(() => undefined);
      if (!found) return;
      planned++;
      const { plan } = found;
      for (const sent of [plan.prompt, ...(plan.prompts ?? []).map((one) => one.prompt)])
        expect(sent).not.toMatch(/\bsword\b/);
    }),
    { numRuns: 300 },
  );
  expect(planned).toBeGreaterThan(20);
});
