import { describe, expect, it } from 'vitest';
import { canTake } from '#src/domain/able.ts';
import type { ModelEntry } from '#src/domain/model.ts';
import type { StoredPicture } from '#src/domain/picture.ts';
import { type PlanContext, planRequest } from '#src/domain/plan.ts';
import { DEFAULT_CREDIT_POLICY, DEFAULT_LIMITS } from '#src/domain/policy.ts';
import type { PictureRequest } from '#src/domain/request.ts';
import { plainText } from '#src/domain/text.ts';
import { ABLE, PLAIN, WORDS_ONLY } from '../fixtures/model-entries.ts';

const NOW = Date.UTC(2026, 10, 21);
const PHOTO: StoredPicture = { key: 'photo', type: 'image/png', byteLength: 1000, width: 1024, height: 768 };
const photos = (count: number) => Array.from({ length: count }, () => PHOTO);

function plan(request: Partial<PictureRequest> = {}, context: Partial<PlanContext> = {}) {
  return planRequest(
    { prompt: 'a lighthouse at dusk', options: {}, references: [], instructions: [], ...request },
    {
      model: ABLE,
      others: [ABLE, PLAIN, WORDS_ONLY],
      off: [],
      policy: DEFAULT_CREDIT_POLICY,
      limits: DEFAULT_LIMITS,
      now: NOW,
      retiredAllowed: false,
      ...context,
    },
  );
}

const refusal = (code: string, details: object = {}) =>
  expect.objectContaining({ code, details: expect.objectContaining(details) });

describe('a plan', () => {
  it('says mode and why, model, prompt, options, warnings and price', () => {
    expect(plan({ options: { n: 2 } })).toEqual({
      mode: 'generate',
      why: 'no picture was given',
      modelId: ABLE.id,
      prompt: 'a lighthouse at dusk',
      options: expect.objectContaining({ count: 2, quality: 'medium' }),
      warnings: [],
      price: { each: 2, total: 4, estimateUsdMicros: 2 * 13_170 },
    });
  });

  it('pays for the options as fitted, not as asked', () => {
    const { price, warnings } = plan({ options: { n: 9, quality: 'max' } }, { model: PLAIN });
    expect(price).toEqual({ each: 8, total: 72 });
    expect(warnings.map(plainText)).toEqual(['Quality max is not possible on atelier/plain, used high.']);
  });

  it('puts our instructions and those of the place before the words of the person', () => {
    const { prompt } = plan(
      { instructions: ['Make a variation.'], prompt: ' warmer ' },
      { standing: 'No text in pictures.' },
    );
    expect(prompt).toBe('Make a variation.\n\nNo text in pictures.\n\nwarmer');
  });

  it.each<[string, Partial<PictureRequest>]>([
    ['edit', { references: photos(1) }],
    ['multi-reference', { references: photos(16) }],
    ['inpaint', { references: photos(2), mask: PHOTO }],
    ['high-fidelity', { references: photos(1), options: { fidelity: 'High' } }],
    ['transparent', { options: { background: 'TRANSPARENT' } }],
  ])('has the mode %s where the request says so', (mode, request) => {
    expect(plan(request).mode).toBe(mode);
  });
});

describe('a prompt', () => {
  it.each(['', '   ', '\n\t'])('is refused when it is empty: %o', (prompt) => {
    expect(() => plan({ prompt })).toThrow(refusal('empty-prompt'));
  });

  it('is refused above the limit, with its length', () => {
    expect(plan({ prompt: 'x'.repeat(2000) }).prompt).toHaveLength(2000);
    expect(() => plan({ prompt: 'x'.repeat(2001) })).toThrow(refusal('prompt-too-long', { length: 2001, limit: 2000 }));
  });

  it('is counted as people count', () => {
    expect(plan({ prompt: '🚗'.repeat(2000) }).mode).toBe('generate');
  });

  it('is held to the limit of the model where that is smaller', () => {
    const long = { prompt: 'x'.repeat(1001) };
    expect(() => plan(long, { model: PLAIN })).toThrow(refusal('prompt-too-long', { length: 1001, limit: 1000 }));
  });

  it('leaves room for what is put before it', () => {
    const standing = 'y'.repeat(98);
    const fits = plan({ prompt: 'x'.repeat(900) }, { model: PLAIN, standing });
    expect(fits.prompt).toHaveLength(1000);
    expect(() => plan({ prompt: 'x'.repeat(901) }, { model: PLAIN, standing })).toThrow(
      refusal('prompt-too-long', { length: 901, limit: 900 }),
    );
  });
});

