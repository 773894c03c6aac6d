import sharp from 'sharp';
import { expect, it } from 'vitest';
import type { Picture } from '#src/domain/picture.ts';
import { contactSheet } from '#src/images/contact-sheet.ts';
import { jpegOf, pngOf, webpOf } from '../fixtures/pictures.ts';

const square = async (color: string): Promise<Picture> => ({
  bytes: await pngOf({ width: 300, height: 300, color }),
  type: 'image/png',
});

/** The colour in the middle of a cell, each channel rounded to full or none. */
async function colourAt(sheet: Picture, column: number, row: number): Promise<string> {
  const at = { left: 8 + column * 168 + 80, top: 8 + row * 168 + 80, width: 1, height: 1 };
  const pixel = await sharp(sheet.bytes).extract(at).raw().toBuffer();
  return [...pixel].map((value) => (value > 200 ? 'f' : value < 55 ? '0' : '-')).join('');
}

it('shows the pictures in their order, row by row', async () => {
  const colours = ['#ff0000', '#00ff00', '#0000ff', '#ffff00', '#00ffff'];
  const sheet = await contactSheet(await Promise.all(colours.map(square)));
  expect(sheet).toMatchObject({ type: 'image/jpeg', width: 512, height: 344 });
  expect(await colourAt(sheet, 0, 0)).toBe('f00');
  expect(await colourAt(sheet, 1, 0)).toBe('0f0');
  expect(await colourAt(sheet, 2, 0)).toBe('00f');
  expect(await colourAt(sheet, 0, 1)).toBe('ff0');
  expect(await colourAt(sheet, 1, 1)).toBe('0ff');
  expect(await colourAt(sheet, 2, 1)).toBe('---');
});

it.each([
  [1, 176, 176],
  [2, 344, 176],
  [4, 680, 176],
  [9, 512, 512],
  [16, 680, 680],
])('says the size of a sheet of %i', async (count, width, height) => {
  const picture = await square('#ff0000');
  const sheet = await contactSheet(Array.from({ length: count }, () => picture));
  expect(sheet).toMatchObject({ width, height });
  expect(await sharp(sheet.bytes).metadata()).toMatchObject({ format: 'jpeg', width, height });
});

it('shows a long picture whole, with the ground around it', async () => {
  const wide: Picture = { bytes: await pngOf({ width: 1600, height: 400, color: '#ff0000' }), type: 'image/png' };
  const { data, info } = await sharp((await contactSheet([wide])).bytes)
    .raw()
    .toBuffer({ resolveWithObject: true });
  const redAt = (x: number, y: number) => (data[(y * info.width + x) * 3] ?? 0) > 200;
  expect(redAt(12, 88) && redAt(164, 88)).toBe(true);
  expect(redAt(88, 75) && redAt(88, 100)).toBe(true);
  expect(redAt(88, 60) || redAt(88, 116)).toBe(false);
});

it('shows every type, see-through parts, single pixels and thin strips', async () => {
  const pictures: Picture[] = [
    { bytes: await jpegOf({ width: 40, height: 30 }), type: 'image/jpeg' },
    { bytes: await webpOf({ width: 500, height: 500, color: '#ff0000', alpha: 0 }), type: 'image/webp' },
    { bytes: await pngOf({ width: 1, height: 1, color: '#ff0000' }), type: 'image/png' },
    { bytes: await pngOf({ width: 9000, height: 1, color: '#ff0000' }), type: 'image/png' },
  ];
  const sheet = await contactSheet(pictures);
  expect(await colourAt(sheet, 1, 0)).toBe('---');
});

it('takes neither none nor more than sixteen', async () => {
  const picture = await square('#ff0000');
  await expect(contactSheet([])).rejects.toThrow('1 to 16');
  await expect(contactSheet(Array.from({ length: 17 }, () => picture))).rejects.toThrow('1 to 16');
});

it('leaves a tiny picture tiny', async () => {
  const tiny: Picture = { bytes: await pngOf({ width: 16, height: 16, color: '#ff0000' }), type: 'image/png' };
  const sheet = await contactSheet([tiny]);
  expect(await colourAt(sheet, 0, 0)).toBe('f00');
  const beside = await sharp(sheet.bytes).extract({ left: 120, top: 88, width: 1, height: 1 }).raw().toBuffer();
  expect(beside[0]).toBeLessThan(160);
});
