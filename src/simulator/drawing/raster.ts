import { createRequire } from 'node:module';
import { renderAsync } from '@resvg/resvg-js';
import sharp, { type Sharp } from 'sharp';
import { aiXmp } from '#src/domain/ai-marker.ts';
import type { PictureFormat, Size } from '#src/domain/picture.ts';

/** Decoded pixels: red, green, blue, alpha, one byte each, not premultiplied. */
export interface Raster extends Size {
  readonly pixels: Buffer;
}

/** The font is shipped with us: what a machine has installed must not change a picture. */
const FONT = createRequire(import.meta.url).resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf');

/** Draws the inside of an SVG document. Off the event loop. */
export async function rasterOf(drawing: string, { width, height }: Size, signal: AbortSignal): Promise<Raster> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${drawing}</svg>`;
  const font = { loadSystemFonts: false, fontFiles: [FONT], defaultFontFamily: 'DejaVu Sans' };
  // Its own signal parameter takes a signal only once (resvg-js 2.6.2: InvalidArg on the second use), so the wait is checked here.
  const { pixels } = await renderAsync(svg, { font });
  signal.throwIfAborted();
  // resvg multiplies colours by alpha, PNG and our blending do not.
  const plain = sharp(pixels, { raw: { width, height, channels: 4, premultiplied: true } });
  return { width, height, pixels: await plain.raw().toBuffer() };
}

/** Encodes a raster; `compression` 0 to 100, higher is better looking. JPEG has no alpha: what is see-through becomes white. Marked as a model's work, as providers mark theirs. */
export async function encoded(raster: Raster, format: PictureFormat, compression = 100): Promise<Buffer> {
  const picture = sharpOf(raster).withXmp(aiXmp('made'));
  const quality = Math.max(1, compression);
  if (format === 'png') return picture.png({ compressionLevel: 6 }).toBuffer();
  if (format === 'webp') return picture.webp({ quality, effort: 2 }).toBuffer();
  return picture.flatten({ background: '#ffffff' }).jpeg({ quality }).toBuffer();
}

/** An early stage of the same picture: `share` 0 is a blur of a few colours, near 1 is almost finished. */
export async function coarse(raster: Raster, share: number): Promise<Raster> {
  const { width, height } = raster;
  const small = Math.max(2, Math.round(8 + 56 * share ** 1.5));
  const blurred = await sharpOf(raster).resize(small, small, { fit: 'fill' }).png().toBuffer();
  const pixels = await sharp(blurred)
    .resize(width, height, { fit: 'fill', kernel: 'cubic' })
    .ensureAlpha()
    .raw()
    .toBuffer();
  return { width, height, pixels };
}

/** A sharp pipeline over decoded pixels. */
export const sharpOf = ({ pixels, width, height }: Raster): Sharp =>
  sharp(pixels, { raw: { width, height, channels: 4 } });
