import fc from 'fast-check';
import { expect, it } from 'vitest';
import { filled, grown, pieces, type Shape, shrunk } from '#src/images/scribble-shapes.ts';

const drawn = (...rows: readonly string[]): Shape => ({
  width: rows[0]?.length ?? 0,
  height: rows.length,
  set: Uint8Array.from([...rows.join('')].map((sign) => (sign === '#' ? 1 : 0))),
});
const rowsOf = ({ width, height, set }: Shape): readonly string[] =>
  Array.from({ length: height }, (_, y) =>
    [...set.subarray(y * width, (y + 1) * width)].map((v) => (v ? '#' : '.')).join(''),
  );

const anyShape = fc
  .tuple(fc.integer({ min: 1, max: 16 }), fc.integer({ min: 1, max: 16 }))
  .chain(([width, height]) =>
    fc
      .uint8Array({ min: 0, max: 1, minLength: width * height, maxLength: width * height })
      .map((set): Shape => ({ width, height, set })),
  );
const holds = (outer: Shape, inner: Shape): boolean => inner.set.every((value, at) => !value || outer.set[at] === 1);

it('fills what cannot be reached from the edge, and only that', () => {
  expect(rowsOf(filled(drawn('......', '.###..', '.#.#..', '.###.#', '....#.')))).toEqual([
    '......',
    '.###..',
    '.###..',
    '.###.#',
    '....#.',
  ]);
});

it('grows in a round and shrinks back', () => {
  const dot = drawn('.....', '.....', '..#..', '.....', '.....');
  expect(rowsOf(grown(dot, 1))).toEqual(['.....', '..#..', '.###.', '..#..', '.....']);
  expect(rowsOf(shrunk(grown(dot, 1), 1))).toEqual(rowsOf(dot));
});

it('keeps what touches the edge of the picture when it shrinks', () => {
  expect(rowsOf(shrunk(drawn('###.', '###.', '###.'), 1))).toEqual(['##..', '##..', '##..']);
});

it('never loses anything by growing or filling, nor gains by shrinking', () => {
  fc.assert(
    fc.property(anyShape, fc.integer({ min: 0, max: 5 }), (shape, radius) => {
      expect(holds(grown(shape, radius), shape)).toBe(true);
      expect(holds(filled(shape), shape)).toBe(true);
      expect(holds(shape, shrunk(shape, radius))).toBe(true);
      expect(holds(shrunk(grown(shape, radius), radius), shape)).toBe(true);
      expect(filled(filled(shape))).toEqual(filled(shape));
    }),
  );
});

it('takes a shape apart into its pieces, each pixel once', () => {
  expect(pieces(drawn('#..#', '.#..', '...#')).map((piece) => piece.length)).toEqual([2, 1, 1]);
  fc.assert(
    fc.property(anyShape, (shape) => {
      const all = pieces(shape)
        .flat()
        .sort((a, b) => a - b);
      expect(all).toEqual([...shape.set.entries()].filter(([, value]) => value).map(([at]) => at));
    }),
  );
});
