import fc from 'fast-check';
import { expect, it } from 'vitest';
import { EaselError } from '#src/domain/errors.ts';
import { readForm } from '#src/http/api/body/form-body.ts';
import { BODY_LIMITS } from '#src/http/api/body/limits.ts';
import { createMemoryBlobs } from '../../../fakes/memory-blobs.ts';
import { fieldHead, fileHead, formBytes, formType, openReader } from './body-kit.ts';

const PICTURE = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251));

function edit(): FormData {
  const form = new FormData();
  form.set('prompt', 'ein Löwe');
  form.append('image[]', new File([PICTURE], 'one.png', { type: 'image/png' }));
  form.append('image[]', new File([PICTURE.subarray(0, 10)], '../../two.png', { type: 'image/png' }));
  form.set('mask', new File([PICTURE.subarray(0, 20)], 'mask.png', { type: 'image/png' }));
  form.set('n', '2');
  return form;
}

it('keeps the files of a form and reads its fields', async () => {
  const reader = await openReader();
  const told = await reader.post(edit());
  expect(told).toMatchObject({
    status: 200,
    fields: { prompt: 'ein Löwe', n: '2' },
    images: ['image[]', 'image[]'],
    mask: 'mask',
  });
  const images = reader.bodies[0]?.images.map(({ image }) => image) ?? [];
  expect(images.map(({ filename, declaredBytes }) => [filename, declaredBytes])).toEqual([
    ['one.png', 300_000],
    ['two.png', 10],
  ]);
  expect(PICTURE.equals((await reader.blobs.get(images[0]?.key ?? '')) ?? new Uint8Array())).toBe(true);
});

it('gives the same digest for the same form with another boundary, and another one for other bytes', async () => {
  const reader = await openReader();
  const [first, again] = [await reader.post(edit()), await reader.post(edit())];
  const other = edit();
  other.set('mask', new File([PICTURE.subarray(1, 21)], 'mask.png', { type: 'image/png' }));
  expect(again.sha256).toBe(first.sha256);
  expect((await reader.post(other)).sha256).not.toBe(first.sha256);
});

it('gives different digests where the same bytes are divided differently', async () => {
  const reader = await openReader();
  const post = (parts: Parameters<typeof formBytes>[1]) => reader.post(formBytes('b', parts), formType('b'));
  const one = await post([
    { head: fieldHead('prompt'), body: 'ab' },
    { head: fieldHead('user'), body: '' },
  ]);
  const two = await post([
    { head: fieldHead('prompt'), body: 'a' },
    { head: fieldHead('user'), body: 'b' },
  ]);
  expect(one.sha256).not.toBe(two.sha256);
});

it.each([
  [
    'a field that is sent twice',
    [
      { head: fieldHead('prompt'), body: 'a' },
      { head: fieldHead('prompt'), body: 'b' },
    ],
    400,
    'duplicate_field',
  ],
  [
    'two masks',
    [
      { head: fileHead('mask'), body: 'a' },
      { head: fileHead('mask'), body: 'b' },
    ],
    400,
    'duplicate_field',
  ],
  ['a name that pollutes prototypes', [{ head: fieldHead('__proto__'), body: 'a' }], 400, 'invalid_field_name'],
  ['another one', [{ head: fieldHead('constructor'), body: 'a' }], 400, 'invalid_field_name'],
  ['one in brackets', [{ head: fileHead('image[__proto__]'), body: 'a' }], 400, 'invalid_field_name'],
  ['one of a method', [{ head: fieldHead('toString'), body: 'a' }], 400, 'invalid_field_name'],
  ['a field without a name', [{ head: 'Content-Disposition: form-data', body: 'a' }], 400, 'invalid_field_name'],
  ['a name of a thousand letters', [{ head: fieldHead('n'.repeat(1000)), body: 'a' }], 400, 'invalid_field_name'],
  ['a file where none belongs', [{ head: fileHead('prompt'), body: 'a' }], 400, 'unexpected_file'],
  ['words where a file belongs', [{ head: fieldHead('image'), body: 'a' }], 400, 'invalid_image'],
  ['a file that is too large', [{ head: fileHead('image'), body: 'a'.repeat(2001) }], 413, 'image_too_large'],
  ['a field that is too long', [{ head: fieldHead('prompt'), body: 'a'.repeat(501) }], 413, 'field_too_large'],
  [
    'many fields that are long together',
    Array.from({ length: 4 }, () => ({ head: fieldHead('a[]'), body: 'a'.repeat(400) })),
    413,
    'body_too_large',
  ],
  [
    'too many files',
    Array.from({ length: 3 }, () => ({ head: fileHead('image[]'), body: 'a' })),
    400,
    'too_many_images',
  ],
  ['too many parts', Array.from({ length: 9 }, () => ({ head: fieldHead('a[]'), body: 'a' })), 413, 'too_many_parts'],
])('refuses %s and keeps nothing', async (_, parts, status, code) => {
  const reader = await openReader({
    limits: { fileBytes: 2000, fieldBytes: 500, textBytes: 1200, parts: 8, pictures: 3 },
  });
  const before = { head: fileHead('image', 'first.png'), body: PICTURE.subarray(0, 100) };
  expect(await reader.post(formBytes('b', [before, ...parts]), formType('b'))).toMatchObject({
    status,
    error: { code },
  });
  expect(reader.blobs.keys()).toEqual([]);
});

