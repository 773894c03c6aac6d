import { describe, expect, it } from 'vitest';
import { EaselError } from '#src/domain/errors.ts';
import { ABLE, PLAIN } from '../fixtures/model-entries.ts';
import { photo, planOn, refusal } from './plan-kit.ts';
import { CUTTER, UPSCALER } from './special-entries.ts';

const SHEETS = { ...ABLE, operations: { ...ABLE.operations, sheet: true as const } };

describe('a scale', () => {
  it.each([
    [ABLE, {}],
    [SHEETS, { mode: 'grid' }],
    [CUTTER, { mode: 'remove-background' }],
  ])('%#. is left out where nothing is enlarged, and that is told', (model, options) => {
    const references = 'mode' in options && options.mode === 'remove-background' ? [photo()] : [];
    const { warnings, options: fitted } = planOn(model, { references, options: { ...options, scale: 4 } });
    expect(warnings).toContain('Only the mode upscale has a scale, so it was left out.');
    expect(warnings.join()).not.toContain('enlarges');
    expect(fitted).not.toHaveProperty('scale');
  });

  it('is what an enlargement is asked for', () => {
    const request = { references: [photo()], options: { mode: 'upscale', scale: 4 } };
    expect(planOn(UPSCALER, request)).toMatchObject({ options: { scale: 4 }, warnings: [] });
  });
});

describe('a mode', () => {
  it.each(['upscalee', 'edit', 'banana', '0'])('that is none is refused: %s', (mode) => {
    expect(() => planOn(ABLE, { options: { mode } })).toThrow(
      refusal('option-invalid', { option: 'mode', value: mode, allowed: 'auto, grid, upscale, remove-background' }),
    );
  });

  it.each(['auto', ' Auto', '', ' '])('of %j is none that was asked for', (mode) => {
    expect(planOn(ABLE, { options: { mode } }).mode).toBe('generate');
  });
});

describe('fidelity that a model cannot promise', () => {
  it('is told without saying that it is kept', () => {
    const careless = { ...PLAIN, operations: { ...PLAIN.operations, fidelity: 'none' as const } };
    const { mode, why, warnings } = planOn(careless, { references: [photo()], options: { fidelity: 'high' } });
    expect({ mode, why }).toEqual({ mode: 'high-fidelity', why: 'keeping fine detail was asked for' });
    expect(warnings).toEqual(['atelier/plain cannot promise to keep faces, logos and fine detail.']);
  });
});

describe('a grid on nothing', () => {
  it('is made of single pictures, for a sheet is filled to its edges', () => {
    const transparent = planOn(SHEETS, { options: { mode: 'grid', background: ' Transparent' } });
    expect(transparent).not.toHaveProperty('sheets');
    expect(transparent).toMatchObject({ pictures: 4, options: { count: 4, background: 'transparent' } });
    expect(transparent.prompt).not.toContain('sheet');
    expect(planOn(SHEETS, { options: { mode: 'grid', background: 'opaque' } }).sheets).toBe(true);
  });
});

describe('where a mask is', () => {
  it.each([
    ['the part as before: the left half, 50 % of the picture', '(the left half, 50 % of the picture)'],
    ['the part you drew over: the upper left', '(the upper left)'],
    ['the top third, with a soft edge, 33 % of the picture', '(the top third, with a soft edge, 33 % of the picture)'],
  ])('is all the model is told of %s', (maskWords, told) => {
    const { prompt } = planOn(PLAIN, { references: [photo()], mask: photo(), maskWords });
    expect(prompt).toContain(told);
    expect(prompt).not.toMatch(/as before|you drew/);
  });
});

describe('more pictures than anybody can read', () => {
  it('are said in words, others exactly', () => {
    const said = (count: number) => new EaselError('too-many-pictures', { count, max: 40 }).message;
    expect(said(2 ** 400)).toContain('asks for more than 1,000,000 pictures at once; the limit is 40.');
    expect(said(Number.POSITIVE_INFINITY)).toContain('more than 1,000,000');
    expect(said(1_000_001)).toContain('more than 1,000,000');
    expect(said(1_000_000)).toContain('asks for 1,000,000 pictures');
    expect(said(500)).toContain('asks for 500 pictures');
  });
});
