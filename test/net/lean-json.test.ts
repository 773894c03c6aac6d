import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase64 } from '#src/net/base64.ts';
import { createBase64Keeper, type KeptBase64 } from '#src/net/base64-keeper.ts';
import { type Base64Reader, createBase64Reader } from '#src/net/base64-reader.ts';
import { createLeanJson } from '#src/net/lean-json.ts';
import { parseJson } from '#src/net/parse-json.ts';

const NAME = 'b64_json';

/** Reads the text cut at these places; pictures that were read on the way are given as their bytes. */
function lean(text: string | Buffer, cuts: readonly number[] = [], readPicture = decoding) {
  const bytes = Buffer.from(text);
  const places = [0, ...[...cuts].map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  const reader = createLeanJson(NAME, readPicture);
  for (const [index, place] of places.slice(0, -1).entries()) reader.push(bytes.subarray(place, places[index + 1]));
  const { value, open } = reader.end();
  return opened(value, (words) => {
    const found = open(words);
    return typeof found === 'string' || Buffer.isBuffer(found) ? found : found.bytes();
  });
}

const decoding = (): Base64Reader<Buffer | KeptBase64> => createBase64Reader();
const keeping = (): Base64Reader<Buffer | KeptBase64> => createBase64Keeper();

function opened(value: unknown, open: (text: string) => string | Buffer): unknown {
  if (typeof value === 'string') return open(value);
  if (Array.isArray(value)) return value.map((each) => opened(each, open));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, opened(each, open)]));
}

/** The same of both ways of reading: every value of the name that is base64 as its bytes. */
function decoded(value: unknown, name = ''): unknown {
  if (Buffer.isBuffer(value)) return { bytes: value.toString('hex') };
  if (typeof value === 'string') {
    const bytes = name === NAME ? decodeBase64(value) : undefined;
    return bytes ? { bytes: bytes.toString('hex') } : value;
  }
  if (Array.isArray(value)) return value.map((each) => decoded(each));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, decoded(each, key)]));
}

const base64 = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('base64'));

/** A string as JSON, in one of the ways servers write it. */
const written = (text: fc.Arbitrary<string>) =>
  fc
    .tuple(text, fc.constantFrom(/$^/g, /\//g, /[A-Z]/g))
    .map(([words, escaped]) =>
      JSON.stringify(words).replace(escaped, (sign) =>
        sign === '/' ? '\\/' : `\\u00${sign.charCodeAt(0).toString(16).padStart(2, '0')}`,
      ),
    );

const value = fc.oneof(
  { weight: 6, arbitrary: written(base64) },
  { weight: 2, arbitrary: written(base64.map((text) => `data:image/png;base64,${text}`)) },
  { weight: 2, arbitrary: written(fc.tuple(base64, base64).map((both) => both.join(''))) },
  {
    weight: 2,
    arbitrary: written(
      fc
        .tuple(base64, fc.constantFrom(' ', '\n', '\r\n', '-', '_', '=', '==', '€', '\0', '"', '\\', '/'))
        .map((both) => both.join('')),
    ),
  },
  { weight: 2, arbitrary: written(fc.string({ unit: 'binary', maxLength: 12 })) },
  fc.constantFrom(
    'null',
    '7',
    '-1e3',
    'true',
    '[]',
    '{}',
    '""',
    '"\\u00000"',
    '"\\u00001"',
    '"https://example.com/a-b.png"',
    '"b64_json"',
    '"nul',
  ),
);

const name = fc.oneof(
  { weight: 5, arbitrary: fc.constant('"b64_json"') },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      '"type"',
      '"b64"',
      '"b64_json2"',
      '"B64_json"',
      '"b64\\u005fjson"',
      '"\\b64_json"',
      '"x\\"b64_json"',
      '"€🦊"',
      '""',
    ),
  },
);
const space = fc.constantFrom('', '', '', ' ', '\n', '\t \r\n');

