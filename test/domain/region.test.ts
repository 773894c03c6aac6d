import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EaselError } from '#src/domain/errors.ts';
import { describeRegion, isGridRequest, isPaintRequest, parseRegion } from '#src/domain/region.ts';

const said = (words: string): string => describeRegion(parseRegion(words));

/** Left, top, right and bottom of every rectangle of the only part. */
const spansOf = (words: string): readonly (readonly number[])[] => {
  const { include, exclude } = parseRegion(words);
  expect([include.length, exclude.length]).toEqual([1, 0]);
  return (include[0]?.spans ?? []).map(({ left, top, right, bottom }) => [left, top, right, bottom]);
};

describe('places in words', () => {
  it.each([
    ['left', [0, 0, 0.5, 1]],
    ['the RIGHT half', [0.5, 0, 1, 1]],
    ['top', [0, 0, 1, 0.5]],
    ['the lower half of the image', [0, 0.5, 1, 1]],
    ['bottom quarter', [0, 0.75, 1, 1]],
    ['left 20%', [0, 0, 0.2, 1]],
    ['two thirds of the left', [0, 0, 0.666666667, 1]],
    ['top 3/4', [0, 0, 1, 0.75]],
    ['right edge', [0.875, 0, 1, 1]],
    ['middle third', [0, 0.333333333, 1, 0.666666667]],
    ['middle column', [0.333333333, 0, 0.666666667, 1]],
    ['center', [0.25, 0.25, 0.75, 0.75]],
    ['Centre', [0.25, 0.25, 0.75, 0.75]],
    ['the middle, please', [0.25, 0.25, 0.75, 0.75]],
    ['top left', [0, 0, 0.5, 0.5]],
    ['the upper-right-hand corner', [0.5, 0, 1, 0.5]],
    ['bottomleft third', [0, 0.666666667, 0.333333333, 1]],
    ['top center', [0.25, 0, 0.75, 0.5]],
    ['everything', [0, 0, 1, 1]],
    ['the whole picture', [0, 0, 1, 1]],
  ])('takes "%s" for what it says', (words, span) => {
    expect(spansOf(words)).toEqual([span]);
  });

  it('knows the border as the outermost cells of the grid, under all its names', () => {
    for (const words of ['border', 'the edges', 'frame']) {
      expect(said(words)).toBe('the border');
      expect(spansOf(words)).toContainEqual([0, 0, 1, 0.125]);
      expect(spansOf(words)).toHaveLength(4);
    }
  });

  it('lets a plural speak for all the sides before it', () => {
    expect(said('left and right thirds')).toBe('the left third and the right third');
    expect(said('top and bottom edges')).toBe('the top eighth and the bottom eighth');
    expect(said('top and left third')).toBe('the top half and the left third');
  });

  it.each([
    ['everything but the center', 'everything but the center'],
    ['all except top third', 'everything but the top third'],
    ['not the left', 'everything but the left half'],
    ['do not change the left', 'everything but the left half'],
    ['all of it except for the bottom', 'everything but the bottom half'],
    ['outside the box 10,10,20,20', 'everything but the box 10, 10, 20, 20 %'],
    ['left but not the top', 'the left half but not the top half'],
    ['everything but C2 and the corners', 'everything but the corners and cell C2'],
  ])('says of "%s": %s', (words, description) => {
    expect(said(words)).toBe(description);
  });
});

describe('cells', () => {
  it('reads cells and ranges in any order of their corners', () => {
    expect(spansOf('C2')).toEqual([[0.25, 0.125, 0.375, 0.25]]);
    for (const words of ['C2-F5', 'c2 – f5', 'F5:C2', 'F2 to C5', 'cells c5..f2']) {
      expect(spansOf(words)).toEqual([[0.25, 0.125, 0.75, 0.625]]);
      expect(said(words)).toBe('cells C2 to F5');
    }
  });

  it('reads several, with commas, words or spaces between them', () => {
    for (const words of ['C2-F5, H8', 'C2-F5 H8', 'c2-f5 and h8', 'C2-F5+H8;']) {
      expect(said(words)).toBe('cells C2 to F5 and H8');
    }
  });

  it('reads whole rows and columns', () => {
    expect(said('row 3')).toBe('cells A3 to H3');
    expect(said('columns A-C')).toBe('cells A1 to C8');
  });

  it.each(['J3', 'C9', 'A0', 'C2-J9', 'I1', 'row 9', 'columns A-K', 'left and Z1'])(
    'refuses the cell of "%s"',
    (words) => {
      expect(() => parseRegion(words)).toThrow(/no such cell: columns go from A to H and rows from 1 to 8/);
    },
  );
});

describe('boxes', () => {
  it('reads percentages from the left and the top', () => {
    for (const words of ['box 10,20,60.5,80', 'box 10% 20% 60.5% 80%', 'box(10, 20, 60.5, 80)', '10,20,60.5,80']) {
      expect(spansOf(words)).toEqual([[0.1, 0.2, 0.605, 0.8]]);
    }
  });

  it('reads several', () => {
    expect(said('box 10,20,60,80 and box 1,2,3,4, top')).toBe(
      'the top half, the box 10, 20, 60, 80 % and the box 1, 2, 3, 4 %',
    );
  });

  it.each([
    ['box 10,20', 'four numbers'],
    ['box', 'four numbers'],
    ['box 10,20,5,80', 'box is empty'],
    ['box 10,20,60,20', 'box is empty'],
    ['box -1,0,50,50', 'between 0 and 100'],
    ['box 0,0,100.5,50', 'between 0 and 100'],
  ])('refuses "%s"', (words, why) => {
    expect(() => parseRegion(words)).toThrow(why);
  });
});

