import type { Marking } from './ai-marker.ts';

const XMP = 'http://ns.adobe.com/xap/1.0/\0';
const [START, APP0, APP1, APP11, SCAN] = [0xd8, 0xe0, 0xe1, 0xeb, 0xda];

/** Source: JPEG (ITU T.81) B.1.1, XMP part 3 (1.1.3), C2PA 2.1 (A.3.1). */
export function jpegMarking(bytes: Uint8Array): Marking | undefined {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.length < 4 || file.readUInt16BE(0) !== 0xff00 + START) return undefined;
  let [xmp, isSigned, at] = ['', false, 2];
  // JFIF's own segment has to stay first; Exif's wants to be before any other.
  let insertAt = 2;
  for (const { marker, data, end } of segments(file)) {
    if (marker === APP0 || (marker === APP1 && data.toString('latin1', 0, 5) === 'Exif\0')) insertAt = end;
    if (marker === APP11) isSigned = true;
    if (marker === APP1 && data.toString('latin1', 0, XMP.length) === XMP) xmp += data.toString('utf8', XMP.length);
    at = end;
  }
  if (at === 2) return undefined;
  return { xmp, isSigned, write: (packet) => inserted(file, insertAt, segment(packet)) };
}

interface Segment {
  readonly marker: number;
  readonly data: Buffer;
  /** Where the next one begins. */
  readonly end: number;
}

/** Everything before the picture data. */
function* segments(file: Buffer): Generator<Segment> {
  let at = 2;
  while (at + 4 <= file.length && file[at] === 0xff) {
    const marker = file[at + 1] ?? SCAN;
    const end = at + 2 + file.readUInt16BE(at + 2);
    if (marker === SCAN || end > file.length || end < at + 4) return;
    yield { marker, data: file.subarray(at + 4, end), end };
    at = end;
  }
}

const inserted = (file: Buffer, at: number, added: Buffer): Buffer =>
  Buffer.concat([file.subarray(0, at), added, file.subarray(at)]);

function segment(packet: string): Buffer {
  const data = Buffer.from(XMP + packet);
  const head = Buffer.from([0xff, APP1, 0, 0]);
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([head, data]);
}
