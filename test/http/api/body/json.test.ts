import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { scanJson } from '#src/http/api/body/json-text.ts';
import { BODY_LIMITS } from '#src/http/api/body/limits.ts';
import { openReader } from './body-kit.ts';

const PICTURE = Buffer.from(Array.from({ length: 5000 }, (_, index) => index % 251));
const DATA_URL = `data:image/png;base64,${PICTURE.toString('base64')}`;

it('reads the fields of a JSON body as they were sent', async () => {
  const reader = await openReader();
  const body = '{"prompt":"a cat","n":2,"stream":null,"extra":{"a":[1]}}';
  const told = await reader.json(body);
  expect(told).toMatchObject({ status: 200, fields: JSON.parse(body), images: [] });
  expect(told.sha256).toBe(createHash('sha256').update(body).digest('hex'));
});

it('takes no body for an empty object', async () => {
  const reader = await openReader();
  expect(await reader.post('')).toMatchObject({ status: 200, fields: {} });
});

it('keeps pictures of data URLs, in order, and takes them out of the fields', async () => {
  const reader = await openReader();
  const told = await reader.json({
    prompt: 'x',
    images: [{ image_url: DATA_URL }, DATA_URL],
    mask: { image_url: DATA_URL },
  });
  expect(told).toMatchObject({
    fields: { prompt: 'x' },
    images: ['images[0].image_url', 'images[1]'],
    mask: 'mask.image_url',
  });
  const [body] = reader.bodies;
  const bytes = await Promise.all(
    (body?.images ?? []).map(({ image }) =>
      reader.reader.openUpload(image, { maxBytes: 1e6, signal: new AbortController().signal }),
    ),
  );
  expect(bytes.map((each) => PICTURE.equals(each))).toEqual([true, true]);
});

it('reads a data URL in which every slash is written as an escape', async () => {
  const reader = await openReader();
  const told = await reader.json(JSON.stringify({ image: DATA_URL }).replaceAll('/', '\\/'));
  expect(told).toMatchObject({ status: 200, images: ['image'] });
  expect(await reader.blobs.get('uploads/2026-01-01/rid1/0')).toEqual(new Uint8Array(PICTURE));
});

it('leaves a prompt alone that begins like a data URL', async () => {
  const reader = await openReader();
  const prompt = `data:${'words '.repeat(400)}`;
  expect(await reader.json({ prompt })).toMatchObject({ fields: { prompt } });
});

it('removes uploads when it is told to, and when they are two days old', async () => {
  const reader = await openReader();
  await reader.json({ image: DATA_URL });
  await reader.json({ image: DATA_URL });
  await reader.bodies[0]?.discard();
  expect(reader.blobs.keys()).toEqual(['uploads/2026-01-01/rid2/0']);
  await reader.clock.advance(86_400_000);
  await reader.reader.sweep();
  expect(reader.blobs.keys()).toHaveLength(1);
  await reader.clock.advance(86_400_000);
  await reader.reader.sweep();
  expect(reader.blobs.keys()).toEqual([]);
});

it('opens no blob that is no upload', async () => {
  const { blobs, reader } = await openReader();
  await blobs.put('jobs/1/0.png', PICTURE);
  const opened = reader.openUpload(
    { key: 'jobs/1/0.png', filename: 'a' },
    { maxBytes: 1e6, signal: new AbortController().signal },
  );
  await expect(opened).rejects.toMatchObject({ code: 'image-missing' });
});

