import type { WebpOptions } from 'sharp';
import type { Picture, Size } from '#src/domain/picture.ts';
import { sharp } from './sharp.ts';

/**
 * Makes a picture no larger than `maxBytes`. One that fits is returned as it is, byte for byte; else it becomes WebP, of lower
 * quality where that is not enough, and of fewer pixels where that is not enough either. Alpha is kept.
 *
 * At most ten encodings, and from 20 kB upwards it always fits; below, the smallest possible comes back.
 */
export async function encodeToFit(
  picture: Picture,
  maxBytes: number,
): Promise<{ readonly picture: Picture; readonly changed: boolean }> {
  if (picture.bytes.byteLength <= maxBytes) return { picture, changed: false };
  const bytes = (await tryAttempts(picture.bytes, maxBytes)) ?? (await encode(picture.bytes, LAST_RESORT));
  return { picture: { bytes, type: 'image/webp' }, changed: true };
}

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
/** Below this, fewer pixels look better than more artefacts. */
const LOWEST_QUALITY = 65;
const MAX_ATTEMPTS = 9;
/** Even noise with noisy alpha stays below 20 kB at this size. */
const LAST_RESORT = { edge: 128, quality: 40, alphaQuality: 50 };

async function tryAttempts(bytes: Uint8Array, maxBytes: number): Promise<Buffer | undefined> {
  let attempt: Attempt = { edge: firstEdge(await sharp(bytes).metadata()), quality: BEST_QUALITY };
  for (let count = 0; count < MAX_ATTEMPTS; count++) {
    const encoded = await encode(bytes, attempt);
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

const encode = (bytes: Uint8Array, { edge, ...webp }: { readonly edge: number } & WebpOptions): Promise<Buffer> =>
  sharp(bytes)
    .autoOrient()
    .resize({ width: edge, height: edge, fit: 'inside', withoutEnlargement: true })
    .webp({ effort: EFFORT, ...webp })
    .toBuffer();
