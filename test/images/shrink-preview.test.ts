import { expect, it } from 'vitest';
import { sharp } from '#src/images/sharp.ts';
import { shrinkPreview } from '#src/images/shrink-preview.ts';
import { pngOf } from '../fixtures/pictures.ts';

const png = async (wish: Parameters<typeof pngOf>[0]) => ({ bytes: await pngOf(wish), type: 'image/png' }) as const;

it('makes a preview small enough to be sent again and again', async () => {
  const small = await shrinkPreview(await png({ width: 1536, height: 1024, noise: true }), 512);
  expect(small.type).toBe('image/jpeg');
  expect(small.bytes.byteLength).toBeLessThan(300_000);
  expect(await sharp(small.bytes).metadata()).toMatchObject({ width: 512, height: 341 });
});

it('leaves a small one as small as it is', async () => {
  expect(await sharp((await shrinkPreview(await png({ width: 64, height: 48 }), 512)).bytes).metadata()).toMatchObject({
    width: 64,
    height: 48,
  });
});

it('throws where the preview cannot be read', async () => {
  await expect(shrinkPreview({ bytes: new Uint8Array([1, 2, 3]), type: 'image/png' }, 512)).rejects.toThrow();
});