it.each([
  ['broken JSON', '{"prompt":', 'invalid_json'],
  ['a list', '[1]', 'invalid_json'],
  ['a word', '"prompt"', 'invalid_json'],
  ['lists nested 10,000 deep', '['.repeat(10_000), 'invalid_json'],
  ['objects nested 10,000 deep', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`, 'invalid_json'],
  ['a name that pollutes prototypes', '{"__proto__":{"isAdmin":true}}', 'invalid_field_name'],
  ['such a name deep inside', '{"a":[{"constructor":1}]}', 'invalid_field_name'],
  ['such a name with an escape', '{"a":{"\\u005f_proto__":1}}', 'invalid_field_name'],
  ['a picture that is no base64', JSON.stringify({ image: 'data:image/png;base64,????' }), 'invalid_image'],
  ['a picture with foreign signs', JSON.stringify({ image: `${DATA_URL}!!!!` }), 'invalid_image'],
  ['a picture of another server', '{"images":[{"image_url":"http://169.254.169.254/latest"}]}', 'invalid_image_url'],
  ['an uploaded file of OpenAI', '{"images":[{"file_id":"file-1"}]}', 'unsupported_file_id'],
  ['a number for a picture', '{"images":[5]}', 'invalid_image_url'],
])('refuses %s and keeps nothing', async (_, body, code) => {
  const reader = await openReader();
  expect(await reader.json(body)).toMatchObject({ status: 400, error: { code } });
  expect(reader.blobs.keys()).toEqual([]);
});

it('names the picture that it cannot take', async () => {
  const reader = await openReader();
  const told = await reader.json({ images: [{ image_url: DATA_URL }, { image_url: 'https://example.com/a.png' }] });
  expect(told.error?.param).toBe('images[1].image_url');
  expect(reader.blobs.keys()).toEqual([]);
});

it('takes a picture by an address of its own', async () => {
  const reader = await openReader({
    ownPicture: (url) =>
      url === 'https://easel/files/1' ? { key: 'jobs/1/0.png', filename: '1.png', kept: true } : undefined,
  });
  expect(await reader.json({ image: 'https://easel/files/1' })).toMatchObject({ status: 200, images: ['image'] });
  expect(reader.bodies[0]?.images[0]?.image).toMatchObject({ key: 'jobs/1/0.png', kept: true });
});

it.each([
  ['another type', { 'content-type': 'text/plain' }, '{}'],
  ['another charset', { 'content-type': 'application/json; charset=utf-16' }, '{}'],
  ['a compressed body', { 'content-type': 'application/json', 'content-encoding': 'gzip' }, '{}'],
])('refuses %s with 415', async (_, headers, body) => {
  const reader = await openReader();
  expect(await reader.post(body, headers)).toMatchObject({ status: 415, error: { code: 'unsupported_media_type' } });
});

it('refuses more text than anybody writes, and more pictures than anybody sends', async () => {
  const reader = await openReader({ limits: { textBytes: 1000, pictures: 2 } });
  expect(await reader.json({ prompt: 'x'.repeat(1001) })).toMatchObject({ status: 413 });
  expect(await reader.json({ images: [DATA_URL, DATA_URL, DATA_URL] })).toMatchObject({
    status: 400,
    error: { code: 'too_many_images' },
  });
  expect(await reader.json({ prompt: 'x', image: DATA_URL })).toMatchObject({ status: 200 });
});

/** Refused for this where anybody looks so far. */
const TOO_DEEP = '['.repeat(100);

it.each([
  ['blanks', `{"prompt":${' '.repeat(1_100_000)}${TOO_DEEP}`, /more than 1 MB/],
  ['short strings', `{"prompt":[${'""'.repeat(600_000)}${TOO_DEEP}`, /more than 1 MB/],
  ['names', `{${'"a":1,'.repeat(1000)}"b":${TOO_DEEP}`, /more than 1000 values/],
  ['escapes in a picture', `{"image":"data:${'\\"'.repeat(1_100_000)}",${TOO_DEEP}`, /with a backslash/],
])('looks at no more than a megabyte of %s one by one, because everybody waits meanwhile', async (_, body, why) => {
  const reader = await openReader();
  const told = await reader.json(body);
  expect(told.error?.message).toMatch(why);
});

it('refuses what is not written in UTF-8', async () => {
  const reader = await openReader();
  const body = Buffer.from('{"prompt":"a\xff"}', 'latin1');
  expect(await reader.post(body, { 'content-type': 'application/json' })).toMatchObject({
    status: 400,
    error: { code: 'invalid_json' },
  });
});

it('finds data URLs and depth however strings are written', () => {
  const word = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.constantFrom('"', '\\', '\\"', '{[', ']}', DATA_URL, `${DATA_URL}"`),
  );
  const json = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      word,
      fc.integer(),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(word, tie('value'), { maxKeys: 3 }),
    ),
  })).value;
  fc.assert(
    fc.property(json, (value) => {
      const bytes = Buffer.from(JSON.stringify(value));
      const { dataUrls } = scanJson(bytes, { ...BODY_LIMITS, depth: 1000, pictures: 1000, values: 100_000 });
      const found = dataUrls.map(({ from, to }) => JSON.parse(`"${bytes.toString('utf8', from, to)}"`));
      expect(found).toEqual(longOnesOf(value));
    }),
    { numRuns: 300 },
  );
});

/** Every text of a document that begins like a data URL and is long enough to be taken out, names first. */
function longOnesOf(value: unknown): readonly string[] {
  if (typeof value === 'string')
    return value.startsWith('data:') && JSON.stringify(value).length - 2 > 1024 ? [value] : [];
  if (Array.isArray(value)) return value.flatMap(longOnesOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, each]) => [...longOnesOf(name), ...longOnesOf(each)]);
}
