import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { PictureType } from '#src/domain/picture.ts';
import type { CardPicture } from '#src/ports/cards.ts';
import { pngOf, webpOf } from '../fixtures/pictures.ts';
import { withCredentials } from '../fixtures/signed-pictures.ts';
import { type KitOptions, openKit } from './open-kit.ts';

const MADE = 'digitalsourcetype/trainedAlgorithmicMedia<';
const COMPOSITE = 'digitalsourcetype/compositeWithTrainedAlgorithmicMedia<';

const xmpOf = async (bytes: Uint8Array | undefined) => (await sharp(bytes).metadata()).xmpAsString ?? '';
const pixelsOf = (bytes: Uint8Array | undefined) => sharp(bytes).ensureAlpha().raw().toBuffer();
const same = (one: Uint8Array | undefined, other: Uint8Array) => Buffer.from(one ?? []).equals(Buffer.from(other));

/** Somebody asks, and the provider sends these bytes. */
async function made(bytes: Uint8Array, asked: Parameters<ReturnType<typeof openKit>['talk']['ask']>[0] = {}) {
  const generate: KitOptions['generate'] = async () => ({ pictures: [{ bytes }], warnings: [] });
  const kit = openKit({ generate });
  await kit.start();
  await kit.talk.ask({ id: 'asked', options: { prompt: 'a fox' }, ...asked });
  const { result, job, failure } = await kit.ended('asked');
  expect(failure).toBeUndefined();
  const [picture] = result?.pictures ?? [];
  const kept = await kit.blobs.get(job?.result?.pictures[0]?.key ?? '');
  return { kit, picture, kept, shown: await picture?.open(), sheet: result?.sheet };
}

const fitted = async (picture: CardPicture | undefined, maxBytes: number, types?: readonly PictureType[]) =>
  (await picture?.fit(maxBytes, types))?.picture;

describe('a file of a provider', () => {
  it('is kept byte for byte, and what people are shown of it says that a model made it', async () => {
    const bytes = await pngOf({ width: 40, height: 30, noise: true });
    const { kept, shown } = await made(bytes);
    expect(same(kept, bytes)).toBe(true);
    expect(await xmpOf(shown)).toContain(MADE);
    expect(await pixelsOf(shown)).toEqual(await pixelsOf(bytes));
  });

  it.each<[string, () => Promise<Uint8Array>, PictureType]>([
    ['PNG', () => pngOf({ width: 40, height: 30 }), 'image/png'],
    ['WebP', () => webpOf({ width: 40, height: 30 }), 'image/webp'],
  ])('with credentials stays byte for byte wherever it goes whole: %s', async (_what, open, type) => {
    const { bytes } = withCredentials({ bytes: await open(), type });
    const { kept, shown, picture } = await made(bytes);
    expect(same(kept, bytes)).toBe(true);
    expect(same(shown, bytes)).toBe(true);
    expect(same((await fitted(picture, 1_000_000))?.bytes, bytes)).toBe(true);
  });

  it('says so too where it had to be encoded anew, within the bytes there are', async () => {
    const { bytes } = withCredentials({
      bytes: await pngOf({ width: 400, height: 300, noise: true }),
      type: 'image/png',
    });
    const { picture } = await made(bytes);
    for (const types of [['image/jpeg'], ['image/webp'], ['image/png']] as const) {
      const small = await fitted(picture, 50_000, types);
      expect(small?.bytes.byteLength).toBeLessThanOrEqual(50_000);
      expect(await xmpOf(small?.bytes)).toContain(MADE);
    }
  });
});

describe('a file that Easel made', () => {
  const image = async () => [await pngOf({ width: 64, height: 64, color: '#224466' })];

  it('says that a model made a part of it, where the rest is the original', async () => {
    const bytes = await pngOf({ width: 64, height: 64, color: '#ff0000' });
    const { kept, picture } = await made(bytes, {
      name: 'edit',
      options: { prompt: 'a balloon', region: 'left' },
      images: { image: await image() },
    });
    expect(await xmpOf(kept)).toContain(COMPOSITE);
    expect(await xmpOf((await fitted(picture, 100_000, ['image/jpeg']))?.bytes)).toContain(COMPOSITE);
  });

  it('says that a model made it, where it was asked for in another format', async () => {
    const bytes = await pngOf({ width: 64, height: 64 });
    const { kept } = await made(bytes, {
      options: { prompt: 'a fox', format: 'jpeg', model: 'simulator/local' },
    });
    const { format, xmpAsString } = await sharp(kept).metadata();
    expect([format, xmpAsString?.includes(MADE)]).toEqual(['jpeg', true]);
  });
});

it('a picture that somebody brought is never called made', async () => {
  const { kit } = await made(await pngOf({ width: 64, height: 64 }), {
    name: 'edit',
    images: { image: [await pngOf({ width: 64, height: 64 })] },
  });
  for (const key of kit.blobs.keys().filter((name) => name.includes('reference')))
    expect(await xmpOf(await kit.blobs.get(key)), key).toBe('');
});