const { json } = fc.letrec<{ json: string; object: string; list: string }>((tie) => ({
  json: fc.oneof({ depthSize: 'small', withCrossShrink: true }, value, tie('object'), tie('list')),
  object: fc
    .array(fc.tuple(space, name, space, space, tie('json'), space), { maxLength: 4 })
    .map((fields) => `{${fields.map(([a, key, b, c, each, d]) => `${a}${key}${b}:${c}${each}${d}`).join(',')}}`),
  list: fc
    .array(fc.tuple(space, tie('json')), { maxLength: 3 })
    .map((items) => `[${items.map((each) => each.join('')).join(',')}]`),
}));

describe('createLeanJson', () => {
  it('decodes pictures on the way, wherever the network cut them', () => {
    const picture = Buffer.alloc(100_000, 'any picture at all');
    const text = JSON.stringify({
      type: 'completed',
      b64_json: picture.toString('base64'),
      data: [{ b64_json: 'QUJD' }],
    });
    const read = lean(text, [3, 70, 71, 30_000, 30_001, 99_999]);
    expect(read).toEqual({ type: 'completed', b64_json: picture, data: [{ b64_json: Buffer.from('ABC') }] });
  });

  it('decodes only values of the name', () => {
    expect(lean('{"b64":"QUJD","x":"b64_json","y":"QUJD","b64_json2":"QUJD"}')).toEqual({
      b64: 'QUJD',
      x: 'b64_json',
      y: 'QUJD',
      b64_json2: 'QUJD',
    });
  });

  it.each([
    ['escaped slashes', '{"b64_json":"QUJD\\/\\/\\/\\/"}', { b64_json: 'QUJD////' }],
    ['a data URL', '{"b64_json":"data:image/png;base64,QUJD"}', { b64_json: 'data:image/png;base64,QUJD' }],
    ['an address', '{"b64_json":"https://example.com/a.png"}', { b64_json: 'https://example.com/a.png' }],
    ['line breaks', '{"b64_json":"QUJD\\nREVG"}', { b64_json: 'QUJD\nREVG' }],
    ['null', '{"b64_json":null}', { b64_json: null }],
    ['nothing', '{"b64_json":""}', { b64_json: '' }],
    ['a list', '{"b64_json":["QUJD"]}', { b64_json: ['QUJD'] }],
  ])('leaves %s as it is', (_what, text, expected) => {
    expect(lean(text)).toEqual(expected);
  });

  it('takes no string of the server for the place of a picture', () => {
    const text = '{"b64_json":"QUJD","x":"\\u00000","b64\\u005fjson":"\\u00000"}';
    expect(decoded(lean(text))).toEqual(decoded(parseJson(text)));
  });

  it.each(['', '{', '{"b64_json":"QUJD', '{"b64_json":"QUJD"', '{"b64_json":"QU\nJD"}', 'no JSON'])(
    'is nothing for %j',
    (text) => {
      expect(lean(text)).toBeUndefined();
    },
  );

  it('reads any document as it is read whole, however it is cut', () => {
    fc.assert(
      fc.property(json, fc.array(fc.nat(1000), { maxLength: 12 }), fc.option(fc.nat(300)), (text, cuts, end) => {
        const document = end === null ? text : text.slice(0, end);
        const expected = decoded(parseJson(document));
        expect(decoded(lean(document, cuts))).toEqual(expected);
        expect(decoded(lean(document, cuts, keeping))).toEqual(expected);
      }),
      { numRuns: 3000 },
    );
  });

  it('reads any bytes as they are read whole', () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 4 }).map((bytes) => Buffer.from(bytes)),
      fc.constantFrom('{"b64_json":"', '"', '\\', '"}', 'QUJD', 'Q', ':', ',', ' ').map((text) => Buffer.from(text)),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), fc.array(fc.nat(100), { maxLength: 6 }), (pieces, cuts) => {
        const bytes = Buffer.concat(pieces);
        const expected = decoded(parseJson(bytes));
        expect(decoded(lean(bytes, cuts))).toEqual(expected);
        expect(decoded(lean(bytes, cuts, keeping))).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
  });
});
