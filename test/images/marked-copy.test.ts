import sharp from 'sharp';
import { expect, it } from 'vitest';
import { parseRegion } from '#src/domain/region.ts';
import { MARK_COLOR } from '#src/domain/ways.ts';
import { markedCopy } from '#src/images/marked-copy.ts';
import { regionMask } from '#src/images/region-mask.ts';
import { pngOf } from '../fixtures/pictures.ts';

const size = { width: 160, height: 80 };
const marked = async (words: string, color = '#4a8a4a') => {
  const mask = await regionMask(parseRegion(words), size);
  const { bytes, type } = await markedCopy({ bytes: await pngOf({ ...size, color }), type: 'image/png' }, mask, size);
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  expect({ type, width: info.width, height: info.height }).toEqual({ type: 'image/jpeg', ...size });
  return (x: number, y: number) => [...data.subarray((y * 160 + x) * 3, (y * 160 + x) * 3 + 3)];
};

it('shows the part to change in the colour it names, and leaves the rest as it is', async () => {
  const at = await marked('left, hard');
  expect(MARK_COLOR).toBe('magenta');
  const [red = 0, green = 0, blue = 0] = at(40, 40);
  expect(Math.min(red, blue) - green).toBeGreaterThan(100);
  expect(green).toBeGreaterThan(30); // what is there can still be made out
  for (const [index, level] of [0x4a, 0x8a, 0x4a].entries())
    expect(Math.abs((at(140, 40)[index] ?? 0) - level)).toBeLessThan(4);
});

it('draws a solid line where the part ends', async () => {
  const [red = 0, green = 0, blue = 0] = (await marked('left, hard', '#ffffff'))(80, 40);
  expect([red > 235, green < 40, blue > 235]).toEqual([true, true, true]);
});

it('changes nothing where the mask is empty', async () => {
  const bytes = await pngOf({ ...size, color: '#102030' });
  const copy = await markedCopy({ bytes, type: 'image/png' }, new Uint8Array(160 * 80), size);
  const { channels } = await sharp(copy.bytes).stats();
  for (const [index, level] of [0x10, 0x20, 0x30].entries())
    expect(Math.abs((channels[index]?.mean ?? 0) - level)).toBeLessThan(3);
});
