import { describe, expect, it } from 'vitest';
import type { ModelEntry } from '#src/domain/model.ts';
import type { StoredPicture } from '#src/domain/picture.ts';
import { expectedPictures, type PlanContext, planRequest } from '#src/domain/plan.ts';
import { DEFAULT_CREDIT_POLICY, DEFAULT_LIMITS } from '#src/domain/policy.ts';
import type { PictureRequest } from '#src/domain/request.ts';
import { plainText } from '#src/domain/text.ts';
import { ABLE, PLAIN } from '../fixtures/model-entries.ts';
import { CUTTER, FILLER, UPSCALER } from './special-entries.ts';

const PHOTO: StoredPicture = { key: 'photo', type: 'image/png', byteLength: 1000, width: 400, height: 300 };
const photos = (count: number) => Array.from({ length: count }, () => PHOTO);

function plan(request: Partial<PictureRequest> = {}, context: Partial<PlanContext> = {}) {
  const planned = planRequest(
    { prompt: 'a fox', options: {}, references: [], instructions: [], ...request },
    {
      model: ABLE,
      others: [ABLE, PLAIN, UPSCALER, CUTTER],
      off: [],
      policy: DEFAULT_CREDIT_POLICY,
      limits: DEFAULT_LIMITS,
      now: Date.UTC(2026, 10, 21),
      retiredAllowed: false,
      ...context,
    },
  );
  return { ...planned, warnings: planned.warnings.map(plainText), pictures: expectedPictures(planned) };
}

const refusal = (code: string, details: object = {}) =>
  expect.objectContaining({ code, details: expect.objectContaining(details) });

describe('a prompt that stands for several', () => {
  it('is planned as all of them, for one price', () => {
    const planned = plan({ prompt: '{red,blue} fox', options: { n: 3 } }, { standing: 'No text.' });
    expect(planned).toMatchObject({
      prompt: 'No text.\n\nred fox',
      prompts: [
        { prompt: 'No text.\n\nred fox', words: 'red fox' },
        { prompt: 'No text.\n\nblue fox', words: 'blue fox' },
      ],
      options: { count: 3 },
      price: { each: 2, total: 12, estimateUsdMicros: 6 * 13_170 },
    });
    expect(planned.pictures).toBe(6);
  });

  it('has no list of prompts where it stands for one', () => {
    expect(plan({ prompt: 'a {red} fox' })).not.toHaveProperty('prompts');
    expect(plan({ prompt: '{fox,fox}' })).not.toHaveProperty('prompts');
  });

  it('is refused where all its pictures are more than the limit', () => {
    const ten = '{a,b,c,d,e,f,g,h,i,j}';
    expect(plan({ prompt: ten, options: { n: 4 } }).pictures).toBe(40);
    expect(() => plan({ prompt: ten, options: { n: 5 } })).toThrow(
      refusal('too-many-pictures', { count: 50, max: 40 }),
    );
    expect(() => plan({ prompt: ten, options: { n: 8, mode: 'grid' } })).toThrow(
      refusal('too-many-pictures', { count: 80 }),
    );
  });

  it('is refused where one of them is too long for the model, with what is left for it', () => {
    const standing = 'y'.repeat(98);
    const prompt = `{a,${'x'.repeat(900)}}`;
    expect(() => plan({ prompt }, { model: PLAIN, standing })).not.toThrow();
    expect(() => plan({ prompt: `b${prompt}` }, { model: PLAIN, standing })).toThrow(
      refusal('prompt-too-long', { length: 901, limit: 900 }),
    );
  });
});

describe('a grid', () => {
  it('is drawn as sheets, or not, and is as many pictures as were asked for', () => {
    const model = { ...ABLE, operations: { ...ABLE.operations, sheet: true as const } };
    const sheet = plan({ options: { mode: 'grid' } }, { model });
    expect(sheet).toMatchObject({ mode: 'grid', sheets: true, options: { count: 1 } });
    expect(sheet.prompt).toMatch(/sheet of four .*\n\na fox$/s);
    expect(sheet.pictures).toBe(4);
    const single = plan({ options: { mode: 'Grid ', n: 8 } });
    expect(single).toMatchObject({ mode: 'grid', prompt: 'a fox', options: { count: 8 } });
    expect(single).not.toHaveProperty('sheets');
  });

  it('takes no mask, which would be forgotten', () => {
    const masked = { references: photos(1), mask: PHOTO, options: { mode: 'grid' } };
    expect(() => plan(masked)).toThrow(refusal('mode-without-mask', { mode: 'grid' }));
  });
});

