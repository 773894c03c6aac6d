import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { ErrorCode, ErrorDetails } from '#src/domain/error-details.ts';
import { EaselError } from '#src/domain/errors.ts';
import type { Job } from '#src/domain/job.ts';
import type { ModelEntry } from '#src/domain/model.ts';
import { SHEET_WORDS } from '#src/domain/sheet-words.ts';
import { plainText } from '#src/domain/text.ts';
import type { Generated } from '#src/ports/image-model.ts';
import { ABLE, PLAIN } from '../fixtures/model-entries.ts';
import { pngOf } from '../fixtures/pictures.ts';
import { sceneOf, sheetOf } from '../fixtures/sheets.ts';
import { type Kit, type KitOptions, openKit, PICTURE } from './open-kit.ts';

const ONE_BY_ONE: ModelEntry = { ...PLAIN, output: { ...PLAIN.output, maxCount: 1 } };
const SHEETS: ModelEntry = { ...ABLE, operations: { ...ABLE.operations, sheet: true } };

async function open(options: KitOptions): Promise<Kit> {
  const kit = openKit({ entries: [ONE_BY_ONE], ...options });
  await kit.start();
  return kit;
}

async function make(kit: Kit, options: Readonly<Record<string, string | number>>, name = 'imagine') {
  await kit.talk.ask({ id: 'event-fox', name, options });
  const shown = await kit.ended('event-fox');
  return { ...shown, warnings: (shown.result?.warnings ?? []).map(plainText) };
}

const failing = <C extends ErrorCode>(code: C, details: ErrorDetails[C]) => new EaselError(code, details);
const ofColor = async (color: string): Promise<Generated> => ({
  pictures: [{ bytes: await pngOf({ width: 16, height: 16, color }) }],
  warnings: [],
});

describe('several pictures of one prompt', () => {
  it('take as many calls as the model needs, and are charged one by one', async () => {
    const kit = await open({});
    const { result, job } = await make(kit, { prompt: 'a fox', n: 5 });
    expect(kit.calls).toEqual(Array.from({ length: 5 }, () => 'a fox'));
    expect(kit.asked.map(({ request }) => request.options.count)).toEqual([1, 1, 1, 1, 1]);
    expect(result?.pictures).toHaveLength(5);
    expect(job?.result?.charged).toBe(15);
    expect(await kit.balance()).toEqual({ available: 25, held: 0 });
  });

  it('are charged as far as they were made, and why the others were not is told once', async () => {
    let asked = 0;
    const kit = await open({
      generate: async () => {
        asked++;
        if (asked % 2 === 0) throw failing('provider-failed', { provider: 'Atelier', status: 500 });
        return PICTURE;
      },
    });
    const { result, warnings, job } = await make(kit, { prompt: 'a fox', n: 5 });
    expect(result?.pictures).toHaveLength(3);
    expect(job?.result?.charged).toBe(9);
    expect(warnings).toEqual([
      '3 of 5 pictures arrived whole; you pay only for those. Atelier failed (error 500). Try again.',
    ]);
    expect(await kit.balance()).toEqual({ available: 31, held: 0 });
  });

  it.each<[string, readonly (EaselError | Generated)[], ErrorCode, string]>([
    [
      'nobody knows',
      [failing('content-blocked', {}), failing('outcome-unknown', { provider: 'Atelier' })],
      'outcome-unknown',
      'outcome-unknown',
    ],
    [
      'was too slow',
      [failing('provider-failed', { provider: 'Atelier' }), failing('timed-out', { provider: 'Atelier', afterMs: 1 })],
      'timed-out',
      'outcome-unknown',
    ],
    [
      'was taken and refused',
      [failing('rate-limited', { provider: 'Atelier' }), failing('content-blocked', {})],
      'content-blocked',
      'failed',
    ],
    [
      'was answered without a picture',
      [failing('unavailable', { provider: 'Atelier' }), { pictures: [], warnings: [] }],
      'no-image',
      'failed',
    ],
    [
      'was answered with a broken one',
      [{ pictures: [{ bytes: Uint8Array.of(1) }], warnings: [] }, failing('auth', { provider: 'Atelier' })],
      'image-corrupt',
      'failed',
    ],
  ])('that all fail are told by the worst: one %s', async (_what, answers, code, state) => {
    const left = [...answers];
    const kit = await open({
      generate: async () => {
        const answer = left.shift();
        if (!answer || answer instanceof EaselError) throw answer;
        return answer;
      },
    });
    const { failure, job } = await make(kit, { prompt: 'a fox', n: 2 });
    expect(failure?.failure.code).toBe(code);
    expect(job?.state).toBe(state);
    expect(await kit.balance()).toEqual({ available: 40, held: 0 });
  });

  it('stop where the person cancels, those not begun are never begun, and nothing is charged', async () => {
    const kit = await open({
      generate: (_request, { signal }) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    });
    await kit.talk.ask({ id: 'event-fox', options: { prompt: 'a fox', n: 9 } });
    await expect.poll(() => kit.calls.length, { interval: 1 }).toBe(4);
    await kit.talk.ask({ name: 'cancel' });
    const { failure } = await kit.ended('event-fox');
    expect(failure?.failure.code).toBe('canceled');
    expect(kit.calls).toHaveLength(4);
    expect(await kit.balance()).toEqual({ available: 40, held: 0 });
  });
});

