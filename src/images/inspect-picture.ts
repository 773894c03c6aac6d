import type { Metadata } from 'sharp';
import { EaselError } from '#src/domain/errors.ts';
import { PICTURE_TYPES, type PictureType, type Size } from '#src/domain/picture.ts';
import { isAnimatedPng, isStuffedPng } from './png-chunks.ts';
import { sharp } from './sharp.ts';
import { sniffType } from './sniff-type.ts';
import { orBroken, type UploadLimits } from './upload.ts';

/** What Easel reads. A still GIF becomes PNG on the way in, AVIF and HEIC become JPEG, or PNG where they have alpha. */
export type ReadableType = PictureType | 'image/gif' | 'image/avif' | 'image/heic';

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
  const container = await containerOf(bytes, name);
  const { type, metadata } = await orBroken(name, readMetadata(bytes, container));
  if (isAnimated(bytes, type, metadata)) throw new EaselError('image-animated', { name });
  const { width, height } = metadata.autoOrient;
  if (width * height > limitPixels || Math.max(width, height) > MAX_EDGE) {
    throw new EaselError('image-too-many-pixels', { name, width, height, limitPixels });
  }
  return { type, width, height, hasAlpha: metadata.hasAlpha, orientation: metadata.orientation ?? 1 };
}

/** What the first bytes tell. A HEIF file holds AVIF or HEIC, and its own type does not always say which. */
type Container = PictureType | 'image/gif' | 'image/heif';

async function containerOf(bytes: Uint8Array, name: string): Promise<Container> {
  const found = await sniffType(bytes);
  if (found === 'image/gif') return found;
  if (found !== undefined && HEIF_TYPES.has(found)) return 'image/heif';
  const known = PICTURE_TYPES.find((type) => type === found);
  if (known) return known;
  throw new EaselError('image-type', { name, ...(found && { found }) });
}

/** As file-type names them, by the file's major brand. */
const HEIF_TYPES: ReadonlySet<string> = new Set([
  'image/avif',
  'image/heic',
  'image/heic-sequence',
  'image/heif',
  'image/heif-sequence',
]);

/** JPEG's limit, for all. A strip of 1 x 25,000,000 pixels is within the pixel limit and takes libvips 20 seconds. */
const MAX_EDGE = 65_535;

/** sharp's own pixel limit would refuse to read even the dimensions; without it the header is read and nothing is decoded. */
async function readMetadata(
  bytes: Uint8Array,
  container: Container,
): Promise<{ readonly type: ReadableType; readonly metadata: Metadata }> {
  if (container === 'image/png' && isStuffedPng(bytes)) throw new Error('The PNG is stuffed with chunks.');
  const metadata = await sharp(bytes, { limitInputPixels: false }).metadata();
  if (`image/${metadata.format}` !== container)
    throw new Error(`Sniffed ${container}, but the codec took it for ${metadata.format}.`);
  return { type: container === 'image/heif' ? codecOf(metadata) : container, metadata };
}

function codecOf({ compression }: Metadata): ReadableType {
  if (compression === 'av1') return 'image/avif';
  if (compression === 'hevc') return 'image/heic';
  throw new Error(`The codec ${compression} of this HEIF file is not known.`);
}

/** libvips counts the frames of GIF and WebP, but not of PNG. The pictures of a HEIF file are a burst; the main one counts. */
const isAnimated = (bytes: Uint8Array, type: ReadableType, { pages, format }: Metadata): boolean =>
  ((pages ?? 1) > 1 && format !== 'heif') || (type === 'image/png' && isAnimatedPng(bytes));
