import { crc32 } from 'node:zlib';
import type { Size } from '#src/domain/picture.ts';

export interface PngChunk {
  /** Four letters, such as `IDAT`. */
  readonly name: string;
  /** A view into the file, not a copy. */
  readonly data: Uint8Array;
  /** Whether the checksum fits. Costs about 0.5 ms a megabyte. */
  isIntact(): boolean;
}

const SIGNATURE_LENGTH = 8;
/** Length, name and checksum, four bytes each. */
const FRAME_LENGTH = 12;
const MAX_CHUNKS_AHEAD = 1000;

/** Walks the chunks of a PNG without decoding it. Ends after `IEND`, or where a chunk runs past the end of the file. */
export function* pngChunks(bytes: Uint8Array): Generator<PngChunk> {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let start = SIGNATURE_LENGTH;
  while (start + FRAME_LENGTH <= file.length) {
    const end = start + FRAME_LENGTH + file.readUInt32BE(start);
    if (end > file.length) return;
    const named = file.subarray(start + 4, end - 4);
    const check = file.readUInt32BE(end - 4);
    const name = named.toString('latin1', 0, 4);
    yield { name, data: named.subarray(4), isIntact: () => crc32(named) === check };
    if (name === 'IEND') return;
    start = end;
  }
}

/** Whether an animated PNG has more than one frame; its `acTL` chunk counts only before the picture data. */
export function isAnimatedPng(bytes: Uint8Array): boolean {
  for (const { name, data } of pngChunks(bytes)) {
    if (name === 'IDAT') return false;
    if (name === 'acTL') return data.length === 8 && wordAt(data, 0) > 1;
  }
  return false;
}

/** Whether far more chunks than any real picture has lie before the picture data; libpng takes seconds for a few hundred thousand. */
export function isStuffedPng(bytes: Uint8Array): boolean {
  let ahead = 0;
  for (const { name } of pngChunks(bytes)) {
    if (name === 'IDAT') return false;
    if (++ahead > MAX_CHUNKS_AHEAD) return true;
  }
  return false;
}

/** The edges written in an `IHDR` chunk; `undefined` where it is too short or one of them is zero. */
export function sizeInHeader(header: Uint8Array): Size | undefined {
  if (header.byteLength !== 13) return undefined;
  const size = { width: wordAt(header, 0), height: wordAt(header, 4) };
  return size.width > 0 && size.height > 0 ? size : undefined;
}

const wordAt = (data: Uint8Array, at: number): number =>
  new DataView(data.buffer, data.byteOffset, data.byteLength).getUint32(at);
