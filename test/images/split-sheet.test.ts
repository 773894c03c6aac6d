import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { splitSheet } from '#src/images/split-sheet.ts';
import { type AnyLook, HARD_SHEETS } from '../fixtures/hard-sheets.ts';
import { pngOf, truncated } from '../fixtures/pictures.ts';
import { type Rect, type SheetLook, sceneOf, sheetOf } from '../fixtures/sheets.ts';

const EDGE = 560;
const BORDER = { left: 12, right: 12, top: 12, bottom: 12 };
const LOOK: SheetLook = {
  columns: [256, 256],
  rows: [256, 256],
  border: BORDER,
  gutter: { x: 16, y: 16 },
  colour: [255, 255, 255],
  grain: 0,
  seed: 1,
};

async function rawOf(bytes: Uint8Array): Promise<Buffer> {
  return sharp(bytes).raw().toBuffer();
}

/** Where tiles were cut: found by their own pixels, since a tile says only its size. */
async function placesOf(sheet: Uint8Array, tiles: readonly Rect[]): Promise<{ found: Rect[] } | { why: string }> {
  const split = await splitSheet(sheet);
  if (split.kind === 'none') return { why: split.why };
  const { data, info } = await sharp(sheet).raw().toBuffer({ resolveWithObject: true });
  const found = await Promise.all(
    split.tiles.map(async ({ bytes, width, height }, order) => {
      const tile = await rawOf(bytes);
      const near = tiles[order] ?? { left: 0, top: 0, width: 0, height: 0 };
      for (let top = Math.max(0, near.top - 6); top <= near.top + 6; top++)
        for (let left = Math.max(0, near.left - 6); left <= near.left + 6; left++)
          if (isAt(data, info.width, tile, { left, top, width, height })) return { left, top, width, height };
      return { left: -99, top: -99, width, height };
    }),
  );
  return { found };
}

function isAt(sheet: Buffer, sheetWidth: number, tile: Buffer, { left, top, width, height }: Rect): boolean {
  for (const y of [0, height >> 1, height - 1]) {
    const row = sheet.subarray(((top + y) * sheetWidth + left) * 3, ((top + y) * sheetWidth + left + width) * 3);
    if (!row.equals(tile.subarray(y * width * 3, (y + 1) * width * 3))) return false;
  }
  return true;
}

/** How far the worst edge of all tiles is off, in pixels. */
const worst = (found: readonly Rect[], tiles: readonly Rect[]): number =>
  Math.max(
    ...tiles
      .flatMap(({ left, top, width, height }, order) => {
        const it = found[order] ?? { left: 0, top: 0, width: 0, height: 0 };
        return [it.left - left, it.top - top, it.left + it.width - left - width, it.top + it.height - top - height];
      })
      .map(Math.abs),
  );

