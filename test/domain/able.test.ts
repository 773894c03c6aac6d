import { describe, expect, it } from 'vitest';
import { type CheckContext, canTake, checkNeeds, type Needs } from '#src/domain/able.ts';
import type { EaselError } from '#src/domain/errors.ts';
import type { ModelEntry } from '#src/domain/model.ts';
import { ABLE, PLAIN, WORDS_ONLY } from '../fixtures/model-entries.ts';
import { CUTTER, DRAWN, FILLER, RATIOS, UPSCALER } from './special-entries.ts';

const ALL = [DRAWN, WORDS_ONLY, PLAIN, RATIOS, ABLE, FILLER, UPSCALER, CUTTER];

function refusalOf(needs: Partial<Needs>, model: ModelEntry, more: Partial<CheckContext> = {}) {
  try {
    checkNeeds({ references: 0, masked: false, ...needs }, { model, others: ALL, off: [], ...more });
  } catch (thrown) {
    // Only what the test compares with is read of it.
    const { code, details } = thrown as EaselError;
    return { code, ...details };
  }
  return undefined;
}

describe('what no model can do', () => {
  it.each<[Partial<Needs>, string]>([
    [{ asked: 'upscale' }, 'needs-image'],
    [{ asked: 'remove-background' }, 'needs-image'],
    [{ masked: true }, 'mask-without-image'],
    [{ masked: true, references: 1, asked: 'upscale' }, 'mode-without-mask'],
    [{ masked: true, references: 1, asked: 'remove-background' }, 'mode-without-mask'],
    [{ masked: true, references: 1, asked: 'grid' }, 'mode-without-mask'],
  ])('%j is refused whichever it is', (needs, code) => {
    for (const model of ALL) expect(refusalOf(needs, model)).toMatchObject({ code });
  });
});

describe('what a model cannot do', () => {
  it.each<[ModelEntry, Partial<Needs>, string, readonly string[]]>([
    [ABLE, { references: 1, asked: 'upscale' }, 'make a picture larger', [UPSCALER.id]],
    [PLAIN, { references: 1, asked: 'remove-background' }, 'remove a background', [CUTTER.id, ABLE.id]],
    [UPSCALER, {}, 'make a picture from words alone', [WORDS_ONLY.id, PLAIN.id, RATIOS.id]],
    [WORDS_ONLY, { references: 1 }, 'start from pictures', [PLAIN.id, RATIOS.id, ABLE.id]],
    [WORDS_ONLY, { avatar: true }, 'start from pictures', [PLAIN.id, RATIOS.id, ABLE.id]],
    [FILLER, { references: 1 }, 'change a picture without being told which part', [PLAIN.id, RATIOS.id, ABLE.id]],
    [WORDS_ONLY, { references: 1, masked: true }, 'start from pictures', [ABLE.id, FILLER.id, PLAIN.id]],
    [PLAIN, { background: ' Transparent' }, 'make a transparent background', [ABLE.id]],
  ])('%#. is refused with those that can, the ones that do it by themselves first', (model, needs, what, instead) => {
    expect(refusalOf(needs, model)).toEqual({ code: 'model-cannot', model: model.id, what, instead, withKey: [] });
  });

  it('is told as a number where there are too many pictures', () => {
    expect(refusalOf({ references: 5 }, PLAIN)).toEqual({
      code: 'too-many-references',
      count: 5,
      limit: 4,
      model: PLAIN.id,
      instead: [RATIOS.id, ABLE.id],
    });
    expect(refusalOf({ references: 2, asked: 'upscale' }, UPSCALER)).toMatchObject({ limit: 1, instead: [] });
  });

  it('is none of its business where it can', () => {
    expect(refusalOf({}, WORDS_ONLY)).toBeUndefined();
    expect(refusalOf({ references: 1, masked: true }, FILLER)).toBeUndefined();
    expect(refusalOf({ references: 1, masked: true }, PLAIN)).toBeUndefined();
    expect(refusalOf({ references: 1, asked: 'remove-background' }, ABLE)).toBeUndefined();
    expect(refusalOf({ asked: 'grid' }, WORDS_ONLY)).toBeUndefined();
    expect(refusalOf({ references: 1, asked: 'UPSCALE ' }, UPSCALER)).toBeUndefined();
  });
});

describe('the models a refusal names', () => {
  it('are never the simulator for a real model, and only the simulator for a stand-in', () => {
    const drawnPlain = { ...PLAIN, id: 'simulator/plain', provider: 'simulator' };
    const needs = { background: 'transparent' };
    expect(refusalOf(needs, PLAIN, { others: [DRAWN] })).toMatchObject({ instead: [] });
    expect(refusalOf(needs, drawnPlain)).toMatchObject({ instead: [DRAWN.id] });
  });

  it('are never the refused one, and three at most', () => {
    const many = [1, 2, 3, 4].map((number) => ({ ...ABLE, id: `atelier/able-${number}` }));
    expect(refusalOf({ references: 1 }, WORDS_ONLY, { others: many })).toMatchObject({
      instead: ['atelier/able-1', 'atelier/able-2', 'atelier/able-3'],
    });
    expect(refusalOf({ references: 1 }, WORDS_ONLY, { others: [WORDS_ONLY] })).toMatchObject({ instead: [] });
  });

  it('may need a key, which is only said where no other can', () => {
    const off = [WORDS_ONLY, UPSCALER, { ...DRAWN, operations: UPSCALER.operations }];
    const needs = { references: 1, asked: 'upscale' };
    expect(refusalOf(needs, ABLE, { others: [ABLE, PLAIN], off })).toMatchObject({
      instead: [],
      withKey: [UPSCALER.id],
    });
    expect(refusalOf(needs, ABLE, { off })).toMatchObject({ instead: [UPSCALER.id], withKey: [] });
  });

  it('can: each of them would take the request', () => {
    const needs: Needs[] = [
      { references: 1, masked: true },
      { references: 1, masked: false, asked: 'upscale' },
      { references: 1, masked: false, asked: 'remove-background' },
      { references: 0, masked: false, background: 'transparent' },
      { references: 0, masked: false, avatar: true },
      { references: 5, masked: false },
      { references: 0, masked: false },
    ];
    let refused = 0;
    for (const need of needs)
      for (const model of ALL.filter((one) => !canTake(one, need))) {
        const refusal = refusalOf(need, model);
        refused++;
        const named = ALL.filter(({ id }) => refusal && 'instead' in refusal && refusal.instead.includes(id));
        for (const one of named) expect(canTake(one, need)).toBe(true);
      }
    expect(refused).toBeGreaterThan(20);
  });
});
