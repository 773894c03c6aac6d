import type { Size } from '#src/domain/picture.ts';
import { sharp } from './sharp.ts';

/**
 * Reads back a mask of ours that was kept as a grey PNG (white = change).
 * @returns one byte a pixel, row by row, 255 = change.
 */
export async function readGreyMask(bytes: Uint8Array): Promise<{ readonly mask: Uint8Array } & Size> {
  const { data, info } = await sharp(bytes)
    .toColourspace('b-w')
    .extractChannel(0)
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { mask: new Uint8Array(data), width: info.width, height: info.height };
}
