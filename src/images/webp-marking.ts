import type { Marking } from './ai-marker.ts';

const [XMP_FLAG, ALPHA_FLAG] = [0x04, 0x10];

interface Chunk {
  readonly name: string;
  readonly data: Buffer;
  readonly start: number;
}

/** Source: WebP container specification (RFC 9649), C2PA 2.1 (A.3.6). */
export function webpMarking(bytes: Uint8Array): Marking | undefined {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.toString('latin1', 0, 4) !== 'RIFF' || file.toString('latin1', 8, 12) !== 'WEBP') return undefined;
  const chunks = [...chunksOf(file)];
  const [first] = chunks;
  const extended = first && (first.name === 'VP8X' ? markedHeader(first.data) : newHeader(first));
  if (!first || !extended) return undefined;
  const rest = file.subarray(first.name === 'VP8X' ? first.start + 8 + first.data.length : first.start);
  const packets = chunks.filter(({ name }) => name === 'XMP ').map(({ data }) => data.toString('utf8'));
  return {
    xmp: packets.join(''),
    isSigned: chunks.some(({ name }) => name === 'C2PA'),
    write: (packet) => container([chunk('VP8X', extended), padded(rest), chunk('XMP ', Buffer.from(packet))]),
  };
}

function* chunksOf(file: Buffer): Generator<Chunk> {
  let start = 12;
  while (start + 8 <= file.length) {
    const length = file.readUInt32LE(start + 4);
    if (start + 8 + length > file.length) return;
    yield {
      name: file.toString('latin1', start, start + 4),
      data: file.subarray(start + 8, start + 8 + length),
      start,
    };
    start += 8 + length + (length % 2);
  }
}

function markedHeader(header: Buffer): Buffer | undefined {
  if (header.length !== 10) return undefined;
  const marked = Buffer.from(header);
  marked[0] = (header[0] ?? 0) | XMP_FLAG;
  return marked;
}

/** A simple file has none, and cannot have metadata without it. */
function newHeader({ name, data }: Chunk): Buffer | undefined {
  const facts = name === 'VP8 ' ? lossy(data) : name === 'VP8L' ? lossless(data) : undefined;
  if (!facts) return undefined;
  const header = Buffer.alloc(10);
  header[0] = XMP_FLAG | (facts.hasAlpha ? ALPHA_FLAG : 0);
  header.writeUIntLE(facts.width - 1, 4, 3);
  header.writeUIntLE(facts.height - 1, 7, 3);
  return header;
}

const EDGE = 0x3fff;

/** Source: RFC 6386 (9.1). */
const lossy = (data: Buffer) =>
  data.length >= 10 && data.readUIntBE(3, 3) === 0x9d012a
    ? { width: data.readUInt16LE(6) & EDGE, height: data.readUInt16LE(8) & EDGE, hasAlpha: false }
    : undefined;

/** Source: RFC 9649 (3.4): 14 bits each of width and height, less one, then whether there is alpha. */
function lossless(data: Buffer) {
  if (data.length < 5 || data[0] !== 0x2f) return undefined;
  const bits = data.readUInt32LE(1);
  return { width: (bits & EDGE) + 1, height: ((bits >>> 14) & EDGE) + 1, hasAlpha: ((bits >>> 28) & 1) === 1 };
}

const padded = (bytes: Buffer): Buffer => (bytes.length % 2 === 1 ? Buffer.concat([bytes, Buffer.alloc(1)]) : bytes);

function chunk(name: string, data: Buffer): Buffer {
  const head = Buffer.from(`${name}\0\0\0\0`, 'latin1');
  head.writeUInt32LE(data.length, 4);
  return Buffer.concat([head, padded(data)]);
}

function container(parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const head = Buffer.from('RIFF\0\0\0\0WEBP', 'latin1');
  head.writeUInt32LE(body.length + 4, 4);
  return Buffer.concat([head, body]);
}
