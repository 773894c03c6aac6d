import type { Picture } from '#src/domain/picture.ts';
import { openUpload, orBroken } from './upload.ts';

/**
 * A picture somebody sent, upright and without any loss, for edits that must keep what is outside their mask to the pixel.
 * @throws {EaselError} `image-broken`.
 */
export async function losslessOriginal(
  bytes: Uint8Array,
  { name, limitPixels }: { readonly name: string; readonly limitPixels: number },
): Promise<Picture> {
  // Encoding anew turns colours to 8-bit sRGB, as the reference is that goes to the model; a quick PNG is large but whole.
  const png = openUpload(bytes, limitPixels).toColourspace('srgb').png({ compressionLevel: 3 });
  return { bytes: await orBroken(name, png.toBuffer()), type: 'image/png' };
}
