import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressesOf } from '#src/models/replicate/outputs.ts';

const A = 'https://replicate.delivery/a.png';
const B = 'https://replicate.delivery/b.webp';
const DATA = 'data:image/png;base64,aGk=';

const fileOutput = Object.assign(new ReadableStream(), { url: () => new URL(A), blob: async () => new Blob([]) });

describe('the addresses in an output', () => {
  it.each<[string, unknown, readonly string[]]>([
    ['a string', A, [A]],
    ['a list', [A, B], [A, B]],
    ['an object with url', { url: A }, [A]],
    ['an object with uri', { uri: A }, [A]],
    ['an object with image', { image: A }, [A]],
    ['an object with src', { src: A }, [A]],
    ['an object with imageUrl', { imageUrl: A }, [A]],
    ['an object that names one picture twice', { url: A, src: B, thumbnail: B }, [A]],
    ['a list of objects', [{ url: A }, { image: { url: B } }], [A, B]],
    ['objects within objects', { result: { images: [{ src: A }, B] }, seed: 4 }, [A, B]],
    ['a data URL', [DATA], [DATA]],
    ['a URL object', new URL(A), [A]],
    ["a file object of the SDK's", [fileOutput], [A]],
    ['the same twice', [A, A], [A]],
    ['an empty name beside a full one', { url: '', image: A }, [A]],
    ['words', 'a red fox', []],
    ['words with an address in them', `see ${A}`, []],
    ['nothing', null, []],
    ['a number', 7, []],
    ['an empty list', [], []],
    ['another scheme', ['file:///etc/passwd', 'javascript:alert(1)', 'data:text/html,hi'], []],
  ])('are found in %s', (_shape, output, found) => {
    expect(addressesOf(output)).toEqual(found);
  });

  const address = fc.nat(1000).map((n) => `https://replicate.delivery/${n}.png`);
  const junk = fc.oneof(fc.integer(), fc.boolean(), fc.constant(null), fc.stringMatching(/^[a-z ]{0,12}$/));
  /** An output with its addresses beside it, in order. */
  const { shape } = fc.letrec<{ shape: { output: unknown; inside: readonly string[] } }>((tie) => ({
    shape: fc.oneof(
      { maxDepth: 5, depthIdentifier: 'shape' },
      address.map((inside) => ({ output: inside, inside: [inside] })),
      junk.map((output) => ({ output, inside: [] })),
      fc.array(tie('shape'), { maxLength: 4 }).map((all) => ({
        output: all.map(({ output }) => output),
        inside: all.flatMap(({ inside }) => inside),
      })),
      fc
        .record({ name: fc.constantFrom('url', 'uri', 'image', 'src', 'imageUrl', 'result', 'a'), value: tie('shape') })
        .map(({ name, value }) => ({ output: { seed: 1, [name]: value.output }, inside: value.inside })),
    ),
  }));

  it('are all found, once and in order, however deep', () => {
    fc.assert(
      fc.property(shape, ({ output, inside }) => {
        expect(addressesOf(output)).toEqual([...new Set(inside)]);
      }),
      { numRuns: 500 },
    );
  });

  it('are nothing but addresses, whatever an output is', () => {
    fc.assert(
      fc.property(fc.anything(), (output) => {
        for (const found of addressesOf(output)) expect(found).toMatch(/^(?:https?:\/\/|data:image\/)/i);
      }),
    );
  });

  it('are not searched for without end', () => {
    const loop: Record<string, unknown> = {};
    loop.again = loop;
    expect(addressesOf(loop)).toEqual([]);
    expect(addressesOf(Array.from({ length: 500 }, (_, n) => `https://x.test/${n}`))).toHaveLength(64);
  });
});
