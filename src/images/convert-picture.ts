import type { Sharp } from 'sharp';
import type { Picture, PictureFormat, Size } from '#src/domain/picture.ts';
import { openMade } from './open-made.ts';

/** As providers encode where nobody asks for a quality. */
const DEFAULT_QUALITY = 90;

/**
 * Writes a picture in the format that was asked for, without metadata. JPEG has no alpha: what is see-through becomes white.
 *
 * @param quality 0 smallest to 100 best, for JPEG and WebP; PNG is lossless whatever it says.
 * @throws an error of the codec where the bytes are no whole picture; a provider's bytes go through `checkOutput` first.
 */
export async function convertPicture(
  { bytes }: Picture,
  format: PictureFormat,
  quality: number = DEFAULT_QUALITY,
): Promise<Picture & Size> {
  const { data, info } = await encodedAs(openMade(bytes), format, quality).toBuffer({ resolveWithObject: true });
  return { bytes: data, type: `image/${format}`, width: info.width, height: info.height };
}

function encodedAs(picture: Sharp, format: PictureFormat, asked: number): Sharp {
  const quality = Math.min(100, Math.max(1, Math.round(asked)));
  if (format === 'png') return picture.png();
  if (format === 'webp') return picture.webp({ quality, effort: 2 });
  return picture.flatten({ background: '#ffffff' }).jpeg({ quality });
}
