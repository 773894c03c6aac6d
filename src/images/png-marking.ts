import { crc32, inflateSync } from 'node:zlib';
import type { Marking } from './ai-marker.ts';
import { pngChunks } from './png-chunks.ts';

const KEYWORD = 'XML:com.adobe.xmp';
const MAX_PACKET = 1_048_576;
/** Behind the signature and the header chunk, which has to come first. */
const AFTER_HEADER = 33;

/** Source: PNG (third edition) 11.3.3.4, C2PA 2.1 (A.3.3). */
export function pngMarking(bytes: Uint8Array): Marking | undefined {
  let [xmp, isSigned, isFirst] = ['', false, true];
  for (const { name, data } of pngChunks(bytes)) {
    if (isFirst && (name !== 'IHDR' || data.length !== 13)) return undefined;
    isFirst = false;
    if (name === 'caBX') isSigned = true;
    xmp += packetIn(name, data);
  }
  if (isFirst) return undefined;
  return { xmp, isSigned, write: (packet) => Buffer.concat([...around(bytes, chunk(packet))]) };
}

/** XMP belongs into `iTXt`; libvips, which many draw with, writes it into `zTXt`. */
function packetIn(name: string, data: Uint8Array): string {
  const file = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  if (!['iTXt', 'zTXt', 'tEXt'].includes(name) || file.toString('latin1', 0, KEYWORD.length) !== KEYWORD) return '';
  return name === 'zTXt' ? inflated(file.subarray(KEYWORD.length + 2)) : file.toString('utf8', KEYWORD.length);
}

/** What cannot be read is a packet too, of which nothing is known. */
function inflated(data: Buffer): string {
  try {
    return inflateSync(data, { maxOutputLength: MAX_PACKET }).toString('utf8');
  } catch {
    return KEYWORD;
  }
}

const around = (bytes: Uint8Array, added: Buffer): readonly Uint8Array[] => [
  bytes.subarray(0, AFTER_HEADER),
  added,
  bytes.subarray(AFTER_HEADER),
];

/** Uncompressed, without a language. */
function chunk(packet: string): Buffer {
  const named = Buffer.from(`iTXt${KEYWORD}\0\0\0\0\0${packet}`);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(named.length - 4);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}
