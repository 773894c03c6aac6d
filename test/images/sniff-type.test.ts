import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sniffType } from '#src/images/sniff-type.ts';
import { apngOf, gifOf, jpegOf, pngOf, svgBytes, webpOf } from '../fixtures/pictures.ts';

const small = { width: 4, height: 3 };

it('tells the picture types by their first bytes', async () => {
  expect(await sniffType(await pngOf(small))).toBe('image/png');
  expect(await sniffType(await jpegOf(small))).toBe('image/jpeg');
  expect(await sniffType(await webpOf(small))).toBe('image/webp');
  expect(await sniffType(await gifOf({ frames: 1 }))).toBe('image/gif');
  expect(await sniffType(await apngOf())).toBe('image/png');
});

it.each([
  ['with a prologue', Buffer.from(svgBytes())],
  ['without one', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
  ['after blanks and a comment', Buffer.from('\n  <!-- drawn by hand -->\n<SVG >')],
  ['with a byte order mark', Buffer.from('\ufeff<?xml version="1.0"?><svg/>')],
  ['in UTF-16', Buffer.from('\ufeff<?xml version="1.0"?><svg/>', 'utf16le')],
  ['with a namespace prefix', Buffer.from('<?xml version="1.0"?><s:svg xmlns:s="http://www.w3.org/2000/svg"/>')],
])('recognises SVG %s', async (_how, bytes) => {
  expect(await sniffType(bytes)).toBe('image/svg+xml');
});

it('knows no type for plain text and for nothing', async () => {
  expect(await sniffType(Buffer.from('my cat, by the window'))).toBeUndefined();
  expect(await sniffType(new Uint8Array())).toBeUndefined();
});

it('names other files, so that the refusal can say what was sent', async () => {
  expect(await sniffType(Buffer.from('%PDF-1.7\n'))).toBe('application/pdf');
  expect(await sniffType(Buffer.from('\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf', 'latin1'))).toBe('image/avif');
});

it('never throws, whatever the bytes', async () => {
  const png = await pngOf(small);
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 64 }), fc.nat(80), async (junk, kept) => {
      await sniffType(junk);
      await sniffType(Buffer.concat([png.subarray(0, kept), junk]));
    }),
    { numRuns: 200 },
  );
});
