import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { createCollectImages } from '#src/app/collect-images.ts';
import type { Route } from '#src/app/route.ts';
import type { AcceptedRequest, ImageRef } from '#src/domain/job.ts';
import type { StoredPicture } from '#src/domain/picture.ts';
import { DEFAULT_LIMITS } from '#src/domain/policy.ts';
import type { RequestOptions } from '#src/domain/request.ts';
import { plainText } from '#src/domain/text.ts';
import { createMemoryBlobs } from '../fakes/memory-blobs.ts';
import { jpegOf, maskPng, pngOf, webpOf } from '../fixtures/pictures.ts';
import { sceneOf } from '../fixtures/sheets.ts';

const SIZE = { width: 64, height: 48 };
const HOLE = { left: 0, top: 0, width: 32, height: 24 };
const FILES: Readonly<Record<string, Uint8Array>> = {
  'photo.png': await sceneOf(SIZE, 4),
  'photo.jpg': await sceneOf(SIZE, 4, 90),
  'photo.webp': await webpOf(SIZE),
  'turned.jpg': await jpegOf({ width: 48, height: 64, exifOrientation: 6, gps: true }),
  'erased.png': await maskPng({ ...SIZE, hole: HOLE }),
  'tall.png': await maskPng({ width: 48, height: 64, hole: HOLE }),
  'white.png': await whiteOnBlack(),
  'all-solid.png': await pngOf({ ...SIZE, noise: true }),
  'words.png': Buffer.from('These are words.'),
};

function whiteOnBlack(): Promise<Uint8Array> {
  const white = { create: { width: 32, height: 24, channels: 3, background: '#ffffff' } } as const;
  return sharp({ create: { ...SIZE, channels: 3, background: '#000000' } })
    .composite([{ input: white, left: 32, top: 24 }])
    .png()
    .toBuffer();
}

function open() {
  const blobs = createMemoryBlobs();
  const nobody = async () => {};
  const silent = { update() {}, preview() {}, ask: nobody, finish: nobody, fail: nobody, answer: nobody };
  const openImage: Route['openImage'] = async ({ key }) => FILES[key] ?? new Uint8Array();
  const route: Route = { id: 'test', openImage, deleteResult: nobody, delivery: () => silent };
  const turns = { fetch: <T>(work: () => Promise<T>) => work(), read: <T>(work: () => Promise<T>) => work() };
  const collect = createCollectImages({ blobs, limits: DEFAULT_LIMITS, turns });
  return {
    blobs,
    pixels: async (picture: StoredPicture | undefined) =>
      sharp(await blobs.get(picture?.key ?? ''))
        .removeAlpha()
        .raw()
        .toBuffer(),
    collect: (image: string | ImageRef, mask?: string | ImageRef, options: RequestOptions = {}) =>
      collect('job-1', requestOf([refOf(image)], mask === undefined ? undefined : refOf(mask), options), {
        route,
        signal: new AbortController().signal,
        onPicture() {},
      }),
  };
}

const refOf = (image: string | ImageRef): ImageRef =>
  typeof image === 'string' ? { key: image, filename: image } : image;

const requestOf = (
  images: readonly ImageRef[],
  mask: ImageRef | undefined,
  options: RequestOptions,
): AcceptedRequest => ({ command: 'edit', prompt: 'x', options, images, instructions: [], ...(mask && { mask }) });

/** Whether the internal mask is white (change) at a point of the picture. */
async function marks(blobs: ReturnType<typeof createMemoryBlobs>, mask: StoredPicture | undefined) {
  const { data, info } = await sharp(await blobs.get(mask?.key ?? ''))
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return (x: number, y: number): boolean => (data[y * info.width + x] ?? 0) > 127;
}

