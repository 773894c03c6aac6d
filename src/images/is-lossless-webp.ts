/** Whether a WebP keeps every pixel: its picture data is then in a `VP8L` chunk. Only the first frame counts. */
export function isLosslessWebp(bytes: Uint8Array): boolean {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let start = RIFF_HEADER_LENGTH;
  while (start + 8 <= file.length) {
    const name = file.toString('latin1', start, start + 4);
    if (name === 'VP8L') return true;
    if (name === 'VP8 ') return false;
    const length = file.readUInt32LE(start + 4);
    start += 8 + length + (length % 2); // chunks begin at even places
  }
  return false;
}

/** `RIFF`, the length of the rest, `WEBP`. */
const RIFF_HEADER_LENGTH = 12;
