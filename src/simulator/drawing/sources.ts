import sharp, { type Sharp } from 'sharp';
import type { Size } from '#src/domain/picture.ts';
import type { Raster } from './raster.ts';

/** 64 megapixels: larger than any picture the models take, small enough to decode a few at once. */
export const MAX_PIXELS = 64e6;

/**
 * Width and height as a viewer shows the picture, and whether it has an alpha channel. Rejects when it cannot be opened, which
 * is found out by decoding all of it: a file cut short has a good beginning.
 */
export async function sourceFacts(bytes: Uint8Array): Promise<Size & { readonly hasAlpha: boolean }> {
  const { autoOrient, hasAlpha } = await opened(bytes).metadata();
  await opened(bytes).resize(8, 8, { fit: 'fill' }).raw().toBuffer();
  return { ...autoOrient, hasAlpha };
}

/** Decodes a reference to exactly `size`; what does not fit its shape is cut off evenly. Its own size loses nothing. */
export async function sourceRaster(bytes: Uint8Array, size: Size): Promise<Raster> {
  const pixels = await opened(bytes)
    .autoOrient()
    .resize(size.width, size.height, { fit: 'cover' })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer();
  return { ...size, pixels };
}

/** A PNG copy that fits into a box, whole and in its own shape. */
export async function thumbnail(bytes: Uint8Array, box: Size): Promise<Size & { readonly png: Buffer }> {
  const { data, info } = await opened(bytes)
    .autoOrient()
    .resize(Math.max(1, Math.round(box.width)), Math.max(1, Math.round(box.height)), { fit: 'inside' })
    .png({ compressionLevel: 1 })
    .toBuffer({ resolveWithObject: true });
  return { png: data, width: info.width, height: info.height };
}

/** How much of each pixel stays: a mask's alpha, 0 = change, 255 = keep, one byte a pixel, cut to shape as its picture is. */
export async function maskRaster(bytes: Uint8Array, size: Size): Promise<Buffer> {
  const { pixels } = await sourceRaster(bytes, size);
  return sharp(pixels, { raw: { ...size, channels: 4 } })
    .extractChannel('alpha')
    .raw()
    .toBuffer();
}

/** A pipeline over an encoded picture that rejects what is damaged or far too large. */
export const opened = (bytes: Uint8Array): Sharp => sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'error' });
