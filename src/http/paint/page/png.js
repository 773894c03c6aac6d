/**
 * Writes a mask as a PNG whose alpha is 0 where something changes. Written by ourselves: a canvas may come back with other pixels than
 * were put in, and takes four bytes for each.
 */
export async function maskPng({ width, height, levels }, isSoft) {
  const depth = isSoft ? 8 : 1;
  const data = await deflated(isSoft ? softRows({ width, height, levels }) : hardRows({ width, height, levels }));
  const colours = isSoft ? 256 : 2;
  const alphas = Uint8Array.from({ length: colours }, (_, index) => Math.round((index * 255) / (colours - 1)));
  return new Blob(
    [
      SIGNATURE,
      chunk('IHDR', header(width, height, depth)),
      chunk('PLTE', new Uint8Array(colours * 3)),
      chunk('tRNS', alphas),
      chunk('IDAT', data),
      chunk('IEND', new Uint8Array(0)),
    ],
    { type: 'image/png' },
  );
}

const SIGNATURE = Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10);
const PALETTE = 3;

function header(width, height, depth) {
  const bytes = new DataView(new ArrayBuffer(13));
  bytes.setUint32(0, width);
  bytes.setUint32(4, height);
  bytes.setUint8(8, depth);
  bytes.setUint8(9, PALETTE);
  return new Uint8Array(bytes.buffer);
}

/** One byte a pixel, its number in the palette being its alpha. Every row begins with the filter it has: none. */
function softRows({ width, height, levels }) {
  const rows = new Uint8Array((width + 1) * height);
  for (let row = 0; row < height; row++) {
    const to = row * (width + 1) + 1;
    for (let x = 0; x < width; x++) rows[to + x] = 255 - levels[row * width + x];
  }
  return rows;
}

/** One bit a pixel: set = stays. */
function hardRows({ width, height, levels }) {
  const bytes = Math.ceil(width / 8);
  const rows = new Uint8Array((bytes + 1) * height);
  for (let row = 0; row < height; row++) {
    const to = row * (bytes + 1) + 1;
    for (let x = 0; x < width; x++) if (levels[row * width + x] < 128) rows[to + (x >> 3)] |= 128 >> (x & 7);
  }
  return rows;
}

async function deflated(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function chunk(name, data) {
  const bytes = new Uint8Array(data.length + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  for (let at = 0; at < 4; at++) bytes[4 + at] = name.charCodeAt(at);
  bytes.set(data, 8);
  view.setUint32(data.length + 8, checksum(bytes.subarray(4, data.length + 8)));
  return bytes;
}

const TABLE = Uint32Array.from({ length: 256 }, (_, start) => {
  let value = start;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

function checksum(bytes) {
  let value = 0xffffffff;
  for (const byte of bytes) value = TABLE[(value ^ byte) & 255] ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}
