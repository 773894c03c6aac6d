import type { OverlayOptions } from 'sharp';
import type { Picture, Size } from '#src/domain/picture.ts';
import { drawnSvg } from './drawn-svg.ts';
import { openMade } from './open-made.ts';
import { sharp } from './sharp.ts';

/** A picture under its name, which is a word or two of our own. */
export interface Labelled {
  readonly picture: Picture;
  readonly label: string;
}

/** In pixels. */
const MAX_HEIGHT = 1024;
const MIN_HEIGHT = 256;
const MAX_WIDTH = 3072;
const GAP = 12;
const BAND = 56;
const LETTERS = 34;
/** Both stand out from pictures of any colour and from a chat's own ground, light or dark. */
const GROUND = '#2b2d31';
const INK = '#ffffff';

/**
 * Shows pictures beside each other in their order, all of one height, each whole and with its name above it.
 *
 * @param pictures 1 to 4 that models made, or normalised ones.
 * @returns a JPEG, the pictures in it 256 to 1024 pixels high unless they are too wide for that; what is see-through shows on white.
 * @throws an error of the codec where one of them is no whole picture.
 */
export async function sideBySide(pictures: readonly Labelled[]): Promise<Picture & Size> {
  const shapes = await Promise.all(pictures.map(({ picture }) => shapeOf(picture)));
  const height = heightFor(shapes);
  const widths = shapes.map(({ width, height: own }) => Math.max(1, Math.round((width / own) * height)));
  const lefts = widths.map((_, index) => GAP + sum(widths.slice(0, index)) + GAP * index);
  const size = { width: sum(widths) + GAP * (widths.length + 1), height: BAND + height + GAP };
  // One after the other: several large ones decoded at once are much memory.
  const placed: OverlayOptions[] = [];
  for (const [index, { picture }] of pictures.entries()) {
    placed.push({
      input: await fitted(picture, { width: widths[index] ?? 1, height }),
      left: lefts[index] ?? GAP,
      top: BAND,
    });
  }
  const names = await namesAbove(pictures, lefts, size);
  const sheet = sharp({ create: { ...size, channels: 3, background: GROUND } }).composite([...placed, names]);
  return {
    bytes: await sheet.jpeg({ quality: 88, chromaSubsampling: '4:4:4' }).toBuffer(),
    type: 'image/jpeg',
    ...size,
  };
}

async function shapeOf({ bytes }: Picture): Promise<Size> {
  const { autoOrient } = await openMade(bytes).metadata();
  return autoOrient;
}

/** As high as the highest, within bounds, and lower where they would be too wide together. */
function heightFor(shapes: readonly Size[]): number {
  const highest = Math.max(...shapes.map(({ height }) => height));
  const wanted = Math.min(Math.max(highest, MIN_HEIGHT), MAX_HEIGHT);
  const room = MAX_WIDTH - GAP * (shapes.length + 1);
  return Math.max(1, Math.min(wanted, Math.floor(room / sum(shapes.map(({ width, height }) => width / height)))));
}

const fitted = ({ bytes }: Picture, size: Size): Promise<Buffer> =>
  openMade(bytes)
    .resize({ ...size, fit: 'fill' })
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .png({ compressionLevel: 1 })
    .toBuffer();

async function namesAbove(
  pictures: readonly Labelled[],
  lefts: readonly number[],
  { width }: Size,
): Promise<OverlayOptions> {
  const size = { width, height: BAND };
  const names = pictures
    .map(({ label }, index) => `<text x="${lefts[index]}" y="${BAND - LETTERS / 2}">${escaped(label)}</text>`)
    .join('');
  const input = await drawnSvg(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${BAND}">
    <g font-family="DejaVu Sans" font-weight="bold" font-size="${LETTERS}" fill="${INK}">${names}</g></svg>`);
  return { input, raw: { ...size, channels: 4, premultiplied: true }, left: 0, top: 0 };
}

const escaped = (label: string): string => label.replace(/[&<>]/g, (mark) => `&#${mark.charCodeAt(0)};`);

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
