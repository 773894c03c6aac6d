import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plainText } from '#src/domain/text.ts';
import type { Asked } from '../fakes/recording-platform.ts';
import { jpegOf, maskPng, pngOf } from '../fixtures/pictures.ts';
import { everyoneAt, type Flow, factsOf, openFlow } from './open-flow.ts';
import { changes, openedOf } from './pixels.ts';

const SIZE = { width: 320, height: 200 };
const HOLE = { left: 80, top: 40, width: 120, height: 80 };
const inHole = (x: number, y: number) =>
  x >= HOLE.left && x < HOLE.left + HOLE.width && y >= HOLE.top && y < HOLE.top + HOLE.height;

let flow: Flow;
beforeAll(async () => {
  flow = await openFlow({
    env: everyoneAt,
    change: (config) => ({ ...config, credits: { ...config.credits, allowance: 1000 } }),
  });
});
afterAll(() => flow.close());

const edit = (options: Asked['options'], image: Uint8Array, mask?: Uint8Array): Asked => ({
  name: 'edit',
  options: { prompt: 'a red balloon', ...options },
  images: { image: [image], ...(mask && { mask: [mask] }) },
});

const source = () => pngOf({ ...SIZE, noise: true });
/** With detail, so that what was drawn over it can be told from noise. */
const scene = () =>
  sharp(
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="${SIZE.width}" height="${SIZE.height}"><defs><linearGradient id="g" x2="1" y2="1"><stop stop-color="#357"/><stop offset="1" stop-color="#fc8"/></linearGradient></defs><rect width="100%" height="100%" fill="url(#g)"/><circle cx="60" cy="150" r="30" fill="#4a4"/></svg>`,
    ),
  )
    .png()
    .toBuffer();

async function blackAndWhite(): Promise<Buffer> {
  const white = await sharp({ create: { ...HOLE, channels: 3, background: 'white' } })
    .png()
    .toBuffer();
  return sharp({ create: { ...SIZE, channels: 3, background: 'black' } })
    .composite([{ input: white, left: HOLE.left, top: HOLE.top }])
    .jpeg({ quality: 80 })
    .toBuffer();
}

async function scribbled(picture: Uint8Array): Promise<Buffer> {
  const pen = await sharp({ create: { width: HOLE.width, height: HOLE.height, channels: 3, background: '#ff00aa' } })
    .png()
    .toBuffer();
  return sharp(picture)
    .composite([{ input: pen, left: HOLE.left, top: HOLE.top }])
    .resize(300)
    .jpeg({ quality: 75 })
    .toBuffer();
}

describe('a part of a picture', () => {
  it.each([
    ['by what was erased', source, () => maskPng({ ...SIZE, hole: HOLE }), 'the part you erased'],
    ['by a black-and-white picture, JPEG and all', source, blackAndWhite, 'the white part of your mask'],
    [
      'by a copy that was drawn over, smaller and compressed',
      scene,
      async () => scribbled(await scene()),
      'the part you drew over',
    ],
  ])('is marked %s', async (_how, picture, mask, words) => {
    const before = await picture();
    const shown = await flow.made(edit({}, before, await mask()));
    expect(factsOf(shown).Mask).toContain(words);
    expect(shown.previews[0]).toBe(0);
    const { inside, outside } = await changes(before, await openedOf(shown), nearHole);
    expect(outside).toBe(0);
    expect(inside).toBeGreaterThan(0.3 * HOLE.width * HOLE.height);
  });

  it.each([
    ['left half', 0.5],
    ['the top third', 1 / 3],
    ['C2-F5, H8', 17 / 64],
    ['box 10,20,60,80', 0.3],
    ['everything but the center', 0.75],
  ])('is said in words: %s', async (region, share) => {
    const before = await source();
    const shown = await flow.made(edit({ region }, before));
    const told = Number(/(\d+) % of the picture$/.exec(factsOf(shown).Mask ?? '')?.[1]);
    expect(Math.abs(told / 100 - share)).toBeLessThan(0.08);
    expect(factsOf(shown)['Outside the mask']).toMatch(/^0 pixels changed/);
  });

  it('is shown before anything is held or sent', async () => {
    const held = (await flow.balance()).held;
    const shown = await flow.made(edit({ region: 'left', 'dry-run': true }, await source()));
    expect(shown.answer?.picture?.alt).toContain('left');
    expect(await shown.answer?.picture?.open()).toBeInstanceOf(Uint8Array);
    expect((await flow.balance()).held).toBe(held);
  });

  it('can be looked up on a lettered grid, for nothing', async () => {
    const before = flow.simulator.requests.length;
    const shown = await flow.made(edit({ region: 'grid' }, await source()));
    expect(JSON.stringify(shown.answer)).toContain('C2-F5');
    expect(await sharp(await shown.answer?.picture?.open()).metadata()).toMatchObject({ format: 'jpeg' });
    expect(flow.simulator.requests).toHaveLength(before);
  });
});

describe('outside the mask every pixel stays the original', () => {
  it.each([
    'openai/gpt-image-2.6-flare',
    'openai/gpt-image-1.5',
    'gemini/gemini-nano-banana-2.1',
    'gemini/gemini-3-pro-image',
    'replicate/seedream-4.5',
    'replicate/bria-genfill',
    'replicate/qwen-image-edit-plus',
    'runware/flux-dev',
    'runware/flux-fill',
    'runware/flux-kontext',
  ])('on %s', async (model) => {
    const before = await source();
    const shown = await flow.made(edit({ model }, before, await maskPng({ ...SIZE, hole: HOLE })));
    expect(shown.failure?.failure).toBeUndefined();
    const { inside, outside } = await changes(before, await openedOf(shown), inHole);
    expect(outside).toBe(0);
    expect(inside).toBeGreaterThan(0.3 * HOLE.width * HOLE.height);
    expect(factsOf(shown)['Outside the mask']).toMatch(
      /^0 pixels changed( \(the model's own picture had changed [\d.]+ %\))?$/,
    );
  });

  it('also of a photo that came as JPEG, upright, and asked for as JPEG, which is told', async () => {
    const photo = await jpegOf({ width: 200, height: 320, noise: true, exifOrientation: 6 });
    const shown = await flow.made(edit({ format: 'jpeg', region: 'C3-F6' }, photo));
    const after = await openedOf(shown);
    const inCells = (x: number, y: number) => x >= 80 && x < 240 && y >= 50 && y < 150;
    expect((await changes(photo, after, inCells)).outside).toBe(0);
    expect((shown.result?.warnings ?? []).map(plainText).join(' ')).toContain('Delivered as png');
  });

  it('also as WebP where somebody asks for that, which keeps every pixel', async () => {
    const before = await source();
    const shown = await flow.made(edit({ format: 'webp', region: 'left' }, before));
    const after = await openedOf(shown);
    expect((await sharp(after).metadata()).format).toBe('webp');
    expect((await changes(before, after, (x) => x < SIZE.width / 2 + 20)).outside).toBe(0);
    expect((shown.result?.warnings ?? []).map(plainText).join(' ')).not.toContain('Delivered as png');
  });

  it('and is rerolled with the same mask and the same original', async () => {
    const photo = await jpegOf({ ...SIZE, noise: true });
    const first = await flow.made(edit({ region: 'top left' }, photo));
    const state = first.result?.actions.find(({ label }) => label === 'Reroll')?.state ?? '';
    const again = await flow.made({ trigger: 'button', state });
    const outside = (x: number, y: number) => x < SIZE.width / 2 + 20 && y < SIZE.height / 2 + 20;
    expect((await changes(photo, await openedOf(again), outside)).outside).toBe(0);
  });
});

describe('where nothing has to stay exactly as it was', () => {
  it.each([
    ['of the shape the model draws', { width: 300, height: 200 }],
    ['of another shape, without what was put around it', SIZE],
  ])('the whole picture of the model is taken, %s', async (_what, size) => {
    const before = await pngOf({ ...size, noise: true });
    const shown = await flow.made(edit({ region: 'left', exact: false, format: 'jpeg' }, before));
    const { width = 0, height = 1 } = await sharp(await openedOf(shown)).metadata();
    expect(width / height).toBeCloseTo(size.width / size.height, 1);
    expect(factsOf(shown)).toMatchObject({ 'Outside the mask': 'as the model drew it, as you asked', Format: 'jpg' });
    expect(factsOf(shown).Mode).toContain('inpaint');
    expect((shown.result?.warnings ?? []).map(plainText).join(' ')).not.toContain('Delivered as png');
  });

  it('means nothing where no part was named', async () => {
    const shown = await flow.made(edit({ exact: false }, await source()));
    expect(factsOf(shown)).not.toHaveProperty('Outside the mask');
    expect(factsOf(shown).Mode).toContain('edit, because');
  });
});

describe('what is no mask', () => {
  it.each([
    ['a copy that was not drawn over', async () => edit({}, await scene(), await scene()), 'mask-not-found'],
    ['a cell that is not there', async () => edit({ region: 'J3' }, await source()), 'region-unknown'],
    ['a box outside the picture', async () => edit({ region: 'box 10,20,160,80' }, await source()), 'region-unknown'],
    ['words nobody understands', async () => edit({ region: 'somewhere nice' }, await source()), 'region-unknown'],
    ['a region without a picture', async () => ({ options: { prompt: 'x', region: 'left' } }), 'mask-without-image'],
    [
      'a mask of another size',
      async () => edit({}, await source(), await maskPng({ width: 160, height: 100, hole: HOLE })),
      'mask-size',
    ],
    [
      'a mask on an upscaler',
      async () => edit({ mode: 'upscale', region: 'left' }, await source()),
      'mode-without-mask',
    ],
    [
      'a mask on a model that only takes words',
      async () => edit({ model: 'replicate/flux-schnell', region: 'left' }, await source()),
      'model-cannot',
    ],
  ])('is refused before anything is spent: %s', async (_what, asked, code) => {
    const [before, sent] = [await flow.balance(), flow.simulator.taken];
    const shown = await flow.made(await asked());
    expect(shown.failure?.failure).toMatchObject({ code, charged: false });
    expect(await flow.balance()).toEqual(before);
    expect(flow.simulator.taken).toBe(sent);
  });
});

/** A scribble's edge is where the pen was, give or take what compression and scaling did to it. */
const nearHole = (x: number, y: number) =>
  x >= HOLE.left - 16 && x < HOLE.left + HOLE.width + 16 && y >= HOLE.top - 16 && y < HOLE.top + HOLE.height + 16;