describe('the edge', () => {
  it('is soft or hard where the person says so, and soft edges are no border', () => {
    expect(parseRegion('left').edge).toBeUndefined();
    expect(parseRegion('C2 feathered').edge).toBe('soft');
    expect(parseRegion('soft top third').edge).toBe('soft');
    expect(said('C2 with soft edges')).toBe('cell C2, with a soft edge');
    expect(said('left half, hard')).toBe('the left half, with a hard edge');
  });
});

describe('what is no region', () => {
  it.each([
    ['sky', 'sky', 'places in a picture, not things'],
    ['top of the person', 'person', 'places in a picture, not things'],
    ['50', '50', 'places in a picture, not things'],
    ['C2; drop tables', 'drop', 'places in a picture, not things'],
    ['corner', 'corner', 'which corner'],
    ['third', 'third', 'which one'],
    ['top 0%', '0%', 'at most 100 percent'],
    ['left 3/2', '3/2', 'at most 100 percent'],
    ['left 1/0', '1/0', 'at most 100 percent'],
    ['left but', 'left but', 'names no part'],
    ['everything but everything', 'everything but everything', 'left to change'],
    ['not left and not right', 'not left and not right', 'left to change'],
    ['all but top, middle and bottom thirds', 'all but top, middle and bottom thirds', 'left to change'],
  ])('refuses "%s" and says what was not understood', (words, part, why) => {
    expect(() => parseRegion(words)).toThrow(why);
    expect(() => parseRegion(words)).toThrow(expect.objectContaining({ code: 'region-unknown' }));
    expect(() => parseRegion(words)).toThrow(part);
  });

  it('gives examples with every refusal', () => {
    expect(() => parseRegion('  ')).toThrow(
      /^It names no part\. Use words such as "top third".*"C2-F5, H8".*box 10,20,60,80/,
    );
  });

  it('refuses what is endless, soon', () => {
    expect(() => parseRegion('top '.repeat(140))).toThrow('too many parts');
    expect(() => parseRegion('left '.repeat(100_000))).toThrow('too long');
  });

  it('never fails in another way, whatever is written', () => {
    const pieces = [
      'top',
      'left',
      'C2',
      '-',
      ',',
      'box',
      '10',
      '20%',
      'but',
      'not',
      'all',
      'third',
      's',
      'soft',
      ' ',
      '1/',
      'é',
    ];
    const words = fc.oneof(
      fc.string(),
      fc.array(fc.constantFrom(...pieces)).map((parts) => parts.join(' ')),
    );
    fc.assert(
      fc.property(words, (text) => {
        try {
          parseRegion(text);
        } catch (error) {
          expect(error).toBeInstanceOf(EaselError);
        }
      }),
    );
  });
});

it('is understood again as it is described', () => {
  const side = fc.constantFrom(
    'left',
    'right',
    'top',
    'bottom',
    'top left',
    'lower right',
    'center',
    'top center',
    'middle',
  );
  const share = fc.constantFrom('', ' third', ' half', ' quarter', ' 12.5%', ' 37%', ' two thirds', ' edge');
  const cell = fc.tuple(fc.constantFrom(...'ABCDEFGH'), fc.integer({ min: 1, max: 8 })).map((parts) => parts.join(''));
  const box = fc
    .tuple(fc.integer({ min: 0, max: 49 }), fc.integer({ min: 0, max: 49 }), fc.integer({ min: 50, max: 100 }))
    .map(([left, top, end]) => `box ${left},${top},${end},${end}`);
  const place = fc.tuple(side, share).map((parts) => parts.join(''));
  const range = fc.tuple(cell, cell).map((parts) => parts.join('-'));
  const part = fc.oneof(place, cell, range, box, fc.constantFrom('border', 'corners'));
  const parts = fc.array(part, { minLength: 1, maxLength: 4 }).map((all) => all.join(', '));
  const edge = fc.constantFrom('', ', soft', ', hard');
  const words = fc.tuple(fc.constantFrom('', 'everything but '), parts, edge).map((all) => all.join(''));
  fc.assert(
    fc.property(words, (text) => {
      let first: string;
      try {
        first = said(text);
      } catch (error) {
        fc.pre(!(error instanceof EaselError && error.message.includes('left to change')));
        throw error;
      }
      expect(said(first)).toBe(first);
    }),
  );
});

it('tells a wish to see the grid from a region', () => {
  for (const words of ['grid', ' Grid ', 'show me the grid!', 'the lettered grid please'])
    expect(isGridRequest(words)).toBe(true);
  for (const words of ['', 'C2', 'grid C2', 'gridlock', 'top of the grid']) expect(isGridRequest(words)).toBe(false);
});

describe('a wish to paint', () => {
  it.each(['paint', 'Paint', ' let me paint it ', 'I paint the mask', 'painter', 'paint, please'.replace(',', '')])(
    'is heard in %j',
    (words) => expect(isPaintRequest(words)).toBe(true),
  );
  it.each(['', 'left', 'the painting', 'paint the house', 'grid', 'repaint'])('is not heard in %j', (words) =>
    expect(isPaintRequest(words)).toBe(false),
  );
});
