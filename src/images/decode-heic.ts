import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Sharp } from 'sharp';
import type { HeicAnswer, HeicOrder } from './decode-heic-worker.ts';
import { withIccProfile } from './png-profile.ts';
import { sharp } from './sharp.ts';

/** A photo of 12 megapixels takes about 2 seconds. */
const LONGEST_MS = 30_000;

/**
 * Opens a HEIC file, which sharp's own build cannot decode: its main picture, upright, colours as sharp reads them from other files.
 *
 * The decoder is libheif in WebAssembly, in a thread of its own that is ended afterwards, also when it has not come back after 30
 * seconds. A photo of 12 megapixels is 48 MB while it is open: open one at a time.
 *
 * @throws where the file is damaged, cut short, of more pixels than `limitPixels`, or too slow.
 */
export async function decodeHeic(bytes: Uint8Array, limitPixels: number): Promise<Sharp> {
  const { pagePrimary = 0, hasAlpha, icc } = await sharp(bytes, { limitInputPixels: limitPixels }).metadata();
  const { pixels, width, height } = await inThread({ bytes, index: pagePrimary, limitPixels });
  const picture = sharp(pixels, { raw: { width, height, channels: 4 } });
  const plain = hasAlpha ? picture : picture.removeAlpha();
  // Raw pixels cannot say what their colours mean, and every iPhone's are Display P3; a PNG can.
  if (!icc) return plain;
  return sharp(withIccProfile(await plain.png({ compressionLevel: 0 }).toBuffer(), icc), {
    limitInputPixels: limitPixels,
  });
}

async function inThread(order: HeicOrder): Promise<Extract<HeicAnswer, { pixels: unknown }>> {
  const thread = new Worker(new URL('./decode-heic-worker.ts', import.meta.url), {
    workerData: order,
    // libheif writes what it stumbles over to the console.
    stdout: true,
    stderr: true,
  });
  try {
    const [answer]: HeicAnswer[] = await once(thread, 'message', { signal: AbortSignal.timeout(LONGEST_MS) });
    if (!answer || 'failed' in answer) throw new Error(answer?.failed ?? 'The decoder said nothing.');
    return answer;
  } finally {
    await thread.terminate();
  }
}
