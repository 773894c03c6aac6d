import type { Picture } from '#src/domain/picture.ts';
import { sharp } from './sharp.ts';

const QUALITY = 88;

/**
 * A picture for a page to show: upright, inside `edge` x `edge` pixels, as a JPEG, or as a WebP where it is transparent.
 * @throws where it cannot be read.
 */
export async function pagePicture({ bytes }: Picture, edge: number): Promise<Picture> {
  const size = { width: edge, height: edge, fit: 'inside', withoutEnlargement: true } as const;
  const small = sharp(bytes).autoOrient().resize(size);
  const { hasAlpha } = await sharp(bytes).metadata();
  return hasAlpha
    ? { bytes: await small.webp({ quality: QUALITY, effort: 1 }).toBuffer(), type: 'image/webp' }
    : { bytes: await small.jpeg({ quality: QUALITY }).toBuffer(), type: 'image/jpeg' };
}