describe('what marks a part of a picture', () => {
  it.each<[string, string, [number, number], [number, number]]>([
    ['erased.png', 'the part you erased: ', [4, 4], [60, 44]],
    ['white.png', 'the white part of your mask: ', [60, 44], [4, 4]],
  ])('is read whatever it is, said in words and shown tinted: %s', async (mask, words, inside, outside) => {
    const { collect, blobs, pixels } = open();
    const kept = await collect('photo.png', mask);
    const isMarked = await marks(blobs, kept.mask);
    expect([isMarked(...inside), isMarked(...outside)]).toEqual([true, false]);
    expect(kept.mask).toMatchObject({ ...SIZE, type: 'image/png', key: 'jobs/job-1/mask.png' });
    expect(kept.maskWords).toMatch(new RegExp(`^${words}.* quarter, 2[456] % of the picture$`));
    expect(kept.overlay).toMatchObject({ key: expect.stringMatching(/^jobs\/job-1\/overlay\./) });
    expect((await pixels(kept.overlay)).equals(await pixels(kept.references[0]))).toBe(false);
    expect(kept.warnings).toEqual([]);
  });

  it('may be said in words, which are repeated', async () => {
    const { collect, blobs } = open();
    const kept = await collect('photo.png', undefined, { region: ' Left ' });
    const isMarked = await marks(blobs, kept.mask);
    expect([isMarked(4, 24), isMarked(60, 24)]).toEqual([true, false]);
    expect(kept.maskWords).toMatch(/^(the )?left( half)?, \d+ % of the picture$/i);
  });

  it('is the mask where a region is given beside it, which is told', async () => {
    const { collect, blobs } = open();
    const kept = await collect('photo.png', 'erased.png', { region: 'bottom' });
    const isMarked = await marks(blobs, kept.mask);
    expect([isMarked(4, 4), isMarked(4, 44)]).toEqual([true, false]);
    expect(kept.warnings.map(plainText)).toEqual(['A mask and a region were both given; the mask was used.']);
  });

  it('is what an earlier job kept of it, as it was', async () => {
    const { collect, blobs } = open();
    const first = await collect('photo.png', 'erased.png');
    await blobs.put('jobs/old/mask.png', (await blobs.get(first.mask?.key ?? '')) ?? new Uint8Array());
    const again = await collect('photo.png', { key: 'jobs/old/mask.png', filename: 'mask.png', kept: true });
    expect(await blobs.get(again.mask?.key ?? '')).toEqual(await blobs.get(first.mask?.key ?? ''));
    expect(again.maskWords).toMatch(/^the part as before: /);
  });

  it('is nothing where nobody marks anything, also where the region is blank', async () => {
    for (const options of [{}, { region: '  ' }]) {
      const kept = await open().collect('photo.png', undefined, options);
      expect(Object.keys(kept).sort()).toEqual(['references', 'sheet', 'warnings']);
    }
  });

  it.each([
    ['tall.png', 'mask-size'],
    ['words.png', 'image-type'],
    ['photo.png', 'mask-not-found'],
    ['all-solid.png', 'mask-unreadable'],
  ])('is refused where it marks nothing of that picture: %s', async (mask, code) => {
    await expect(open().collect('photo.png', mask)).rejects.toMatchObject({ code });
  });
});

describe('the source of a masked edit', () => {
  it.each([
    ['photo.jpg', true],
    ['photo.webp', true],
    ['photo.png', false],
  ])('%s is also kept without any loss where its reference is not that: %s', async (source, isKept) => {
    const { collect, blobs, pixels } = open();
    const { original, references } = await collect(source, 'erased.png');
    expect(original !== undefined).toBe(isKept);
    expect(blobs.keys().some((key) => key.startsWith('jobs/job-1/original'))).toBe(isKept);
    const sent = await sharp(FILES[source]).removeAlpha().raw().toBuffer();
    expect((await pixels(original ?? references[0])).equals(sent)).toBe(true);
  });

  it('is kept as it is seen: turned upright, and without the place it was taken at', async () => {
    const { collect, blobs } = open();
    const { original, references } = await collect('turned.jpg', 'erased.png');
    expect(references[0]).toMatchObject(SIZE);
    expect(original).toMatchObject(SIZE);
    const bytes = (await blobs.get(original?.key ?? '')) ?? new Uint8Array();
    expect((await sharp(bytes).metadata()).exif).toBeUndefined();
  });

  it('is not kept twice where nothing has to stay exactly as it is', async () => {
    const { collect, blobs } = open();
    expect(await collect('photo.jpg')).not.toHaveProperty('original');
    expect(blobs.keys().some((key) => key.includes('original'))).toBe(false);
  });

  it('is only the first picture: what is used beside it may lose a little', async () => {
    const { blobs } = open();
    const turns = { fetch: <T>(work: () => Promise<T>) => work(), read: <T>(work: () => Promise<T>) => work() };
    const nobody = async () => {};
    const silent = { update() {}, preview() {}, ask: nobody, finish: nobody, fail: nobody, answer: nobody };
    const route: Route = {
      id: 'test',
      openImage: async ({ key }) => FILES[key] ?? new Uint8Array(),
      deleteResult: nobody,
      delivery: () => silent,
    };
    const collect = createCollectImages({ blobs, limits: DEFAULT_LIMITS, turns });
    const request = requestOf([refOf('photo.png'), refOf('photo.jpg')], refOf('erased.png'), {});
    const run = { route, signal: new AbortController().signal, onPicture() {} };
    expect(await collect('job-1', request, run)).not.toHaveProperty('original');
    expect(blobs.keys().some((key) => key.includes('original'))).toBe(false);
  });
});