it.each([
  ['no boundary at all', { 'content-type': 'multipart/form-data' }, 'x'],
  ['a boundary that never comes', formType('other'), formBytes('b', [{ head: fileHead('image'), body: 'a' }])],
  [
    'an end that never comes',
    formType('b'),
    formBytes('b', [{ head: fileHead('image'), body: PICTURE }]).subarray(0, 200_000),
  ],
  ['nothing', formType('b'), 'x'],
])('refuses a form with %s and keeps nothing', async (_, headers, body) => {
  const reader = await openReader();
  expect(await reader.post(body, headers)).toMatchObject({ status: 400, error: { code: 'invalid_form' } });
  expect(reader.blobs.keys()).toEqual([]);
});

it('refuses files where a route takes none', async () => {
  const reader = await openReader({ files: false });
  expect(await reader.post(edit())).toMatchObject({ status: 400, error: { code: 'unexpected_file' } });
  expect(reader.blobs.keys()).toEqual([]);
});

it('keeps nothing of a form where the store has no room for its second file', async () => {
  const blobs = createMemoryBlobs();
  let count = 0;
  const full: typeof blobs.putFrom = (...given) =>
    ++count === 2 ? Promise.reject(new EaselError('store-full', {})) : blobs.putFrom(...given);
  const reader = await openReader({ blobs: { ...blobs, putFrom: full } });
  expect((await fetch(reader.url, { method: 'POST', body: edit() })).status).toBe(500);
  expect(blobs.keys()).toEqual([]);
});

it('reads a form the same wherever its bytes are cut', async () => {
  const bytes = formBytes('cut-here', [
    { head: fieldHead('prompt'), body: 'words\r\n--cut-her\r\n' },
    { head: fileHead('image[]'), body: '\r\n--cut-her-e\r\n--\r\n' },
    { head: fileHead('image[]', 'b.png'), body: PICTURE.subarray(0, 3000) },
    { head: fieldHead('n'), body: '3' },
  ]);
  const whole = await readCut(bytes, []);
  expect(whole.kept).toEqual(['\r\n--cut-her-e\r\n--\r\n', PICTURE.toString('latin1', 0, 3000)]);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 60 }), async (cuts) => {
      expect(await readCut(bytes, cuts)).toEqual(whole);
    }),
    { numRuns: 150 },
  );
});

it('never takes a form for whole that was cut off', async () => {
  const bytes = formBytes('b', [
    { head: fieldHead('prompt'), body: 'words' },
    { head: fileHead('image'), body: 'bytes' },
  ]);
  // The last line break may be missing: the form is whole without it.
  await fc.assert(
    fc.asyncProperty(fc.nat(bytes.length - 5), async (length) => {
      await expect(readCut(bytes.subarray(0, length), [])).rejects.toMatchObject({ fault: { code: 'invalid_form' } });
    }),
    { numRuns: 100 },
  );
});

async function readCut(bytes: Buffer, cuts: readonly number[]) {
  const places = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
  async function* chunks() {
    for (const [index, place] of places.slice(0, -1).entries()) {
      const piece = bytes.subarray(place, places[index + 1]);
      if (piece.length > 0) yield piece;
    }
  }
  const kept: string[] = [];
  const form = await readForm(chunks(), {
    contentType: `multipart/form-data; boundary=${bytes.toString('latin1', 2, bytes.indexOf('\r'))}`,
    limits: BODY_LIMITS,
    async keep(file, filename) {
      const index = kept.push('') - 1;
      for await (const chunk of file) kept[index] += Buffer.from(chunk).toString('latin1');
      return { image: { key: `k${index}`, filename }, digest: String(index) };
    },
  });
  return { form, kept };
}
