import type { Metadata } from 'sharp';
import { EaselError } from '#src/domain/errors.ts';
import { PICTURE_TYPES, type PictureType, type Size } from '#src/domain/picture.ts';
import { isAnimatedPng, isStuffedPng } from './png-chunks.ts';
import { sharp } from './sharp.ts';
import { sniffType } from './sniff-type.ts';
import { orBroken, type UploadLimits } from './upload.ts';

/** What Easel reads; a still GIF becomes PNG on the way in. */
export type ReadableType = PictureType | 'image/gif';

/** What a picture says of itself. Its edges are those a viewer shows, after the EXIF orientation. */
export interface Inspection extends Size {
  readonly type: ReadableType;
  readonly hasAlpha: boolean;
  /** EXIF orientation, 1 (upright) to 8. */
  readonly orientation: number;
}

/**
 * Looks at a picture somebody sent without decoding it, so that a tiny file of huge dimensions costs nothing.
 * A file that is cut short may pass; decoding finds out.
 *
 * @throws {EaselError} `image-type`, `image-animated`, `image-too-many-pixels` or `image-broken`.
 */
export async function inspectPicture(
  bytes: Uint8Array,
  { name, limitPixels }: Pick<UploadLimits, 'name' | 'limitPixels'>,
): Promise<Inspection> {
  const type = await readableType(bytes, name);
  const metadata = await orBroken(name, readMetadata(bytes, type));
  if (isAnimated(bytes, type, metadata)) throw new EaselError('image-animated', { name });
  const { width, height } = metadata.autoOrient;
  if (width * height > limitPixels || Math.max(width, height) > MAX_EDGE) {
    throw new EaselError('image-too-many-pixels', { name, width, height, limitPixels });
  }
  return { type, width, height, hasAlpha: metadata.hasAlpha, orientation: metadata.orientation ?? 1 };
}

async function readableType(bytes: Uint8Array, name: string): Promise<ReadableType> {
  const found = await sniffType(bytes);
  if (isReadable(found)) return found;
  throw new EaselError('image-type', { name, ...(found && { found }) });
}

const isReadable = (type: string | undefined): type is ReadableType =>
  type === 'image/gif' || PICTURE_TYPES.some((known) => known === type);

/** JPEG's limit, for all. A strip of 1 x 25,000,000 pixels is within the pixel limit and takes libvips 20 seconds. */
const MAX_EDGE = 65_535;

/** sharp's own pixel limit would refuse to read even the dimensions; without it the header is read and nothing is decoded. */
async function readMetadata(bytes: Uint8Array, type: ReadableType): Promise<Metadata> {
  if (type === 'image/png' && isStuffedPng(bytes)) throw new Error('The PNG is stuffed with chunks.');
  const metadata = await sharp(bytes, { limitInputPixels: false }).metadata();
  if (`image/${metadata.format}` !== type)
    throw new Error(`Sniffed ${type}, but the codec took it for ${metadata.format}.`);
  return metadata;
}

/** libvips counts the frames of GIF and WebP, but not of PNG. */
const isAnimated = (bytes: Uint8Array, type: ReadableType, { pages }: Metadata): boolean =>
  (pages ?? 1) > 1 || (type === 'image/png' && isAnimatedPng(bytes));
