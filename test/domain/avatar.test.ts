import { describe, expect, it } from 'vitest';
import { type AvatarBrief, checkBrief, planAvatar, profileOf, sceneIn, templateScene } from '#src/domain/avatar.ts';
import { expectedPictures, type PlanContext } from '#src/domain/plan.ts';
import { DEFAULT_CREDIT_POLICY, DEFAULT_LIMITS } from '#src/domain/policy.ts';
import type { RequestOptions } from '#src/domain/request.ts';
import { SHEET_WORDS } from '#src/domain/sheet-words.ts';
import { ABLE, PLAIN, WORDS_ONLY } from '../fixtures/model-entries.ts';
import { FILLER, RATIOS } from './special-entries.ts';

const SCENE = 'A friendly gardener between tomatoes, in evening light.';

function avatar(options: RequestOptions = {}, context: Partial<PlanContext> = {}, scene = SCENE) {
  return planAvatar(
    { scene, options },
    {
      model: ABLE,
      others: [ABLE, PLAIN, WORDS_ONLY],
      off: [],
      policy: DEFAULT_CREDIT_POLICY,
      limits: DEFAULT_LIMITS,
      now: Date.UTC(2026, 10, 21),
      retiredAllowed: false,
      ...context,
    },
  );
}

const refusal = (code: string, details: object = {}) =>
  expect.objectContaining({ code, details: expect.objectContaining(details) });

describe('the plan of an avatar', () => {
  it('is a portrait from words and four variations of it, for one price', () => {
    const plan = avatar();
    expect(plan).toMatchObject({
      mode: 'grid',
      modelId: ABLE.id,
      scene: SCENE,
      options: { count: 4 },
      base: { price: 2, options: { count: 1, partials: 0 } },
      price: { each: 4, total: 2 + 4 * 4 },
      warnings: [],
    });
    expect(expectedPictures(plan)).toBe(5);
    expect(plan.base?.prompt).toContain(SCENE);
    expect(plan.prompt).toContain(SCENE);
    expect(plan.prompt).toContain('the very same person');
    expect(plan.base?.prompt).not.toContain('very same person');
  });

  it.each([
    [4, 5],
    [8, 9],
    [6, 9],
    [36, 37],
  ])('has %i variations, so %i pictures', (n, pictures) => {
    expect(expectedPictures(avatar({ n }))).toBe(pictures);
  });

  it('has its variations drawn on sheets where that is cheaper', () => {
    const model = { ...ABLE, operations: { ...ABLE.operations, sheet: true as const } };
    const plan = avatar({ n: 8 }, { model });
    expect(plan).toMatchObject({ sheets: true, options: { count: 2 }, price: { each: 4, total: 2 + 2 * 4 } });
    expect(expectedPictures(plan)).toBe(9);
    expect(plan.prompt).toMatch(SHEET_WORDS);
    expect(plan.base?.prompt).not.toMatch(SHEET_WORDS);
  });

  it('keeps the shape and the quality for the portrait and for all that follow', () => {
    const { base, options } = avatar({ aspect: '2:3', quality: 'high' });
    expect(base?.options).toMatchObject({ size: { width: 1024, height: 1536 }, quality: 'high' });
    expect(options).toMatchObject({ size: { width: 1024, height: 1536 }, quality: 'high' });
    expect(avatar({ aspect: '2:3' }, { model: RATIOS }).base?.options.aspect).toBe('2:3');
  });

  it("adds up the provider's price only where all of it is known", () => {
    const each = avatar({}, { model: RATIOS }).price.estimateUsdMicros;
    expect(each).toBe(40_000 + 60_000);
    expect(avatar({}, { model: PLAIN }).price).not.toHaveProperty('estimateUsdMicros');
  });

  it('puts the standing instructions of the place before both', () => {
    const { base, prompt } = avatar({}, { standing: 'No hats.' });
    for (const words of [base?.prompt, prompt]) expect(words).toMatch(/No hats\.\n\nA friendly gardener/);
  });

  it('is refused by models that cannot start from a picture, with those that can', () => {
    const instead = [ABLE.id, PLAIN.id];
    expect(() => avatar({}, { model: WORDS_ONLY })).toThrow(refusal('model-cannot', { instead }));
    expect(() => avatar({}, { model: FILLER })).toThrow(refusal('model-cannot', { instead: [ABLE.id, PLAIN.id] }));
  });

  it('is refused above the limit of pictures, the portrait included', () => {
    expect(() => avatar({ n: 40 })).toThrow(refusal('too-many-pictures', { count: 41, max: 40 }));
    expect(() => avatar({ n: 0 })).toThrow(refusal('count-out-of-range', { count: 0, max: 36 }));
  });

  it('is refused on a model that is switched off, and where its words do not fit', () => {
    const gone = { ...ABLE, lifecycle: { state: 'shutdown' } as const };
    expect(() => avatar({}, { model: gone })).toThrow(refusal('model-retired'));
    const short = { ...ABLE, input: { ...ABLE.input, maxPromptLength: 200 } };
    expect(() => avatar({}, { model: short })).toThrow(refusal('prompt-too-long', { limit: 200 }));
  });
});

describe('what an avatar shows', () => {
  const BRIEF: AvatarBrief = { name: 'Ada', bios: ['gardens', ' ', 'plays the tuba '], gender: 'woman' };

  it('is told of by everything that was said, to whoever writes it', () => {
    expect(profileOf(BRIEF)).toBe(
      'Name: Ada\nGender: woman\nAbout them: gardens\nAbout them:  \nAbout them: plays the tuba ',
    );
    expect(profileOf({ bios: ['gardens'], gender: ' None ' })).toBe('About them: gardens');
  });

  it('follows from a template where nobody writes it, without the name', () => {
    expect(templateScene(BRIEF)).toContain('one person (woman)');
    expect(templateScene(BRIEF)).toContain('gardens; plays the tuba.');
    expect(templateScene(BRIEF)).not.toContain('Ada');
    for (const gender of [undefined, '', ' none', 'None'])
      expect(templateScene({ bios: [], ...(gender !== undefined && { gender }) })).toBe(
        'A friendly portrait of one person, head and shoulders, looking at the viewer, in soft natural light.',
      );
  });

  it('is refused before anything is written where nothing, or too much, is said of anybody', () => {
    const limits = { ...DEFAULT_LIMITS, promptLength: 30 };
    for (const bios of [[], [''], [' ', '\u200b']])
      expect(() => checkBrief({ bios }, limits)).toThrow(refusal('empty-prompt'));
    expect(() => checkBrief({ bios: ['x'.repeat(20), 'y'.repeat(10)] }, limits)).not.toThrow();
    expect(() => checkBrief({ name: 'Ada', bios: ['x'.repeat(28)] }, limits)).toThrow(
      refusal('prompt-too-long', { length: 31, limit: 30 }),
    );
  });

  it.each([
    ['A gardener\n\nbetween   tomatoes. ', 'A gardener between tomatoes.'],
    ['no', undefined],
    ['', undefined],
    [' \n\t ', undefined],
    ['🦊'.repeat(2000), '🦊'.repeat(1200)],
  ])('is what was written, where that is of use: %j', (written, scene) => {
    expect(sceneIn(written)).toBe(scene);
  });
});
