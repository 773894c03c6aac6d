import { MAX_OUTPUT_PIXELS, PICTURE_TYPES, type PictureType, type Size } from '#src/domain/picture.ts';
import { pngChunks, sizeInHeader } from './png-chunks.ts';
import { sharp } from './sharp.ts';
import { sniffType } from './sniff-type.ts';

/**
 * Tells whether bytes a provider made are a whole picture; `undefined` when they are not. Never throws.
 *
 * It stands between the provider's last byte and the person, so it does the least that finds damage on the way: a PNG carries
 * a checksum for every chunk and is not decoded (about 1 ms for 2 MB); JPEG and WebP carry none and are decoded once.
 */
export async function checkOutput(bytes: Uint8Array): Promise<({ readonly type: PictureType } & Size) | undefined> {
  try {
    const found = await sniffType(bytes);
    const type = PICTURE_TYPES.find((known) => known === found);
    if (!type) return undefined;
    const size = type === 'image/png' ? sizeOfIntactPng(bytes) : await sizeOfDecodable(bytes);
    return size && size.width * size.height <= MAX_OUTPUT_PIXELS ? { type, ...size } : undefined;
  } catch {
    return undefined; // whatever a codec stumbles over is no picture to deliver
  }
}

/** Every checksum fits, the header comes first, there is picture data, and the end is there. */
function sizeOfIntactPng(bytes: Uint8Array): Size | undefined {
  let size: Size | undefined;
  let hasData = false;
  for (const { name, data, isIntact } of pngChunks(bytes)) {
    if (!isIntact()) return undefined;
    if (name === 'IEND') return hasData ? size : undefined;
    if (name === 'IHDR') size = sizeInHeader(data);
    if (!size) return undefined;
    hasData ||= name === 'IDAT' && data.length > 0;
  }
  return undefined;
}

/** Shrinking while decoding reads all of the file and skips most of the arithmetic. */
async function sizeOfDecodable(bytes: Uint8Array): Promise<Size> {
  const picture = sharp(bytes, { failOn: 'warning', limitInputPixels: MAX_OUTPUT_PIXELS });
  const { autoOrient } = await picture.metadata();
  await picture.resize(8, 8, { fit: 'fill' }).raw().toBuffer();
  return { width: autoOrient.width, height: autoOrient.height };
}