describe('pictures of several prompts', () => {
  it('stand in the order of their words, whichever comes first', async () => {
    const turns = new Map<string, PromiseWithResolvers<Generated>>();
    const kit = await open({
      generate: ({ prompt }) => {
        const turn = Promise.withResolvers<Generated>();
        turns.set(prompt, turn);
        return turn.promise;
      },
    });
    await kit.talk.ask({ id: 'event-fox', options: { prompt: '{red,green,blue} fox' } });
    await expect.poll(() => turns.size, { interval: 1 }).toBe(3);
    for (const [words, color] of [
      ['blue fox', '#0000ff'],
      ['red fox', '#ff0000'],
      ['green fox', '#00ff00'],
    ] as const)
      turns.get(words)?.resolve(await ofColor(color));
    const { job, result } = await kit.ended('event-fox');
    expect(result?.pictures.map(({ alt }) => alt)).toEqual([
      'Picture 1 of 3: red fox',
      'Picture 2 of 3: green fox',
      'Picture 3 of 3: blue fox',
    ]);
    const strongest = await Promise.all(
      (job?.result?.pictures ?? []).map(async ({ key }) => (await sharp(await kit.blobs.get(key)).stats()).dominant),
    );
    expect(strongest.map(({ r, g, b }) => [r, g, b].indexOf(Math.max(r, g, b)))).toEqual([0, 1, 2]);
  });
});

describe('a sheet of four', () => {
  const span = [160, 160] as const;
  const drawn = () =>
    sheetOf({
      columns: span,
      rows: span,
      border: { left: 6, right: 6, top: 6, bottom: 6 },
      gutter: { x: 6, y: 6 },
      colour: [255, 255, 255],
      grain: 0,
      seed: 3,
    });

  it('becomes four pictures for the price of one', async () => {
    const { bytes } = await drawn();
    const kit = await open({ entries: [SHEETS], generate: async () => ({ pictures: [{ bytes }], warnings: [] }) });
    const { job } = await make(kit, { prompt: 'a fox', mode: 'grid' });
    expect(kit.calls).toEqual([expect.stringMatching(SHEET_WORDS)]);
    expect(job?.result).toMatchObject({ charged: 2, warnings: [] });
    expect(job?.result?.pictures.map(({ width, height }) => [width, height])).toEqual([span, span, span, span]);
  });

  it('that is none is shown as it is, which is told, and pays for itself alone', async () => {
    const bytes = await sceneOf({ width: 96, height: 96 }, 5);
    const kit = await open({ entries: [SHEETS], generate: async () => ({ pictures: [{ bytes }], warnings: [] }) });
    const { job, warnings } = await make(kit, { prompt: 'a fox', mode: 'grid' });
    expect(job?.result?.pictures.map(({ width }) => width)).toEqual([96]);
    expect(job?.result?.charged).toBe(2);
    expect(warnings).toContain(
      'The model drew no sheet of four that could be split, so its picture is shown as it is.',
    );
  });
});

