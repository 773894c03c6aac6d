import type { Sharp } from 'sharp';
import { PICTURE_TYPES, type Picture, type PictureType, type Size } from '#src/domain/picture.ts';
import { sharp } from './sharp.ts';

/**
 * Makes a picture no larger than `maxBytes` and of one of `types`. One that is both is returned as it is, byte for byte; else it
 * becomes WebP, or where that is not among the types JPEG, or PNG where it is see-through or nothing else may be; of lower quality
 * where that is not enough, and of fewer pixels where that is not enough either. Alpha is kept, except where only JPEG may be: what is
 * see-through becomes white then.
 *
 * At most ten encodings, and from 20 kB upwards it always fits; below, the smallest possible comes back.
 *
 * @param types at least one.
 */
export async function encodeToFit(
  picture: Picture,
  maxBytes: number,
  types: readonly PictureType[] = PICTURE_TYPES,
): Promise<{ readonly picture: Picture; readonly changed: boolean }> {
  if (types.includes(picture.type) && picture.bytes.byteLength <= maxBytes) return { picture, changed: false };
  const target = { maxBytes, type: await typeFor(picture, types) };
  const bytes = (await tryAttempts(picture.bytes, target)) ?? (await encode(picture.bytes, target.type, LAST_RESORT));
  return { picture: { bytes, type: target.type }, changed: true };
}

async function typeFor({ bytes }: Picture, types: readonly PictureType[]): Promise<PictureType> {
  if (types.includes('image/webp')) return 'image/webp';
  if (!types.includes('image/jpeg')) return 'image/png';
  return types.includes('image/png') && (await isSeeThrough(bytes)) ? 'image/png' : 'image/jpeg';
}

const isSeeThrough = async (bytes: Uint8Array): Promise<boolean> =>
  (await sharp(bytes).metadata()).hasAlpha && !(await sharp(bytes).stats()).isOpaque;

interface Attempt {
  /** The longer edge is at most this, in pixels. */
  readonly edge: number;
  readonly quality: number;
}

/** WebP can be no longer than this on either edge. */
const WEBP_MAX_EDGE = 16_383;
/** More than a chat shows; keeps the slowest attempt at about 3 seconds. */
const MAX_PIXELS = 25_000_000;
/** Half the time of the default for a tenth more bytes. */
const EFFORT = 2;
const BEST_QUALITY = 90;
const GOOD_QUALITY = 80;
/** Below this, fewer pixels look better than more artefacts. A PNG below the best has a palette. */
const LOWEST_QUALITY = 65;
const MAX_ATTEMPTS = 9;
/** Even noise with noisy alpha stays below 20 kB at this size. */
const LAST_RESORT: Attempt = { edge: 128, quality: 40 };

async function tryAttempts(
  bytes: Uint8Array,
  { maxBytes, type }: { readonly maxBytes: number; readonly type: PictureType },
): Promise<Buffer | undefined> {
  let attempt: Attempt = { edge: firstEdge(await sharp(bytes).metadata()), quality: BEST_QUALITY };
  for (let count = 0; count < MAX_ATTEMPTS; count++) {
    const encoded = await encode(bytes, type, attempt);
    if (encoded.byteLength <= maxBytes) return encoded;
    attempt = next(attempt, encoded.byteLength / maxBytes);
  }
  return undefined;
}

function firstEdge({ width, height }: Size): number {
  const scale = Math.min(1, Math.sqrt(MAX_PIXELS / (width * height)));
  return Math.min(Math.floor(Math.max(width, height) * scale), WEBP_MAX_EDGE);
}

/** `excess` says how many times too large the attempt came out; a hopeless quality is skipped. */
function next({ edge, quality }: Attempt, excess: number): Attempt {
  if (quality > GOOD_QUALITY && excess < 1.4) return { edge, quality: GOOD_QUALITY };
  if (quality > LOWEST_QUALITY && excess < 3) return { edge, quality: LOWEST_QUALITY };
  const factor = Math.min(Math.max(0.95 / Math.sqrt(excess), 0.2), 0.9);
  return { edge: Math.max(1, Math.floor(edge * factor)), quality: LOWEST_QUALITY };
}

function encode(bytes: Uint8Array, type: PictureType, { edge, quality }: Attempt): Promise<Buffer> {
  const picture = sharp(bytes)
    .autoOrient()
    .resize({ width: edge, height: edge, fit: 'inside', withoutEnlargement: true });
  return encodedAs(picture, type, quality).toBuffer();
}

function encodedAs(picture: Sharp, type: PictureType, quality: number): Sharp {
  if (type === 'image/png') return picture.png({ palette: quality < BEST_QUALITY, quality });
  if (type === 'image/jpeg') {
    return picture.flatten({ background: '#ffffff' }).jpeg({ quality, chromaSubsampling: '4:4:4' });
  }
  return picture.webp({ effort: EFFORT, quality, ...(quality <= LAST_RESORT.quality && { alphaQuality: 50 }) });
}
