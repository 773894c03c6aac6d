import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PageShape, type Point, shapes } from './page-modules.ts';

const { emptyMask, fillShape, fillStroke } = shapes;
const SIZE = { width: 40, height: 30 };

const place = fc.record({
  x: fc.double({ min: -20, max: 60, noNaN: true }),
  y: fc.double({ min: -20, max: 50, noNaN: true }),
});

/** How far a place is from a line between two. */
function apart({ x, y }: Point, from: Point, to: Point): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - from.x) * dx + (y - from.y) * dy) / length));
  return Math.hypot(x - from.x - along * dx, y - from.y - along * dy);
}

/** How often a closed line goes round a place. */
function turnsRound({ x, y }: Point, corners: readonly Point[]): number {
  let turns = 0;
  for (const [index, from] of corners.entries()) {
    const to = corners[(index + 1) % corners.length] ?? from;
    const side = (to.x - from.x) * (y - from.y) - (x - from.x) * (to.y - from.y);
    if (from.y <= y && to.y > y && side > 0) turns++;
    if (from.y > y && to.y <= y && side < 0) turns--;
  }
  return turns;
}

/** Every pixel whose middle is surely inside or outside is what it has to be; `undefined` is on the very edge. */
function expectMask(shape: PageShape, isInside: (middle: Point) => boolean | undefined) {
  const mask = emptyMask(SIZE.width, SIZE.height);
  const part = fillShape(mask, shape, 1);
  const wrong: string[] = [];
  for (let y = 0; y < SIZE.height; y++) {
    for (let x = 0; x < SIZE.width; x++) {
      const expected = isInside({ x: x + 0.5, y: y + 0.5 });
      const is = mask.levels[y * SIZE.width + x] === 255;
      if (expected !== undefined && is !== expected) wrong.push(`${x},${y} is ${is}`);
      const isInPart = x >= part.left && x < part.right && y >= part.top && y < part.bottom;
      if (is && !isInPart) wrong.push(`${x},${y} is beside what is said to have changed`);
    }
  }
  expect(wrong).toEqual([]);
}

const EDGE = 1e-6;

describe('a stroke', () => {
  it('takes every pixel whose middle is as near to its line as its brush is wide, and no other', () => {
    fc.assert(
      fc.property(
        fc.array(place, { minLength: 1, maxLength: 5 }),
        fc.double({ min: 0.5, max: 15, noNaN: true }),
        (points, radius) => {
          expectMask({ kind: 'stroke', radius, points }, (middle) => {
            const near = points.map((from, index) => apart(middle, from, points[index + 1] ?? points[0] ?? from));
            const open = points.length === 1 ? near : near.slice(0, -1);
            const least = Math.min(...open);
            return Math.abs(least - radius) < EDGE ? undefined : least < radius;
          });
        },
      ),
    );
  });

  it('is the same whether it is filled at once or as the finger goes', () => {
    fc.assert(
      fc.property(fc.array(place, { minLength: 2, maxLength: 8 }), (points) => {
        const [whole, grown] = [emptyMask(40, 30), emptyMask(40, 30)];
        fillShape(whole, { kind: 'stroke', radius: 4, points }, 1);
        for (let last = 1; last <= points.length; last++)
          fillStroke(grown, { points: points.slice(0, last), radius: 4, first: Math.max(0, last - 2) }, 1, 255);
        expect(grown.levels).toEqual(whole.levels);
      }),
    );
  });
});

describe('a lasso', () => {
  it('takes all that it goes round, also where it crosses itself', () => {
    fc.assert(
      fc.property(fc.array(place, { minLength: 3, maxLength: 7 }), (points) => {
        const lines = points.map((from, index) => [from, points[(index + 1) % points.length] ?? from] as const);
        expectMask({ kind: 'lasso', points }, (middle) => {
          if (lines.some(([from, to]) => apart(middle, from, to) < EDGE)) return undefined;
          return turnsRound(middle, points) !== 0;
        });
      }),
    );
  });
});

describe('a box', () => {
  it('takes what lies between its corners, whichever comes first', () => {
    fc.assert(
      fc.property(place, place, (from, to) => {
        const [left, right] = [Math.min(from.x, to.x), Math.max(from.x, to.x)];
        const [top, bottom] = [Math.min(from.y, to.y), Math.max(from.y, to.y)];
        expectMask({ kind: 'box', from, to }, ({ x, y }) => {
          const near = [x - left, x - right, y - top, y - bottom].some((gap) => Math.abs(gap) < EDGE);
          return near ? undefined : x > left && x < right && y > top && y < bottom;
        });
      }),
    );
  });

  it('erases what was painted where it is told to', () => {
    const mask = emptyMask(4, 1);
    fillShape(mask, { kind: 'invert' }, 1);
    fillShape(mask, { kind: 'box', erase: true, from: { x: 1, y: 0 }, to: { x: 3, y: 1 } }, 1);
    expect([...mask.levels]).toEqual([255, 0, 0, 255]);
    fillShape(mask, { kind: 'invert' }, 1);
    expect([...mask.levels]).toEqual([0, 255, 255, 0]);
    fillShape(mask, { kind: 'clear' }, 1);
    expect([...mask.levels]).toEqual([0, 0, 0, 0]);
  });
});

describe('a shape on a smaller mask', () => {
  it('is the same shape at that scale', () => {
    const [large, small] = [emptyMask(80, 60), emptyMask(40, 30)];
    const box: PageShape = { kind: 'box', from: { x: 20, y: 10 }, to: { x: 60, y: 50 } };
    fillShape(large, box, 1);
    fillShape(small, box, 0.5);
    for (let y = 0; y < 30; y++)
      for (let x = 0; x < 40; x++) expect(small.levels[y * 40 + x]).toBe(large.levels[y * 2 * 80 + x * 2]);
  });
});
