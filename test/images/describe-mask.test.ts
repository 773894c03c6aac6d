import { expect, it } from 'vitest';
import { parseRegion } from '#src/domain/region.ts';
import { describeMask } from '#src/images/describe-mask.ts';
import { regionMask } from '#src/images/region-mask.ts';

const size = { width: 320, height: 200 };
const described = async (words: string, of = size) => describeMask(await regionMask(parseRegion(words), of), of);

it.each([
  ['left', 'the left half, 50 % of the picture'],
  ['top third', 'the top third, 33 % of the picture'],
  ['everything but the center', 'everything but the center, 74 % of the picture'],
  ['border', 'the border, 42 % of the picture'],
  ['everything', 'everything'],
  ['C2', 'the upper left, 2 % of the picture'],
  ['D4-E5', 'the center, 6 % of the picture'],
  ['H8', 'the lower right, 2 % of the picture'],
  ['D1', 'the upper middle, 2 % of the picture'],
  ['A4', 'the left, 2 % of the picture'],
  ['A1, H8', 'the upper left and the lower right, 3 % of the picture'],

  ['A1-H6, not B2', 'most of the picture (73 %)'],
  ['box 0,0,2,2', 'the upper left, less than 1 % of the picture'],
  ['A1, D1, H1, A8, H8', '5 places all over, 8 % of the picture'],
  ['C3-F6 but not D4-E5', 'around the center, 19 % of the picture'],
])('says of %s: %s', async (words, description) => {
  expect((await described(words)).words).toBe(description);
});

it('measures how much changes, a soft edge by half', async () => {
  for (const each of [size, { width: 1, height: 7 }, { width: 1500, height: 900 }]) {
    expect((await describeMask(new Uint8Array(each.width * each.height).fill(255), each)).share).toBe(1);
    expect((await describeMask(new Uint8Array(each.width * each.height).fill(51), each)).share).toBeCloseTo(0.2, 2);
  }
  expect((await described('C2-F5')).share).toBeCloseTo(0.25, 2);
  expect((await described('left, soft')).share).toBeCloseTo(0.5, 2);
});

it('says that nothing changes where nothing does', async () => {
  expect(await describeMask(new Uint8Array(64_000), size)).toEqual({ share: 0, words: 'nothing' });
});