describe('a marked part', () => {
  const masked = { references: photos(1), mask: PHOTO, maskWords: 'the upper left' };

  it.each<[ModelEntry, 'sent' | 'shown']>([
    [ABLE, 'sent'],
    [FILLER, 'sent'],
    [PLAIN, 'shown'],
  ])('%#. is sent as a mask where the model takes one, else shown', (model, mask) => {
    expect(plan(masked, { model })).toMatchObject({ mode: 'inpaint', mask });
  });

  it('is described where it is shown, and said to be painted only where there is room for the copy', () => {
    expect(plan(masked).prompt).toBe('a fox');
    expect(plan(masked, { model: PLAIN }).prompt).toMatch(/\(the upper left\).*painted magenta.*\n\na fox$/s);
    const full = plan({ ...masked, references: photos(4) }, { model: PLAIN });
    expect(full.prompt).toContain('(the upper left)');
    expect(full.prompt).not.toContain('magenta');
  });
});

describe('work on one picture', () => {
  it('needs no words, and makes one picture, which is told where more were asked for', () => {
    const larger = { prompt: '', references: photos(1), options: { mode: 'upscale', scale: 4, n: 3 } };
    expect(plan(larger, { model: UPSCALER })).toMatchObject({
      mode: 'upscale',
      options: { count: 1, scale: 4, size: { width: 1600, height: 1200 } },
      warnings: ['The mode upscale makes one picture of one.'],
    });
    expect(plan({ ...larger, options: { mode: 'upscale' } }, { model: UPSCALER }).warnings).toEqual([]);
  });

  it('leaves nothing behind a subject that is cut out, whoever cuts', () => {
    const cut = { prompt: '', references: photos(1), options: { mode: 'remove-background' } };
    expect(plan(cut, { model: CUTTER })).toMatchObject({ prompt: '', options: { background: 'transparent' } });
    const ours = plan(cut);
    expect(ours).toMatchObject({ options: { background: 'transparent', format: 'png' } });
    expect(ours.prompt).toContain('Remove the background');
    expect(() => plan({ ...cut, options: { ...cut.options, format: 'jpeg' } })).toThrow(
      refusal('transparent-needs-alpha'),
    );
  });

  it('needs a picture', () => {
    expect(() => plan({ prompt: '', options: { mode: 'upscale' } }, { model: UPSCALER })).toThrow(
      refusal('needs-image'),
    );
  });
});

describe('a format the model cannot make', () => {
  const chosen: ModelEntry = { ...ABLE, output: { ...ABLE.output, formats: ['png', 'webp'], chosenBy: 'provider' } };

  it.each<[ModelEntry, PictureRequest['options'], object, readonly string[]]>([
    [PLAIN, { format: 'webp' }, { format: 'jpeg', deliverAs: 'webp' }, []],
    [PLAIN, { format: 'webp', compression: 50 }, { deliverAs: 'webp', compression: 50 }, []],
    [PLAIN, { format: 'png' }, { format: 'png' }, []],
    [chosen, { format: 'webp' }, { format: 'webp', deliverAs: 'webp' }, []],
    [chosen, { format: 'jpeg' }, { format: 'png', deliverAs: 'jpeg' }, []],
    [chosen, {}, { format: 'png' }, []],
  ])('%#. is made by Easel, and not a word is lost on it', (model, options, fitted, warnings) => {
    const planned = plan({ options }, { model });
    expect(planned.options).toMatchObject(fitted);
    expect(planned.warnings).toEqual(warnings);
    if (!('deliverAs' in fitted)) expect(planned.options).not.toHaveProperty('deliverAs');
  });
});