describe('what a model cannot do', () => {
  it.each<[ModelEntry, Partial<PictureRequest>, object]>([
    [WORDS_ONLY, { references: photos(1) }, { what: 'start from pictures', instead: [ABLE.id, PLAIN.id] }],
    [WORDS_ONLY, { references: photos(1), mask: PHOTO }, { what: 'start from pictures', instead: [ABLE.id, PLAIN.id] }],
    [PLAIN, { options: { background: 'transparent' } }, { what: 'make a transparent background', instead: [ABLE.id] }],
    [PLAIN, { options: { background: ' Transparent' } }, { what: 'make a transparent background', instead: [ABLE.id] }],
  ])('%#. is refused with the models that can', (model, request, details) => {
    expect(() => plan(request, { model })).toThrow(refusal('model-cannot', { model: model.id, ...details }));
  });

  it('is refused where a model only edits', () => {
    const editor = { ...ABLE, id: 'atelier/editor', operations: { ...ABLE.operations, generate: false } };
    expect(() => plan({}, { model: editor })).toThrow(
      refusal('model-cannot', { what: 'make a picture from words alone' }),
    );
  });

  it('is refused with three others at most', () => {
    const others = [1, 2, 3, 4].map((number) => ({ ...ABLE, id: `atelier/able-${number}` }));
    const refused = () => plan({ references: photos(1) }, { model: WORDS_ONLY, others });
    expect(refused).toThrow(refusal('model-cannot', { instead: others.slice(0, 3).map(({ id }) => id) }));
  });

  it('is told as a number where there are too many pictures', () => {
    expect(() => plan({ references: photos(17) })).toThrow(refusal('too-many-references', { count: 17, limit: 16 }));
    expect(plan({ references: photos(4) }, { model: PLAIN }).mode).toBe('multi-reference');
    expect(() => plan({ references: photos(5) }, { model: PLAIN })).toThrow(
      refusal('too-many-references', { limit: 4 }),
    );
  });

  it('is known before the pictures are', () => {
    expect(canTake(PLAIN, { references: 4, masked: false })).toBe(true);
    expect(canTake(PLAIN, { references: 5, masked: false })).toBe(false);
    expect(canTake(PLAIN, { references: 1, masked: true })).toBe(true);
    expect(canTake(WORDS_ONLY, { references: 1, masked: true })).toBe(false);
    expect(canTake(PLAIN, { references: 0, masked: false, background: 'TRANSPARENT' })).toBe(false);
    expect(canTake(WORDS_ONLY, { references: 1, masked: false })).toBe(false);
    expect(canTake(ABLE, { references: 16, masked: true, background: 'transparent' })).toBe(true);
  });
});

describe('a mask', () => {
  it('is refused without its picture, also by a model that takes none', () => {
    for (const model of [ABLE, WORDS_ONLY])
      expect(() => plan({ mask: PHOTO }, { model })).toThrow(refusal('mask-without-image'));
  });

  it('must have the size of the first picture', () => {
    const mask = { ...PHOTO, width: 768, height: 1024 };
    const sizes = { mask: '768 x 1024', image: '1024 x 768' };
    expect(() => plan({ references: [PHOTO, mask], mask })).toThrow(refusal('mask-size', sizes));
    expect(plan({ references: [mask, PHOTO], mask }).mode).toBe('inpaint');
  });
});

describe('a model that is switched off', () => {
  const lifecycle = { state: 'deprecated', shutdownAt: '2026-12-01', successor: ABLE.id } as const;
  const old: ModelEntry = { ...ABLE, id: 'atelier/old', lifecycle };
  const after = Date.UTC(2026, 11, 1);

  it('is announced before the day', () => {
    const { warnings } = plan({}, { model: old, now: after - 1 });
    expect(warnings.map(plainText)).toEqual([
      'atelier/old will be shut down by its vendor on 2026-12-01. atelier/able replaces it.',
    ]);
  });

  it('is refused from the day on', () => {
    const details = { model: old.id, at: '2026-12-01', successor: ABLE.id };
    expect(() => plan({}, { model: old, now: after })).toThrow(refusal('model-retired', details));
  });

  it("may be asked for on a server of one's own, and is announced all the same", () => {
    const { warnings } = plan({}, { model: old, now: after, retiredAllowed: true });
    expect(warnings.map(plainText)).toEqual([
      'atelier/old was shut down by its vendor on 2026-12-01. atelier/able replaces it.',
    ]);
  });

  it('is refused without a date when it is known to be gone', () => {
    const gone: ModelEntry = { ...ABLE, lifecycle: { state: 'shutdown' } };
    expect(() => plan({}, { model: gone })).toThrow(refusal('model-retired', { at: 'an earlier date' }));
  });
});