describe('cuts a sheet into its tiles', () => {
  it('in reading order, without border and gutter, every pixel as it was', async () => {
    const { bytes, tiles } = await sheetOf(LOOK);
    const split = await splitSheet(bytes);
    expect(split.kind === 'grid' && split.tiles.map(({ type, width, height }) => ({ type, width, height }))).toEqual(
      Array(4).fill({ type: 'image/png', width: 256, height: 256 }),
    );
    for (const [order, tile] of tiles.entries())
      expect(await rawOf((split.kind === 'grid' && split.tiles[order]?.bytes) || new Uint8Array())).toEqual(
        await sharp(bytes)
          .extract({ ...tile })
          .raw()
          .toBuffer(),
      );
  });

  it('with see-through gutters, and keeps the alpha within the tiles', async () => {
    const { bytes, tiles } = await sheetOf(LOOK);
    const pixels = await sharp(bytes).ensureAlpha().raw().toBuffer();
    for (let at = 0; at < pixels.length; at += 4) {
      const [x, y] = [(at / 4) % EDGE_OF_LOOK, Math.floor(at / 4 / EDGE_OF_LOOK)];
      const inside = tiles.some(
        (it) => x >= it.left && x < it.left + it.width && y >= it.top && y < it.top + it.height,
      );
      pixels[at + 3] = inside ? 200 : 0;
    }
    const raw = { width: EDGE_OF_LOOK, height: EDGE_OF_LOOK, channels: 4 as const };
    const split = await splitSheet(await sharp(pixels, { raw }).png().toBuffer());
    if (split.kind === 'none') throw new Error(split.why);
    for (const { bytes: tile, width, height } of split.tiles) {
      expect({ width, height }).toEqual({ width: 256, height: 256 });
      expect(await sharp(tile).extractChannel('alpha').raw().toBuffer()).toEqual(Buffer.alloc(256 * 256, 200));
    }
  });

  it('where plain skies of one colour reach the edges of the sheet, which are no border', async () => {
    const { bytes, tiles } = await sheetOf({ ...LOOK, border: { left: 0, right: 0, top: 0, bottom: 0 } });
    const sky = await pngOf({ width: 256, height: 30, color: '#4080d0' });
    const painted = await sharp(bytes)
      .composite([
        { input: Buffer.from(sky), left: 0, top: 0 },
        { input: Buffer.from(sky), left: 272, top: 0 },
      ])
      .removeAlpha()
      .png()
      .toBuffer();
    const places = await placesOf(painted, tiles);
    expect(places).toEqual({ found: tiles });
  });

  it.each([1, 2])('with a hairline of %i pixels for a gutter, where no JPEG has smeared it', async (width) => {
    const { bytes, tiles } = await sheetOf({ ...LOOK, gutter: { x: width, y: width } });
    expect(await placesOf(bytes, tiles)).toEqual({ found: tiles });
  });

  it('within a pixel, whatever the width and colour of gutters and borders, with noise and artefacts of JPEG', async () => {
    const edge = (share: number) => fc.integer({ min: 0, max: Math.floor(EDGE * share) });
    const tile = fc.integer({ min: 246, max: 256 });
    const colour = fc.oneof(
      fc.constantFrom([255, 255, 255] as const, [0, 0, 0] as const, [128, 128, 128] as const),
      fc.tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 0, max: 255 }), fc.integer({ min: 0, max: 255 })),
    );
    const gutters = fc.oneof(
      fc.record({ x: fc.integer({ min: 3, max: 45 }), y: fc.integer({ min: 3, max: 45 }) }),
      fc.integer({ min: 3, max: 45 }).map((width) => ({ x: width, y: width })),
      fc.constant({ x: 0, y: 0 }),
    );
    const anyLook: fc.Arbitrary<AnyLook> = fc.record({
      columns: fc.tuple(tile, tile),
      rows: fc.tuple(tile, tile),
      border: fc.record({ left: edge(0.08), right: edge(0.08), top: edge(0.08), bottom: edge(0.08) }),
      gutter: gutters,
      colour,
      grain: fc.integer({ min: 0, max: 8 }),
      seed: fc.integer({ min: 0, max: 1_000_000 }),
      jpegQuality: fc.oneof(fc.constant(undefined), fc.integer({ min: 70, max: 95 })),
    });
    await fc.assert(
      fc.asyncProperty(anyLook, async ({ jpegQuality, ...look }) => {
        const { bytes, tiles } = await sheetOf({ ...look, ...(jpegQuality !== undefined && { jpegQuality }) });
        const places = await placesOf(bytes, tiles);
        if ('why' in places) throw new Error(places.why);
        expect(worst(places.found, tiles)).toBeLessThanOrEqual(1);
      }),
      { numRuns: 60, seed: 20_261_121, examples: HARD_SHEETS.map((look) => [look]) },
    );
  }, 120_000);
});

/** Two tiles, a gutter and two borders. */
const EDGE_OF_LOOK = 552;

