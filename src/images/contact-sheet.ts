import type { OverlayOptions } from 'sharp';
import type { Picture, Size } from '#src/domain/picture.ts';
import { sharp } from './sharp.ts';

/** In pixels. */
const CELL_EDGE = 160;
const GAP = 8;
/** A middle grey: pictures with light or dark edges, see-through parts and the chat's own ground all stand out from it. */
const GROUND = '#808388';
const MAX_PICTURES = 16;

/**
 * Shows pictures small on one sheet, in their order from left to right and top to bottom, each of them whole.
 *
 * @param pictures 1 to 16, already normalised.
 * @returns a JPEG of at most 680 x 680 pixels.
 */
export async function contactSheet(pictures: readonly Picture[]): Promise<Picture & Size> {
  if (pictures.length < 1 || pictures.length > MAX_PICTURES) {
    throw new Error(`A contact sheet shows 1 to ${MAX_PICTURES} pictures, not ${pictures.length}.`);
  }
  const columns = columnsFor(pictures.length);
  const size = { width: span(columns), height: span(Math.ceil(pictures.length / columns)) };
  const placed = await Promise.all(pictures.map((picture, index) => place(picture, index, columns)));
  const sheet = sharp({ create: { ...size, channels: 3, background: GROUND } }).composite(placed);
  return { bytes: await sheet.jpeg({ quality: 85 }).toBuffer(), type: 'image/jpeg', ...size };
}

/** Up to four stand in one row; more make about a square. */
const columnsFor = (count: number): number => (count <= 4 ? count : Math.ceil(Math.sqrt(count)));

const span = (cells: number): number => cells * (CELL_EDGE + GAP) + GAP;

/** Fits a picture into its cell, without making a tiny one larger, and centres it there. */
async function place({ bytes }: Picture, index: number, columns: number): Promise<OverlayOptions> {
  const small = sharp(bytes).resize(CELL_EDGE, CELL_EDGE, { fit: 'inside', withoutEnlargement: true });
  const { data, info } = await small.png().toBuffer({ resolveWithObject: true });
  return {
    input: data,
    left: GAP + (index % columns) * (CELL_EDGE + GAP) + Math.floor((CELL_EDGE - info.width) / 2),
    top: GAP + Math.floor(index / columns) * (CELL_EDGE + GAP) + Math.floor((CELL_EDGE - info.height) / 2),
  };
}
