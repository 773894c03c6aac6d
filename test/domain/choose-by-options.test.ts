import { describe, expect, it } from 'vitest';
import type { Needs } from '#src/domain/able.ts';
import { bestFor, cheapestFor, rankedFor } from '#src/domain/choose-model.ts';
import type { ModelEntry } from '#src/domain/model.ts';
import { planRequest } from '#src/domain/plan.ts';
import { DEFAULT_CREDIT_POLICY, DEFAULT_LIMITS } from '#src/domain/policy.ts';
import { priceFor } from '#src/domain/price-for.ts';
import type { RequestOptions } from '#src/domain/request.ts';
import { ABLE, PLAIN, WORDS_ONLY } from '../fixtures/model-entries.ts';
import { CUTTER, RATIOS } from './special-entries.ts';

const WORDS: Needs = { references: 0, masked: false };
const id = (model: ModelEntry | undefined) => model?.id;
const cheapest = (models: readonly ModelEntry[], options: RequestOptions, needs: Needs = WORDS) =>
  id(cheapestFor(models, needs, DEFAULT_CREDIT_POLICY, options));

/** Cheap as usual, dear at its best; steady costs the same whatever is asked. */
const STEEP = ABLE;
const STEADY: ModelEntry = {
  ...ABLE,
  id: 'atelier/steady',
  pricing: { ...ABLE.pricing, weight: 1.5 },
  quality: { values: ['medium', 'max'], default: 'medium', weights: { medium: 1, max: 1 } },
};

describe('the cheapest model', () => {
  it('is that for the quality that is asked for', () => {
    expect(cheapest([STEADY, STEEP], {})).toBe(STEEP.id);
    expect(cheapest([STEEP, STEADY], { quality: 'max' })).toBe(STEADY.id);
    expect(cheapest([STEADY, STEEP], { quality: ' LOW' })).toBe(STEEP.id);
  });

  it('is that for the size, where the size is the quality', () => {
    const ratios = { ...RATIOS, pricing: { ...RATIOS.pricing, weight: 0.5 } };
    expect(cheapest([STEEP, ratios], {})).toBe(ratios.id);
    // 4K costs four times as much there, however it is asked for.
    expect(cheapest([STEADY, ratios], { size: '3840x2160' })).toBe(STEADY.id);
  });

  it('is that for a whole grid, which some draw on one sheet', () => {
    const sheets = { ...ABLE, id: 'atelier/sheets', operations: { ...ABLE.operations, sheet: true as const } };
    const dearer = { ...sheets, pricing: { ...ABLE.pricing, weight: 2 } };
    expect(cheapest([dearer, STEEP], { n: 4 })).toBe(STEEP.id);
    expect(cheapest([STEEP, dearer], { n: 4 }, { ...WORDS, asked: 'grid' })).toBe(dearer.id);
    const transparent = { ...WORDS, asked: 'grid', background: 'transparent' };
    expect(cheapest([dearer, STEEP], { background: 'transparent' }, transparent)).toBe(STEEP.id);
    // An avatar is a portrait and a grid.
    expect(cheapest([STEEP, dearer], { n: 8 }, { ...WORDS, avatar: true })).toBe(dearer.id);
  });

  it('knows the words it is asked with, where any does', () => {
    const ultra: ModelEntry = {
      ...STEADY,
      id: 'atelier/ultra',
      quality: { values: ['ultra'], default: 'ultra', weights: { ultra: 9 } },
    };
    expect(cheapest([STEEP, ultra], { quality: 'ultra' })).toBe(ultra.id);
    expect(cheapest([STEEP, ultra], { quality: 'no such' })).toBe(STEEP.id);
    expect(cheapest([STEEP, PLAIN], { n: 0 })).toBe(STEEP.id);
  });

  it('comes first of all that can, each once', () => {
    const all = [WORDS_ONLY, STEADY, PLAIN, STEEP, CUTTER];
    const ranked = rankedFor(all, WORDS, DEFAULT_CREDIT_POLICY, { quality: 'max' }).map(id);
    // 1.5 x 2 for the one without qualities and for the steady one, 1.5 x 2.5 x 2, and 5 x 2 credits.
    expect(ranked).toEqual([STEADY.id, WORDS_ONLY.id, PLAIN.id, STEEP.id]);
  });
});

describe('why it was chosen', () => {
  const why = (models: readonly ModelEntry[], needs: Needs) => bestFor(models, needs, DEFAULT_CREDIT_POLICY)?.why;

  it('is the price only where none that can costs less', () => {
    expect(why([STEEP, STEADY], WORDS)).toBe('it is the cheapest that can');
    const cut = { references: 1, masked: false, asked: 'remove-background' };
    expect(why([ABLE, CUTTER], cut)).toBe('it is the cheapest of those that do this best');
    expect(why([CUTTER], cut)).toBe('it is the cheapest that can');
    expect(why([WORDS_ONLY], cut)).toBeUndefined();
  });
});

describe('the price that models are compared by', () => {
  it.each<[RequestOptions, number]>([
    [{ quality: 'max', n: 3 }, 0],
    [{ mode: 'grid', n: 6 }, 0],
    [{ mode: 'grid' }, 1],
    [{ size: '1536x1024', background: 'transparent' }, 2],
    [{ mode: 'remove-background', n: 5 }, 1],
  ])('is what the plan costs in credits: %j with %i pictures', (options, count) => {
    const photo = { key: 'photo', type: 'image/png', byteLength: 9, width: 640, height: 480 } as const;
    const references = Array.from({ length: count }, () => photo);
    const planned = planRequest(
      { prompt: 'a fox', options, references, instructions: [] },
      {
        model: ABLE,
        others: [],
        off: [],
        policy: DEFAULT_CREDIT_POLICY,
        limits: DEFAULT_LIMITS,
        now: 0,
        retiredAllowed: false,
      },
    );
    const needs = { references: count, masked: false, asked: options.mode, background: options.background };
    expect(priceFor(ABLE, needs, DEFAULT_CREDIT_POLICY, options).total).toBe(planned.price.total);
  });
});
