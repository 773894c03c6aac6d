import sharp from 'sharp';
import { sourceFacts } from './drawing/sources.ts';

/** PNG and JPEG. */
const KNOWN: readonly string[] = ['\x89PNG\r\n\x1a\n', '\xff\xd8\xff'];

/**
 * Its size as a viewer shows it, or `undefined` where it is no picture. What the bytes say counts, not what was declared: nothing
 * but PNG, JPEG and WebP reaches a decoder, above all no SVG.
 */
export async function pictureFacts(bytes: Uint8Array): Promise<Awaited<ReturnType<typeof sourceFacts>> | undefined> {
  const start = Buffer.from(bytes.subarray(0, 12)).toString('latin1');
  const isKnown = KNOWN.some((begins) => start.startsWith(begins)) || /^RIFF.{4}WEBP$/s.test(start);
  return isKnown ? sourceFacts(bytes).catch(() => undefined) : undefined;
}

/**
 * A mask as most servers read it, white = change, in the form the drawing knows, alpha 0 = change. They read one channel, so
 * what is see-through says nothing to them.
 */
export async function fromGreyMask(bytes: Uint8Array): Promise<Buffer> {
  const { data, info } = await sharp(bytes)
    .removeAlpha()
    .toColourspace('b-w')
    .extractChannel(0)
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const pixels = Buffer.alloc(data.length * 4, 255);
  for (const [at, white] of data.entries()) pixels[at * 4 + 3] = 255 - white;
  return sharp(pixels, { raw: { width: info.width, height: info.height, channels: 4 } })
    .png()
    .toBuffer();
}

/** Whether any of it is; a channel for alpha alone says nothing. */
export const isSeeThrough = async (bytes: Uint8Array): Promise<boolean> => !(await sharp(bytes).stats()).isOpaque;
