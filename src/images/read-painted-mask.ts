import { EaselError } from '#src/domain/errors.ts';
import type { Size } from '#src/domain/picture.ts';
import { inspectPicture } from './inspect-picture.ts';
import type { Mask } from './mask.ts';
import { sharp } from './sharp.ts';
import { checkByteLength, openUpload, orBroken, type UploadLimits } from './upload.ts';

export interface PaintedMask {
  readonly mask: Mask;
  /** Whether not a single pixel would stay as it is. */
  readonly isAll: boolean;
}

/**
 * Reads what was painted over a picture: a PNG of that picture's very size whose alpha tells how much of a pixel stays, 0 = change.
 * Unlike a mask from anywhere else it is never guessed at, and one of another size is refused before it is decoded.
 *
 * @throws {EaselError} `image-too-large`, `mask-size`, `mask-unreadable`, `nothing-painted`, or what is wrong with any picture.
 */
export async function readPaintedMask(
  bytes: Uint8Array,
  size: Size,
  { name, maxBytes }: Pick<UploadLimits, 'name' | 'maxBytes'>,
): Promise<PaintedMask> {
  checkByteLength(bytes, { name, maxBytes });
  const { type, width, height, hasAlpha } = await inspectPicture(bytes, {
    name,
    limitPixels: Number.POSITIVE_INFINITY,
  });
  if (type !== 'image/png' || !hasAlpha) throw new EaselError('mask-unreadable', { name });
  if (width !== size.width || height !== size.height)
    throw new EaselError('mask-size', { mask: sizeWords({ width, height }), image: sizeWords(size) });
  const alpha = openUpload(bytes, width * height)
    .extractChannel('alpha')
    .negate()
    .toColourspace('b-w');
  const mask = new Uint8Array(await orBroken(name, alpha.raw({ depth: 'uchar' }).toBuffer()));
  const { channels } = await sharp(mask, { raw: { width, height, channels: 1 } }).stats();
  const [levels = { min: 0, max: 0 }] = channels;
  if (levels.max < LEAST_PAINTED) throw new EaselError('nothing-painted', {});
  return { mask, isAll: levels.min === 255 };
}

/** Fainter than this nothing is meant, and nothing would be seen of it. */
const LEAST_PAINTED = 16;

const sizeWords = ({ width, height }: Size): string => `${width} x ${height}`;
