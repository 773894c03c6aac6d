import sharp from 'sharp';
import { expect, it } from 'vitest';
import { losslessWebp } from '#src/images/lossless-webp.ts';
import { pngOf } from '../fixtures/pictures.ts';

const pixelsOf = (bytes: Uint8Array): Promise<Buffer> => sharp(bytes).ensureAlpha().raw().toBuffer();

it('keeps every pixel, also the unseen colours of what is see-through', async () => {
  const bytes = await pngOf({ width: 33, height: 21, noise: true, alpha: 0 });
  const written = await losslessWebp({ bytes, type: 'image/png', width: 33, height: 21 });
  expect(written).toMatchObject({ type: 'image/webp', width: 33, height: 21 });
  expect((await pixelsOf(written?.bytes ?? bytes)).equals(await pixelsOf(bytes))).toBe(true);
});

it('knows that a side may be too long for it', async () => {
  const bytes = await pngOf({ width: 16_384, height: 1 });
  expect(await losslessWebp({ bytes, type: 'image/png', width: 16_384, height: 1 })).toBeUndefined();
});
