import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Completions } from '#src/chat/discord/intake/suggestions.ts';
import { matching } from '#src/chat/discord/intake/suggestions.ts';
import { ADA, CHANNEL, createBench, GUILD, payload } from './intake-bench.ts';

const MODELS = [
  { value: 'google/imagen', label: 'Imagen' },
  { value: 'openai/gpt-image', label: 'GPT Image' },
  { value: 'gpt-small', label: 'Small' },
];

async function suggestedFor(changes: object, completions: Completions) {
  const bench = createBench({ completions });
  await bench.interaction(payload('autocomplete', changes));
  return bench;
}

describe('suggestions while somebody types', () => {
  it('are those of the option that is being typed, for that person', async () => {
    const asked: unknown[] = [];
    const { suggested, opened } = await suggestedFor({}, async (...wanted) => {
      asked.push(wanted);
      return MODELS;
    });
    const typist = { tenantId: `discord:${GUILD}`, userId: ADA, channelId: CHANNEL, roles: expect.any(Array) };
    expect(asked).toEqual([['models', expect.objectContaining(typist)]]);
    expect(suggested).toEqual([
      [
        { name: 'GPT Image', value: 'openai/gpt-image' },
        { name: 'Small', value: 'gpt-small' },
      ],
    ]);
    expect(opened).toEqual([]);
  });

  it.each([
    ['of a command nobody knows', { data: { name: 'paint', options: [{ name: 'model', type: 3, focused: true }] } }],
    ['of an option without any', { data: { name: 'imagine', options: [{ name: 'prompt', type: 3, focused: true }] } }],
    [
      'of an option nobody knows',
      { data: { name: 'imagine', options: [{ name: '__proto__', type: 3, focused: true }] } },
    ],
    ['where nothing is being typed', { data: { name: 'imagine', options: [] } }],
    ['where nothing can be read', { data: 5 }],
  ])('are none %s', async (_what, changes) => {
    const { suggested } = await suggestedFor(changes, async () => MODELS);
    expect(suggested).toEqual([[]]);
  });

  it('are none where they cannot be had', async () => {
    const thrown = await suggestedFor({}, () => Promise.reject(new Error('The store is away.')));
    expect(thrown.suggested).toEqual([[]]);
    expect(thrown.log.lines).toMatchObject([{ level: 'warn' }]);
  });

  it('are none after a second without them, and what comes later does no harm', async () => {
    const slow = Promise.withResolvers<typeof MODELS>();
    const bench = createBench({ completions: () => slow.promise });
    const answering = bench.interaction(payload('autocomplete'));
    await bench.clock.advance(999);
    expect(bench.suggested).toEqual([]);
    await bench.clock.advance(1);
    expect(bench.suggested).toEqual([[]]);
    slow.reject(new Error('The store is away.'));
    await answering;
    expect(bench.suggested).toHaveLength(1);
  });

  it('leave no timer behind', async () => {
    const { clock } = await suggestedFor({}, async () => MODELS);
    expect(clock.waiting()).toBe(0);
  });
});

describe('which suggestions match', () => {
  it('are first those that begin with what was typed, then those that have it anywhere, in any case', () => {
    expect(matching(MODELS, ' IMAGE ').map(({ value }) => value)).toEqual(['google/imagen', 'openai/gpt-image']);
    expect(matching(MODELS, 'gpt').map(({ value }) => value)).toEqual(['openai/gpt-image', 'gpt-small']);
    expect(matching(MODELS, 'ma').map(({ value }) => value)).toEqual([
      'google/imagen',
      'openai/gpt-image',
      'gpt-small',
    ]);
    expect(matching(MODELS, '').map(({ value }) => value)).toEqual(MODELS.map(({ value }) => value));
    expect(matching(MODELS, 'flux')).toEqual([]);
  });

  it('are always what Discord takes', () => {
    const choice = fc.record({
      value: fc.string({ unit: 'binary', maxLength: 120 }),
      label: fc.string({ unit: 'binary', maxLength: 120 }),
    });
    fc.assert(
      fc.property(fc.array(choice, { maxLength: 60 }), fc.string({ maxLength: 2 }), (choices, typed) => {
        const found = matching(choices, typed);
        expect(found.length).toBeLessThanOrEqual(25);
        expect(new Set(found.map(({ value }) => value)).size).toBe(found.length);
        for (const { name, value } of found) {
          expect(name.length).toBeGreaterThan(0);
          expect(name.length).toBeLessThanOrEqual(100);
          expect(name.isWellFormed()).toBe(true);
          expect(choices.map((each) => each.value)).toContain(value);
        }
      }),
    );
  });
});
