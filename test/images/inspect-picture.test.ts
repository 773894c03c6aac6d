import { describe, expect, it } from 'vitest';
import { inspectPicture } from '#src/images/inspect-picture.ts';
import {
  animatedWebpOf,
  apngOf,
  bombPng,
  chunk,
  gifOf,
  jpegOf,
  pngOf,
  svgBytes,
  truncated,
  webpOf,
} from '../fixtures/pictures.ts';

const limits = { name: 'cat.png', limitPixels: 25_000_000 };
const size = { width: 12, height: 8 };

const inspect = (bytes: Uint8Array, more: Partial<typeof limits> = {}) => inspectPicture(bytes, { ...limits, ...more });

it('tells type, size and alpha of every picture it reads', async () => {
  const plain = { ...size, hasAlpha: false, orientation: 1 };
  expect(await inspect(await pngOf(size))).toEqual({ ...plain, type: 'image/png' });
  expect(await inspect(await jpegOf(size))).toEqual({ ...plain, type: 'image/jpeg' });
  expect(await inspect(await webpOf({ ...size, alpha: 9 }))).toEqual({ ...plain, type: 'image/webp', hasAlpha: true });
  expect(await inspect(await gifOf({ frames: 1 }))).toMatchObject({ type: 'image/gif', width: 16, height: 12 });
});

it('believes the bytes, not the name', async () => {
  expect(await inspect(await jpegOf(size), { name: 'really.png' })).toMatchObject({ type: 'image/jpeg' });
});

it('gives the edges as a viewer shows them', async () => {
  const sideways = await jpegOf({ ...size, exifOrientation: 6 });
  expect(await inspect(sideways)).toMatchObject({ width: 8, height: 12, orientation: 6 });
  const upsideDown = await jpegOf({ ...size, exifOrientation: 3 });
  expect(await inspect(upsideDown)).toMatchObject({ ...size, orientation: 3 });
});

describe('refuses what is no still PNG, JPEG, WebP or GIF', () => {
  it.each([
    ['text', Buffer.from('not a picture at all'), undefined],
    ['an empty file', new Uint8Array(), undefined],
    ['SVG', svgBytes(), 'image/svg+xml'],
    ['PDF', Buffer.from('%PDF-1.7\n'), 'application/pdf'],
    ['BMP', Buffer.from('BM00000000000000'), 'image/bmp'],
  ])('%s', async (_what, bytes, found) => {
    await expect(inspect(bytes)).rejects.toMatchObject({
      code: 'image-type',
      details: found ? { name: 'cat.png', found } : { name: 'cat.png' },
    });
  });
});

it('refuses animations', async () => {
  const animated = { code: 'image-animated', details: { name: 'cat.png' } };
  await expect(inspect(await gifOf({ frames: 3 }))).rejects.toMatchObject(animated);
  await expect(inspect(await animatedWebpOf({ frames: 2 }))).rejects.toMatchObject(animated);
  await expect(inspect(await apngOf())).rejects.toMatchObject(animated);
});

it('finds animation behind a long text too', async () => {
  const apng = Buffer.from(await apngOf());
  const text = chunk('tEXt', Buffer.from(`Comment\0${'a'.repeat(100_000)}`));
  const bytes = Buffer.concat([apng.subarray(0, 33), text, apng.subarray(33)]);
  await expect(inspect(bytes)).rejects.toMatchObject({ code: 'image-animated' });
});

it('refuses a tiny file of 30,000 x 30,000 pixels without decoding it', async () => {
  const bomb = bombPng(30_000);
  expect(bomb.byteLength).toBeLessThan(150_000);
  const before = process.memoryUsage().rss;
  await expect(inspect(bomb)).rejects.toMatchObject({
    code: 'image-too-many-pixels',
    details: { name: 'cat.png', width: 30_000, height: 30_000, limitPixels: 25_000_000 },
  });
  expect(process.memoryUsage().rss - before).toBeLessThan(50_000_000);
});

it('takes exactly the limit, and not one pixel more', async () => {
  const picture = await pngOf({ width: 10, height: 10 });
  expect(await inspect(picture, { limitPixels: 100 })).toMatchObject({ width: 10 });
  await expect(inspect(picture, { limitPixels: 99 })).rejects.toMatchObject({ code: 'image-too-many-pixels' });
});

it('refuses an endless strip within the pixel limit', async () => {
  const strip = await pngOf({ width: 1, height: 65_536 });
  await expect(inspect(strip)).rejects.toMatchObject({ code: 'image-too-many-pixels' });
  expect(await inspect(await pngOf({ width: 1, height: 65_535 }))).toMatchObject({ height: 65_535 });
});

it('refuses a PNG stuffed with chunks that would keep the decoder busy', async () => {
  const png = Buffer.from(await pngOf(size));
  const stuffed = (count: number) =>
    Buffer.concat([png.subarray(0, 33), ...Array<Buffer>(count).fill(chunk('tEXt')), png.subarray(33)]);
  await expect(inspect(stuffed(5000))).rejects.toMatchObject({ code: 'image-broken' });
  expect(await inspect(stuffed(100))).toMatchObject(size);
});

it('refuses a picture whose header is cut short or impossible', async () => {
  const broken = { code: 'image-broken', details: { name: 'cat.png' } };
  await expect(inspect(truncated(await pngOf(size), 0.3))).rejects.toMatchObject(broken);
  await expect(inspect(truncated(await webpOf(size)))).rejects.toMatchObject(broken);
  await expect(inspect(Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0]))).rejects.toMatchObject(broken);
  await expect(inspect(bombPng(0))).rejects.toMatchObject(broken);
});
