import sharp from 'sharp';
import { MAX_PIXELS, opened } from './sources.ts';

/**
 * The picture so many times as wide and as high, as PNG, as a viewer shows it.
 *
 * @throws {RangeError} where it would have more than 64 megapixels; else where it cannot be opened.
 */
export async function enlarged(bytes: Uint8Array, factor: number): Promise<Buffer> {
  const { autoOrient } = await opened(bytes).metadata();
  const size = { width: Math.round(autoOrient.width * factor), height: Math.round(autoOrient.height * factor) };
  if (size.width * size.height > MAX_PIXELS) throw new RangeError('The enlarged picture is too large.');
  return opened(bytes)
    .autoOrient()
    .resize({ ...size, fit: 'fill', kernel: sharp.kernel.lanczos3 })
    .png({ compressionLevel: 2 })
    .toBuffer();
}
