import type { Picture } from '#src/domain/picture.ts';
import { sharp } from './sharp.ts';

const QUALITY = 75;

/**
 * An unfinished picture, small: inside `edge` x `edge` pixels, as a JPEG of some 50 kB, or as a WebP where it is transparent.
 *
 * @throws where it cannot be read: providers promise little about what is unfinished.
 */
export async function shrinkPreview({ bytes }: Picture, edge: number): Promise<Picture> {
  const small = sharp(bytes).resize({ width: edge, height: edge, fit: 'inside', withoutEnlargement: true });
  const { hasAlpha } = await sharp(bytes).metadata();
  return hasAlpha
    ? { bytes: await small.webp({ quality: QUALITY, effort: 0 }).toBuffer(), type: 'image/webp' }
    : { bytes: await small.jpeg({ quality: QUALITY }).toBuffer(), type: 'image/jpeg' };
}
