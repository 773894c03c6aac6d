import { parentPort, workerData } from 'node:worker_threads';
import { all } from 'heic-decode';

/** What a decoding thread is given. */
export interface HeicOrder {
  readonly bytes: Uint8Array;
  /** Which of the file's pictures, from 0. */
  readonly index: number;
  /** Width times height, before it is decoded. */
  readonly limitPixels: number;
}

/** What it sends back. `pixels` are red, green, blue, alpha, upright. */
export type HeicAnswer =
  | { readonly pixels: Uint8ClampedArray<ArrayBuffer>; readonly width: number; readonly height: number }
  | { readonly failed: string };

/** Decodes one picture of a HEIC file, then ends. The decoder is synchronous, so it has this thread for itself. */
async function decode({ bytes, index, limitPixels }: HeicOrder): Promise<HeicAnswer> {
  const pictures = await all({ buffer: bytes });
  const picture = pictures[index];
  if (!picture) return { failed: `There is no picture ${index}.` };
  if (picture.width * picture.height > limitPixels) return { failed: 'The picture has too many pixels.' };
  const { data, width, height } = await picture.decode();
  return { pixels: data, width, height };
}

// The one sender is `decodeHeic`.
const order: HeicOrder = workerData;
const answer = await decode(order).catch((cause): HeicAnswer => ({ failed: String(cause) }));
parentPort?.postMessage(answer, 'pixels' in answer ? [answer.pixels.buffer] : []);