describe('says none to what is no sheet of two rows and two columns', () => {
  it('one scene, of any kind and encoding', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({ width: fc.integer({ min: 400, max: 700 }), height: fc.integer({ min: 400, max: 700 }) }),
        fc.integer({ min: 0, max: 1_000_000 }),
        fc.oneof(fc.constant(undefined), fc.integer({ min: 70, max: 95 })),
        async (size, seed, quality) => {
          expect(await splitSheet(await sceneOf(size, seed, quality))).toMatchObject({ kind: 'none' });
        },
      ),
      { numRuns: 40, seed: 20_261_121 },
    );
  }, 60_000);

  it('a sheet of more or fewer tiles, with and without gutters', async () => {
    const count = fc.integer({ min: 1, max: 4 });
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(count, count).filter(([columns, rows]) => columns !== 2 || rows !== 2),
        fc.constantFrom(0, 1, 4, 16, 30),
        fc.integer({ min: 0, max: 1_000_000 }),
        fc.oneof(fc.constant(undefined), fc.integer({ min: 70, max: 95 })),
        async ([columns, rows], gutter, seed, quality) => {
          const look: SheetLook = {
            ...LOOK,
            columns: Array<number>(columns).fill(Math.floor(EDGE / columns)),
            rows: Array<number>(rows).fill(Math.floor(EDGE / rows)),
            gutter: { x: gutter, y: gutter },
            seed,
            ...(quality !== undefined && { jpegQuality: quality }),
          };
          expect(await splitSheet((await sheetOf(look)).bytes)).toMatchObject({ kind: 'none' });
        },
      ),
      { numRuns: 40, seed: 20_261_121 },
    );
  }, 60_000);

  it.each([
    ['a picture of one colour', () => pngOf({ width: 512, height: 512 })],
    ['noise', () => pngOf({ width: 512, height: 512, noise: true })],
    ['a picture too small for it', () => pngOf({ width: 100, height: 100 })],
    ['a thing on a plain ground', () => onGround([{ left: 180, top: 150, width: 190, height: 260 }])],
    ['four things on a plain ground, nowhere near each other', () => onGround(APART)],
    ['tiles of unlike sizes', async () => (await sheetOf({ ...LOOK, columns: [230, 280] })).bytes],
    ['a cross that does not reach the edges', () => onGround(CROSS)],
    ['a file cut short', async () => truncated((await sheetOf(LOOK)).bytes)],
    ['text', async () => Buffer.from('four pictures')],
  ])('%s', async (_what, make) => {
    const split = await splitSheet(await make());
    expect(split).toMatchObject({ kind: 'none', why: expect.stringMatching(/\w+\.$/) });
  });
});

const APART: readonly Rect[] = [
  { left: 60, top: 90, width: 100, height: 80 },
  { left: 380, top: 60, width: 80, height: 110 },
  { left: 90, top: 380, width: 70, height: 70 },
  { left: 350, top: 350, width: 110, height: 90 },
];
const CROSS: readonly Rect[] = [
  { left: 240, top: 100, width: 40, height: 320 },
  { left: 100, top: 240, width: 320, height: 40 },
];

/** Rectangles of noise on a light ground of 520 x 520 pixels. */
async function onGround(things: readonly Rect[]): Promise<Uint8Array> {
  const ground = sharp({ create: { width: 520, height: 520, channels: 3, background: '#f4f0e8' } });
  const inputs = await Promise.all(
    things.map(async ({ left, top, width, height }) => ({
      input: Buffer.from(await pngOf({ width, height, noise: true })),
      left,
      top,
    })),
  );
  return ground.composite(inputs).png().toBuffer();
}

it('does not change what it is given', async () => {
  const { bytes } = await sheetOf(LOOK);
  const before = Buffer.from(bytes);
  await splitSheet(bytes);
  expect(Buffer.from(bytes).equals(before)).toBe(true);
});