describe('a format', () => {
  it('that the model cannot make is made by Easel; without a wish nobody touches its bytes', async () => {
    const kit = await open({});
    const webp = await make(kit, { prompt: 'a fox', format: 'webp', n: 2 });
    expect(webp.job?.result?.pictures.map(({ type, key }) => [type, key.split('.').at(-1)])).toEqual([
      ['image/webp', 'webp'],
      ['image/webp', 'webp'],
    ]);
    const [picture] = webp.job?.result?.pictures ?? [];
    expect((await sharp(await kit.blobs.get(picture?.key ?? '')).metadata()).format).toBe('webp');
    await kit.talk.ask({ id: 'event-2', options: { prompt: 'a fox' } });
    const [untouched] = (await kit.ended('event-2')).job?.result?.pictures ?? [];
    expect(await kit.blobs.get(untouched?.key ?? '')).toEqual(PICTURE.pictures[0]?.bytes);
  });
});

describe('an avatar', () => {
  const bio = 'gardens between tomatoes';
  const portraitOf = (job: Job | undefined) => job?.finished?.['0']?.pictures[0]?.key;

  it('is a portrait that is made first and kept, and variations that start from it', async () => {
    const bases: unknown[] = [];
    const kit = await open({
      entries: [{ ...ABLE, output: { ...ABLE.output, maxCount: 2 } }],
      generate: async (_request, _run, _id) => {
        const [job] = await kit.parts.jobs.byAccount('guild:ada', 1);
        bases.push(portraitOf(job));
        return kit.calls.length === 1
          ? ofColor('#ff0000')
          : { pictures: [...PICTURE.pictures, ...PICTURE.pictures], warnings: [] };
      },
    });
    const { job, result } = await make(kit, { bio, count: 4 }, 'avatar');
    expect(bases).toEqual([undefined, `jobs/${job?.id}/0.png`, `jobs/${job?.id}/0.png`]);
    const [portrait] = kit.asked;
    expect(portrait?.request.references).toEqual([]);
    for (const { request } of kit.asked.slice(1)) {
      const [start] = request.references;
      expect((await sharp(start?.bytes).stats()).dominant.r).toBeGreaterThan(200);
      expect(request.references).toHaveLength(1);
    }
    expect(result?.pictures.map(({ alt }) => alt)).toEqual([
      `Picture 1 of 5: The portrait the others start from. ${bio}`,
      ...[1, 2, 3, 4].map((at) => `Picture ${at + 1} of 5: Variation ${at} of the portrait. ${bio}`),
    ]);
    expect(job?.result?.charged).toBe(2 + 4 * 4);
    expect(result?.sheet?.alt).toBe('All 5 pictures, small');
  });

  it('of which only the portrait came costs only that', async () => {
    const kit = await open({
      entries: [ABLE],
      generate: async ({ references }) => {
        if (references.length > 0) throw failing('content-blocked', {});
        return PICTURE;
      },
    });
    const { job, warnings } = await make(kit, { bio }, 'avatar');
    expect(job?.result?.charged).toBe(2);
    expect(warnings.at(-1)).toMatch(/^1 of 5 pictures arrived whole; you pay only for that one\. .*content policy/);
    expect(await kit.balance()).toEqual({ available: 38, held: 0 });
  });

  it('without its portrait is not begun', async () => {
    const kit = await open({ entries: [ABLE], generate: async () => ({ pictures: [], warnings: [] }) });
    const { failure } = await make(kit, { bio }, 'avatar');
    expect(failure?.failure).toMatchObject({ code: 'image-corrupt', charged: false });
    expect(kit.calls).toHaveLength(1);
    expect(await kit.balance()).toEqual({ available: 40, held: 0 });
  });

  it('is varied by what it shows, not by what its captions say', async () => {
    const kit = await open({ entries: [ABLE] });
    const { result, job } = await make(kit, { bio }, 'avatar');
    const vary = result?.actions.find(({ label }) => label === 'Vary');
    await kit.talk.ask({ id: 'event-2', trigger: 'button', state: vary?.state ?? '' });
    await kit.ended('event-2');
    expect(job?.plan?.scene).toContain(bio);
    expect(kit.calls.at(-1)).toContain(job?.plan?.scene);
    expect(kit.calls.at(-1)).not.toContain('of the portrait');
  });
});
