import { expect, it } from 'vitest';
import { SHEET_INSTRUCTION } from '#src/domain/sheet-words.ts';
import { splitSheet } from '#src/images/split-sheet.ts';
import { type DrawingWish, draw } from '#src/simulator/drawing/draw.ts';
import { encoded } from '#src/simulator/drawing/raster.ts';
import { pngOf } from '../../fixtures/pictures.ts';
import { differenceOf, pixelsOf } from '../pixels.ts';

async function drawn(wish: Partial<DrawingWish>): Promise<Buffer> {
  const whole: DrawingWish = {
    prompt: `${SHEET_INSTRUCTION}\n\na lighthouse at dusk`,
    index: 0,
    count: 1,
    salt: '',
    size: { width: 512, height: 400 },
    detail: 0.5,
    model: 'sketch',
    transparent: false,
    highFidelity: false,
    references: [],
    ...wish,
  };
  return encoded(await draw(whole, new AbortController().signal), 'png');
}

async function tilesOf(sheet: Buffer) {
  const split = await splitSheet(sheet);
  if (split.kind === 'none') throw new Error(split.why);
  return Promise.all(split.tiles.map(({ bytes }) => pixelsOf(bytes)));
}

it("draws four different tiles of one size where Easel's words ask for a sheet", async () => {
  const tiles = await tilesOf(await drawn({}));
  expect(tiles.map(({ width, height }) => [width, height])).toEqual(Array(4).fill([244, 188]));
  for (const [at, one] of tiles.entries())
    for (const other of tiles.slice(at + 1)) expect(differenceOf(one, other)).toBeGreaterThan(4);
});

it('shows what the rest of the prompt says, without the words about the sheet', async () => {
  const [first] = await tilesOf(await drawn({}));
  const alone = await drawn({ prompt: 'a lighthouse at dusk', size: { width: 244, height: 188 }, count: 4 });
  expect(first && differenceOf(first, await pixelsOf(alone))).toBe(0);
});

it('restyles the reference in each tile', async () => {
  const reference = await pngOf({ width: 128, height: 100, noise: true });
  const tiles = await tilesOf(await drawn({ references: [reference] }));
  expect(new Set(tiles.map(({ data }) => data.toString('base64'))).size).toBe(4);
});

it('draws one picture where nobody asks for a sheet', async () => {
  expect(await splitSheet(await drawn({ prompt: 'a sheet of paper with four birds' }))).toMatchObject({ kind: 'none' });
});
