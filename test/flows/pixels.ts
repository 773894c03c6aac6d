import sharp from 'sharp';
import type { ResultCard } from '#src/ports/cards.ts';

/** The bytes of one picture of a result. */
export async function openedOf({ result }: { result?: ResultCard }, index = 0): Promise<Uint8Array> {
  const bytes = await result?.pictures[index]?.open();
  if (!bytes) throw new Error(`There is no picture ${index}.`);
  return bytes;
}

/** Its pixels as RGBA. */
async function rawOf(bytes: Uint8Array): Promise<{ data: Buffer; width: number; height: number }> {
  const { data, info } = await sharp(bytes)
    .autoOrient()
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

/** How many pixels differ at all between two pictures of one size, inside and outside a part of it. */
export async function changes(
  before: Uint8Array,
  after: Uint8Array,
  isInside: (x: number, y: number) => boolean,
): Promise<{ readonly inside: number; readonly outside: number }> {
  const [a, b] = await Promise.all([rawOf(before), rawOf(after)]);
  if (a.width !== b.width || a.height !== b.height)
    throw new Error(`${a.width}x${a.height} became ${b.width}x${b.height}.`);
  const counts = { inside: 0, outside: 0 };
  for (let at = 0; at < a.width * a.height; at++) {
    if (a.data.readUInt32LE(at * 4) === b.data.readUInt32LE(at * 4)) continue;
    counts[isInside(at % a.width, Math.floor(at / a.width)) ? 'inside' : 'outside'] += 1;
  }
  return counts;
}

/** How many bytes a PNG has on its way to a provider: without what is said in it of its origin. */
export const bareLength = async (bytes: Uint8Array | undefined): Promise<number> =>
  (await sharp(bytes).png().toBuffer()).byteLength;
