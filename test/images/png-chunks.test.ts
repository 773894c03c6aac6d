import { expect, it } from 'vitest';
import { isAnimatedPng, pngChunks, sizeInHeader } from '#src/images/png-chunks.ts';
import { apngOf, chunk, pngOf, truncated } from '../fixtures/pictures.ts';

const small = { width: 7, height: 3 };
const END_OF_HEADER = 33;

it('walks the chunks from the header to the end and checks each', async () => {
  const chunks = [...pngChunks(await pngOf(small))];
  expect(chunks[0]?.name).toBe('IHDR');
  expect(chunks.at(-1)?.name).toBe('IEND');
  expect(chunks.every(({ isIntact }) => isIntact())).toBe(true);
});

it('reads the size out of the header', async () => {
  const [header] = pngChunks(await pngOf(small));
  expect(header && sizeInHeader(header.data)).toEqual(small);
  expect(sizeInHeader(new Uint8Array(13))).toBeUndefined();
  expect(sizeInHeader(new Uint8Array(5))).toBeUndefined();
});

it('works on a view into a larger buffer', async () => {
  const png = await pngOf(small);
  const view = Buffer.concat([Buffer.alloc(5), png, Buffer.alloc(5)]).subarray(5, 5 + png.length);
  const [header] = pngChunks(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
  expect(header && sizeInHeader(header.data)).toEqual(small);
});

it('stops where a chunk runs past the end of the file', async () => {
  const names = [...pngChunks(truncated(await pngOf({ width: 40, height: 40, noise: true })))].map(({ name }) => name);
  expect(names).not.toContain('IEND');
  expect([...pngChunks(new Uint8Array(3))]).toEqual([]);
});

it('stops at the end mark, whatever follows', async () => {
  const names = [...pngChunks(Buffer.concat([await pngOf(small), chunk('tEXt')]))].map(({ name }) => name);
  expect(names.at(-1)).toBe('IEND');
});

it('sees a changed byte', async () => {
  const png = Uint8Array.from(await pngOf(small));
  png[20] = (png[20] ?? 0) ^ 1;
  const [header] = pngChunks(png);
  expect(header?.isIntact()).toBe(false);
});

it('finds animation only where it counts: before the picture data, and with two frames', async () => {
  const png = Buffer.from(await pngOf(small));
  const oneFrame = chunk('acTL', Buffer.from([0, 0, 0, 1, 0, 0, 0, 0]));
  const twoFrames = chunk('acTL', Buffer.from([0, 0, 0, 2, 0, 0, 0, 0]));
  const withHeader = (more: Buffer) =>
    Buffer.concat([png.subarray(0, END_OF_HEADER), more, png.subarray(END_OF_HEADER)]);
  expect(isAnimatedPng(await apngOf())).toBe(true);
  expect(isAnimatedPng(withHeader(twoFrames))).toBe(true);
  expect(isAnimatedPng(withHeader(oneFrame))).toBe(false);
  expect(isAnimatedPng(withHeader(chunk('acTL')))).toBe(false);
  expect(isAnimatedPng(Buffer.concat([png.subarray(0, -12), twoFrames, png.subarray(-12)]))).toBe(false);
  expect(isAnimatedPng(png)).toBe(false);
});
