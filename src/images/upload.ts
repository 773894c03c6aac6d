import type { Sharp } from 'sharp';
import { EaselError } from '#src/domain/errors.ts';
import { sharp } from './sharp.ts';

/** What a picture somebody sent may be. */
export interface UploadLimits {
  /** The file's name, for the refusal. */
  readonly name: string;
  /** In bytes as sent. */
  readonly maxBytes: number;
  /** Width times height, before anything is decoded. */
  readonly limitPixels: number;
}

/** Refuses a file over the byte limit. Comes before everything else, because it costs nothing. */
export function checkByteLength(bytes: Uint8Array, { name, maxBytes }: Pick<UploadLimits, 'name' | 'maxBytes'>): void {
  if (bytes.byteLength > maxBytes) {
    throw new EaselError('image-too-large', { name, byteLength: bytes.byteLength, limitBytes: maxBytes });
  }
}

/**
 * Opens an inspected picture the way a viewer shows it: turned upright by its EXIF orientation.
 * Missing or invalid picture data is an error; oddities every viewer shrugs at (a wrong colour profile, say) are not.
 */
export const openUpload = (bytes: Uint8Array, limitPixels: number): Sharp =>
  sharp(bytes, { failOn: 'error', limitInputPixels: limitPixels }).autoOrient();

/** Waits for work on a picture somebody sent; whatever the codec stumbles over is `image-broken`. */
export async function orBroken<T>(name: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    throw new EaselError('image-broken', { name }, { cause });
  }
}
