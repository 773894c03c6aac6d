import { checkOutput } from './check-output.ts';
import { sharp } from './sharp.ts';

/**
 * A picture of ours with at most so many pixels: an upscaled result may have more than anybody may upload, and is worked on as a
 * smaller copy then. One that fits comes back byte for byte.
 */
export async function withinPixels(bytes: Uint8Array, limitPixels: number): Promise<Uint8Array> {
  const size = await checkOutput(bytes);
  const pixels = size ? size.width * size.height : 0;
  if (!size || pixels <= limitPixels) return bytes;
  const width = Math.floor(size.width * Math.sqrt(limitPixels / pixels));
  return sharp(bytes, { limitInputPixels: pixels }).resize({ width }).png({ compressionLevel: 3 }).toBuffer();
}
