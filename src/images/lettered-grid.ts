import type { Picture, Size } from '#src/domain/picture.ts';
import { GRID_CELLS } from '#src/domain/region-part.ts';
import { drawnSvg } from './drawn-svg.ts';
import { sharp } from './sharp.ts';

/**
 * A picture with the lettered 8 x 8 grid over it, A1 at the top left and H8 at the bottom right, so that a person can name cells.
 *
 * @param source already normalised.
 * @returns a JPEG with a longer edge of 960 to 1280 pixels, whatever the source's; what is see-through shows on white.
 */
export async function letteredGrid(source: Picture): Promise<Picture & Size> {
  const { width, height } = await sharp(source.bytes).metadata();
  const longer = Math.max(width, height);
  const scale = Math.min(Math.max(longer, MIN_EDGE), MAX_EDGE) / longer;
  const shown = { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
  const picture = sharp(source.bytes)
    .resize(shown.width, shown.height, { fit: 'fill' })
    .flatten({ background: 'white' })
    .toColourspace('srgb')
    .composite([{ input: await drawn(shown), raw: { ...shown, channels: 4, premultiplied: true } }]);
  return { bytes: await picture.jpeg({ quality: 85 }).toBuffer(), type: 'image/jpeg', ...shown };
}

/** Small pictures are enlarged to this, so that the letters can be read. */
const MIN_EDGE = 960;
const MAX_EDGE = 1280;

/** Lines and letters on nothing. */
function drawn({ width, height }: Size): Promise<Buffer> {
  const lines = GRID_LINES.flatMap((share) => [
    `M${px(share * width)} 0V${height}`,
    `M0 ${px(share * height)}H${width}`,
  ]).join('');
  const size = Math.min(width / GRID_CELLS / 3, height / GRID_CELLS / 1.6, MAX_LETTERS);
  const words = CELLS.map(({ column, row }) => label(column, row, size, { width, height })).join('');
  return drawnSvg(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <path d="${lines}" stroke="#000" stroke-opacity=".6" stroke-width="4"/><path d="${lines}" stroke="#fff" stroke-width="1.6"/>
    <g font-family="DejaVu Sans" font-weight="bold" font-size="${px(size)}" stroke-linejoin="round">${words}</g></svg>`);
}

/** In pixels; more would hide the picture. */
const MAX_LETTERS = 44;
const GRID_LINES = Array.from({ length: GRID_CELLS - 1 }, (_, index) => (index + 1) / GRID_CELLS);
const CELLS = Array.from({ length: GRID_CELLS ** 2 }, (_, index) => ({
  column: index % GRID_CELLS,
  row: Math.floor(index / GRID_CELLS),
}));

/** In the upper left of its cell, where it hides little; white on a dark halo, which stands out from every picture. */
function label(column: number, row: number, size: number, { width, height }: Size): string {
  const place = `x="${px((column / GRID_CELLS) * width + size * 0.25)}" y="${px((row / GRID_CELLS) * height + size * 1.0)}"`;
  const name = `${String.fromCharCode('A'.charCodeAt(0) + column)}${row + 1}`;
  const halo = `<text ${place} fill="#000" stroke="#000" stroke-width="${px(size * 0.22)}" opacity=".85">${name}</text>`;
  return `${halo}<text ${place} fill="#fff">${name}</text>`;
}

const px = (value: number): string => value.toFixed(1);
