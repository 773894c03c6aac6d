import sharp from 'sharp';
import type { Size } from '#src/domain/picture.ts';
import { SHEET_WORDS, withoutSheetWords } from '#src/domain/sheet-words.ts';
import type { Raster } from './raster.ts';

/** Border and gutter, as a share of the shorter edge. */
const GUTTER = 0.02;
const EVERY_TILE = [0, 1, 2, 3];

/** What decides the tiles of a sheet. */
interface SheetWish {
  readonly prompt: string;
  /** Which picture of the request the sheet is, from 0. */
  readonly index: number;
  readonly size: Size;
  readonly mask?: Uint8Array | undefined;
}

/** Whether a prompt asks for four variations on one sheet, in Easel's own words. A masked area is never a sheet. */
export const asksForSheet = ({ prompt, mask }: SheetWish): boolean => !mask && SHEET_WORDS.test(prompt);

/** Draws four variations of what the rest of the prompt says, in two rows and two columns, within white. */
export async function drawnSheet<Wish extends SheetWish>(
  wish: Wish,
  drawTile: (wish: Wish) => Promise<Raster>,
): Promise<Raster> {
  const { width, height } = wish.size;
  const gap = Math.max(2, Math.round(Math.min(width, height) * GUTTER));
  const size = { width: Math.floor((width - 3 * gap) / 2), height: Math.floor((height - 3 * gap) / 2) };
  const prompt = withoutSheetWords(wish.prompt);
  const tiles = await Promise.all(
    EVERY_TILE.map(async (tile) => {
      const { pixels } = await drawTile({ ...wish, prompt, size, index: wish.index * 4 + tile });
      const [left, top] = [gap + (tile % 2) * (size.width + gap), gap + Math.floor(tile / 2) * (size.height + gap)];
      return { input: pixels, raw: { ...size, channels: 4 as const }, left, top };
    }),
  );
  const white = sharp({ create: { width, height, channels: 4, background: '#ffffff' } });
  return { width, height, pixels: await white.composite(tiles).raw().toBuffer() };
}
