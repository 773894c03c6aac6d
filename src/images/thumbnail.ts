import { MAX_OUTPUT_PIXELS, type Picture } from '#src/domain/picture.ts';
import { sharp } from './sharp.ts';

const QUALITY = 78;

/**
 * A picture small enough for a page: inside `edge` x `edge` pixels, as WebP with its transparency; never larger than it was.
 *
 * @throws where it cannot be read.
 */
export async function thumbnail({ bytes }: Picture, edge: number): Promise<Picture> {
  const small = sharp(bytes, { limitInputPixels: MAX_OUTPUT_PIXELS })
    .rotate()
    .resize({ width: edge, height: edge, fit: 'inside', withoutEnlargement: true })
    .webp({ quality: QUALITY, effort: 2 });
  return { bytes: await small.toBuffer(), type: 'image/webp' };
}
