import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callsOf } from '#src/domain/calls.ts';
import type { FittedOptions } from '#src/domain/fit.ts';
import { expectedPictures, type Plan } from '#src/domain/plan.ts';

const OPTIONS: FittedOptions = {
  size: { width: 1024, height: 1024 },
  background: 'auto',
  format: 'png',
  count: 1,
  partials: 0,
  timeoutMs: 60_000,
};

const planOf = (options: Partial<FittedOptions> = {}, more: Partial<Plan> = {}): Plan => ({
  mode: 'generate',
  why: 'no picture was given',
  modelId: 'atelier/able',
  prompt: 'a fox',
  options: { ...OPTIONS, ...options },
  warnings: [],
  price: { each: 2, total: 2 },
  ...more,
});

const promptsOf = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ prompt: `sent ${at}`, words: `words ${at}` }));
const BASE = { prompt: 'a portrait', options: OPTIONS, price: 2 };

describe('the calls of a plan', () => {
  it('are one where one answer holds everything', () => {
    expect(callsOf(planOf({ count: 3 }), 4, 'said')).toEqual([
      { index: 0, prompt: 'a fox', words: 'said', options: { ...OPTIONS, count: 3 }, firstPicture: 0, isBase: false },
    ]);
  });

  it('are several where the model makes fewer at once', () => {
    const calls = callsOf(planOf({ count: 10 }), 4, 'said');
    expect(calls.map(({ options }) => options.count)).toEqual([4, 4, 2]);
    expect(calls.map(({ firstPicture }) => firstPicture)).toEqual([0, 4, 8]);
  });

  it('go through the prompts in their order, each as often as asked', () => {
    const calls = callsOf(planOf({ count: 3 }, { prompts: promptsOf(2) }), 2, 'said');
    expect(calls.map(({ prompt, words, options }) => [prompt, words, options.count])).toEqual([
      ['sent 0', 'words 0', 2],
      ['sent 0', 'words 0', 1],
      ['sent 1', 'words 1', 2],
      ['sent 1', 'words 1', 1],
    ]);
  });

  it('begin with the picture that all others start from', () => {
    const calls = callsOf(planOf({ count: 2 }, { base: BASE, sheets: true }), 1, 'said');
    expect(calls.map(({ isBase, prompt, firstPicture }) => [isBase, prompt, firstPicture])).toEqual([
      [true, 'a portrait', 0],
      [false, 'a fox', 1],
      [false, 'a fox', 5],
    ]);
  });

  it('never share a seed, also where a provider counts it up within one call', () => {
    const seeds = callsOf(planOf({ count: 10, seed: 7 }), 4, 'x').map(({ options }) => options.seed);
    expect(seeds).toEqual([7, 11, 15]);
    expect(callsOf(planOf({ count: 2, seed: 2 ** 31 - 1 }), 1, 'x')[1]?.options.seed).toBe(0);
    expect(callsOf(planOf({ count: 2 }), 1, 'x')[1]?.options).not.toHaveProperty('seed');
  });

  it('add up, are numbered in order and leave no picture out, whatever the plan', () => {
    const plan = fc.record({
      count: fc.integer({ min: 1, max: 40 }),
      maxCount: fc.integer({ min: 1, max: 12 }),
      prompts: fc.integer({ min: 1, max: 8 }),
      sheets: fc.boolean(),
      base: fc.boolean(),
      seed: fc.option(fc.integer({ min: 0, max: 2 ** 31 - 1 })),
    });
    fc.assert(
      fc.property(plan, ({ count, maxCount, prompts, sheets, base, seed }) => {
        const planned = planOf(
          { count, ...(seed !== null && { seed }) },
          {
            ...(prompts > 1 && { prompts: promptsOf(prompts) }),
            ...(sheets && { sheets: true as const }),
            ...(base && { base: BASE }),
          },
        );
        const calls = callsOf(planned, maxCount, 'x');
        let pictures = 0;
        for (const [at, call] of calls.entries()) {
          expect(call).toMatchObject({ index: at, firstPicture: pictures, isBase: base && at === 0 });
          expect(call.options.count).toBeGreaterThan(0);
          expect(call.options.count).toBeLessThanOrEqual(maxCount);
          pictures += call.isBase ? 1 : call.options.count * (sheets ? 4 : 1);
        }
        expect(pictures).toBe(expectedPictures(planned));
        if (seed !== null) {
          const seeds = calls.filter(({ isBase }) => !isBase).map(({ options }) => options.seed);
          expect(new Set(seeds).size).toBe(seeds.length);
        }
      }),
    );
  });
});
