import sharp from 'sharp';

/** A picture's pixels, four bytes each, in its own size. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Buffer;
}

export async function pixelsOf(bytes: Uint8Array): Promise<Pixels> {
  const { data, info } = await sharp(bytes).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

export const fromBase64 = (text: string | undefined): Buffer => Buffer.from(text ?? '', 'base64');

/** Red, green, blue, alpha at a place. */
export const pixelAt = ({ width, data }: Pixels, x: number, y: number): number[] => [
  ...data.subarray((y * width + x) * 4, (y * width + x) * 4 + 4),
];

/** How many pixels are within `tolerance` a channel of a colour given as `[r, g, b]`. */
export function countNear({ data }: Pixels, color: readonly [number, number, number], tolerance = 6): number {
  let found = 0;
  for (let at = 0; at < data.length; at += 4)
    if (color.every((value, channel) => Math.abs((data[at + channel] ?? 0) - value) <= tolerance)) found += 1;
  return found;
}

/** Middle difference of all channels, 0 to 255. */
export function differenceOf(one: Pixels, other: Pixels): number {
  let sum = 0;
  for (let at = 0; at < one.data.length; at++) sum += Math.abs((one.data[at] ?? 0) - (other.data[at] ?? 0));
  return sum / one.data.length;
}
