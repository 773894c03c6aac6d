import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { EaselError } from '#src/domain/errors.ts';
import { PICTURE_TYPES } from '#src/domain/picture.ts';
import { DEFAULT_LIMITS } from '#src/domain/policy.ts';
import { normaliseReference } from '#src/images/normalise-reference.ts';
import { sniffType } from '#src/images/sniff-type.ts';
import { gifOf, jpegOf, pngOf, webpOf } from '../fixtures/pictures.ts';

/** What became of a file that somebody sent: the type it was taken as, or the code it was refused with. */
export interface TakenIn {
  readonly taken?: string;
  readonly refused?: string;
  readonly ms: number;
  /** What must never happen, in words. */
  readonly wrong?: string;
}

const LIMITS = {
  name: 'sent',
  maxBytes: DEFAULT_LIMITS.referenceBytes,
  limitPixels: DEFAULT_LIMITS.referencePixels,
};
/** docs/configuration.md: what people may send. */
const READ = new Set(['image/png', 'image/jpeg', 'image/webp', 'image/gif', 'image/avif', 'image/heic']);
const HEIF = new Set(['image/heif', 'image/heic-sequence', 'image/heif-sequence']);
const REFUSALS = new Set(['image-type', 'image-animated', 'image-too-many-pixels', 'image-too-large', 'image-broken']);

/** Takes a file in as a reference, and looks hard at what comes out. */
export async function takeIn(bytes: Uint8Array): Promise<TakenIn> {
  const startedAt = performance.now();
  try {
    const { picture, width, height } = await normaliseReference(bytes, LIMITS);
    const ms = performance.now() - startedAt;
    const found = (await sniffType(bytes)) ?? 'unknown';
    const wrong = wrongIn(found, { ...picture, width, height }) ?? (await wrongBytes(picture.bytes));
    return { taken: picture.type, ms, ...(wrong !== undefined && { wrong }) };
  } catch (thrown) {
    const ms = performance.now() - startedAt;
    if (thrown instanceof EaselError && REFUSALS.has(thrown.code)) return { refused: thrown.code, ms };
    return { refused: 'not refused in words', ms, wrong: String(thrown) };
  }
}

type Made = { readonly type: string; readonly width: number; readonly height: number };

function wrongIn(found: string, { type, width, height }: Made): string | undefined {
  if (!READ.has(found) && !HEIF.has(found)) return `${found} was taken in.`;
  if (!PICTURE_TYPES.some((known) => known === type)) return `It became ${type}.`;
  return width * height > LIMITS.limitPixels ? `It has ${width} x ${height} pixels.` : undefined;
}

/** Metadata that stayed, or more than one page. */
async function wrongBytes(bytes: Uint8Array): Promise<string | undefined> {
  const { exif, xmp, iptc, icc, comments, pages = 1 } = await sharp(bytes).metadata();
  const left = Object.entries({ exif, xmp, iptc, icc, comments }).filter(([, value]) => value !== undefined);
  if (left.length > 0) return `Left in it: ${left.map(([name]) => name).join(', ')}.`;
  return pages > 1 ? `It has ${pages} pages.` : undefined;
}

/** A file of a format, and how often it is drawn: HEIC is decoded in a thread of its own, which takes 50 times as long. */
export interface Original {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly share: number;
}

/** Small files of every format that people may send, in the forms that codecs treat differently. */
export async function originals(): Promise<readonly Original[]> {
  const look = { width: 40, height: 30, noise: true };
  const small = await pngOf(look);
  const drawn = await Promise.all([
    original('png', pngOf(look)),
    original('png, alpha', pngOf({ ...look, alpha: 100 })),
    original('png, interlaced', sharp(small).png({ progressive: true }).toBuffer()),
    original('png, palette', sharp(small).png({ palette: true }).toBuffer()),
    original('jpeg', jpegOf(look)),
    original('jpeg, from a phone', jpegOf({ ...look, exifOrientation: 6, gps: true })),
    original('jpeg, progressive', sharp(small).jpeg({ progressive: true }).withIccProfile('p3').toBuffer()),
    original('webp', webpOf(look)),
    original('webp, lossless', webpOf({ ...look, lossless: true, alpha: 100 })),
    original('gif', gifOf({ frames: 1 })),
    original('gif, animated', gifOf({ frames: 3 })),
    original('avif', sharp(small).avif({ effort: 0 }).toBuffer()),
    original(
      'avif, alpha',
      sharp(await pngOf({ ...look, alpha: 9 }))
        .avif({ effort: 0 })
        .toBuffer(),
    ),
  ]);
  const photos = ['plain', 'alpha', 'gps', 'turned'].map((name) => original(`heic, ${name}`, heicOf(name), 1));
  return [...drawn, ...(await Promise.all(photos))];
}

const heicOf = (name: string) => readFile(join(import.meta.dirname, '../fixtures/heic', `${name}.heic`));

async function original(name: string, making: Promise<Uint8Array>, share = 25): Promise<Original> {
  return { name, bytes: await making, share };
}
