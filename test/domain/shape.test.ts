import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ModelEntry, SizeShape } from '#src/domain/model.ts';
import type { Size } from '#src/domain/picture.ts';
import { aspectOf, formatSize, nearestSize, parseAspect, parseSize, ratio, sizeOfAspect } from '#src/domain/shape.ts';
import { ABLE, PLAIN } from '../fixtures/model-entries.ts';

type Free = NonNullable<SizeShape['free']>;

const FEW_SIZES = sizesOf(PLAIN);
const FREE_SIZES = sizesOf(ABLE);

const someEdge = fc.integer({ min: 1, max: 40_000 });
const someSize = fc.record({ width: someEdge, height: someEdge });
const someAspect = fc.record({ width: fc.integer({ min: 1, max: 99 }), height: fc.integer({ min: 1, max: 99 }) });

const somePresets: fc.Arbitrary<SizeShape> = fc
  .uniqueArray(
    fc
      .record({ width: fc.integer({ min: 1, max: 64 }), height: fc.integer({ min: 1, max: 64 }) })
      .map(({ width, height }) => formatSize({ width: width * 64, height: height * 64 })),
    { minLength: 1, maxLength: 8 },
  )
  .map((presets) => ({ kind: 'size', presets, default: presets[0] ?? '', auto: false }));

/** Bounds such as vendors set: room for a square of the smallest and the largest number of pixels. */
const someFree: fc.Arbitrary<Free> = fc
  .record({
    multiple: fc.constantFrom(1, 2, 8, 16, 32, 64),
    steps: fc.integer({ min: 16, max: 64 }),
    maxRatio: fc.double({ min: 1, max: 8, noNaN: true }),
    smallest: fc.double({ min: 0.05, max: 0.4, noNaN: true }),
    largest: fc.double({ min: 0.5, max: 1, noNaN: true }),
  })
  .map(({ multiple, steps, maxRatio, smallest, largest }) => {
    const maxEdge = multiple * steps;
    return {
      multiple,
      maxEdge,
      maxRatio,
      minPixels: Math.ceil(maxEdge ** 2 * smallest ** 2),
      maxPixels: Math.floor(maxEdge ** 2 * largest ** 2),
    };
  });

const shapeOf = (free: Free): SizeShape => ({ kind: 'size', presets: [], default: 'auto', auto: true, free });

function isLegal({ multiple, maxEdge, maxRatio, minPixels, maxPixels }: Free, { width, height }: Size): boolean {
  const [long, short] = [Math.max(width, height), Math.min(width, height)];
  const onGrid = width % multiple === 0 && height % multiple === 0;
  return (
    onGrid && short > 0 && long <= maxEdge && long / short <= maxRatio && within(width * height, minPixels, maxPixels)
  );
}

const within = (value: number, low: number, high: number) => value >= low && value <= high;
const ratioGap = (a: Size, b: Size) => Math.abs(Math.log(ratio(a) / ratio(b)));
const pixelGap = (a: Size, b: Size) => Math.abs(Math.log((a.width * a.height) / (b.width * b.height)));

describe('a model with a few sizes', () => {
  it('is only ever asked for one of them', () => {
    fc.assert(
      fc.property(somePresets, someSize, someAspect, (shape, wanted, aspect) => {
        expect(shape.presets).toContain(formatSize(nearestSize(shape, wanted)));
        expect(shape.presets).toContain(formatSize(sizeOfAspect(shape, aspect)));
      }),
    );
  });

  it('gets none that another beats in ratio as well as in pixels', () => {
    fc.assert(
      fc.property(somePresets, someSize, (shape, wanted) => {
        const chosen = nearestSize(shape, wanted);
        for (const preset of shape.presets.map((words) => parseSize(words) ?? wanted)) {
          const nearer = (gap: typeof ratioGap) => gap(preset, wanted) < gap(chosen, wanted) - 1e-9;
          expect(nearer(ratioGap) && nearer(pixelGap)).toBe(false);
        }
      }),
    );
  });

  it('keeps a size that it has', () => {
    fc.assert(
      fc.property(somePresets, fc.nat(), (shape, index) => {
        const preset = shape.presets[index % shape.presets.length] ?? '';
        expect(formatSize(nearestSize(shape, parseSize(preset) ?? { width: 1, height: 1 }))).toBe(preset);
      }),
    );
  });

  it.each([
    ['21:9', '1536x1024'],
    ['9:16', '1024x1536'],
    ['1:1', '1024x1024'],
    ['4:5', '1024x1536'],
    ['5:4', '1536x1024'],
    ['9:10', '1024x1024'],
    ['3:4', '1024x1536'],
  ])('answers %s with %s', (aspect, size) => {
    expect(formatSize(sizeOfAspect(FEW_SIZES, parseAspect(aspect) ?? { width: 1, height: 1 }))).toBe(size);
  });

  it('chooses the size of about a megapixel where several have the ratio', () => {
    const shape = { ...FEW_SIZES, presets: ['4096x4096', '1024x1024', '256x256'] };
    expect(formatSize(sizeOfAspect(shape, { width: 5, height: 5 }))).toBe('1024x1024');
  });
});

describe('a model with free sizes', () => {
  it('is only ever asked for a size within its bounds', () => {
    fc.assert(
      fc.property(someFree, someSize, someAspect, (free, wanted, aspect) => {
        const shape = shapeOf(free);
        expect(isLegal(free, nearestSize(shape, wanted))).toBe(true);
        expect(isLegal(free, sizeOfAspect(shape, aspect))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps a size that is within its bounds, and so every legal preset', () => {
    fc.assert(
      fc.property(someFree, fc.integer({ min: 1, max: 64 }), fc.integer({ min: 1, max: 64 }), (free, across, down) => {
        const wanted = { width: across * free.multiple, height: down * free.multiple };
        fc.pre(isLegal(free, wanted));
        expect(nearestSize(shapeOf(free), wanted)).toEqual(wanted);
      }),
      { numRuns: 500 },
    );
  });

  it('moves a size off the grid by less than one step', () => {
    const edge = fc.integer({ min: 1000, max: 2500 });
    fc.assert(
      fc.property(edge, edge, (width, height) => {
        const near = nearestSize(FREE_SIZES, { width, height });
        expect(Math.max(Math.abs(near.width - width), Math.abs(near.height - height))).toBeLessThanOrEqual(16);
      }),
    );
  });

  it('gives none that a preset beats clearly, in ratio as well as in pixels', () => {
    const presets = FREE_SIZES.presets.map((words) => parseSize(words) ?? { width: 1, height: 1 });
    fc.assert(
      fc.property(someSize, (wanted) => {
        const chosen = nearestSize(FREE_SIZES, wanted);
        for (const preset of presets) {
          const nearer = (gap: typeof ratioGap) => gap(preset, wanted) < gap(chosen, wanted) - 0.02;
          expect(nearer(ratioGap) && nearer(pixelGap)).toBe(false);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('keeps the ratio where the size is far too large or too small', () => {
    const edge = fc.integer({ min: 1, max: 40_000 });
    fc.assert(
      fc.property(edge, edge, (width, height) => {
        fc.pre(Math.max(width / height, height / width) <= 3);
        expect(ratioGap(nearestSize(FREE_SIZES, { width, height }), { width, height })).toBeLessThan(0.03);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['9000x3000', '3840x1280'],
    ['8192x8192', '2880x2880'],
    ['10x10', '816x816'],
    ['1000x1000', '1008x1008'],
    ['3840x2160', '3840x2160'],
  ])('answers %s with %s', (wanted, size) => {
    expect(formatSize(nearestSize(FREE_SIZES, parseSize(wanted) ?? { width: 1, height: 1 }))).toBe(size);
  });

  it.each([
    ['3:2', 1.5],
    ['16:9', 16 / 9],
    ['21:9', 21 / 9],
    ['4:5', 0.8],
    ['9:16', 9 / 16],
  ])('meets %s within 1 %% at about a megapixel', (aspect, wanted) => {
    const size = sizeOfAspect(shapeOf(FREE_SIZES.free ?? fail()), parseAspect(aspect) ?? { width: 1, height: 1 });
    expect(Math.abs(ratio(size) / wanted - 1)).toBeLessThan(0.01);
    expect(Math.abs(Math.log((size.width * size.height) / 1024 ** 2))).toBeLessThan(0.13);
  });

  it('stops at the widest ratio it may have', () => {
    expect(ratio(sizeOfAspect(FREE_SIZES, { width: 99, height: 1 }))).toBeCloseTo(3, 1);
    expect(ratio(nearestSize(FREE_SIZES, { width: 100, height: 40_000 }))).toBeCloseTo(1 / 3, 1);
  });
});

describe('words for sizes and ratios', () => {
  it.each([
    ['1536x1024', { width: 1536, height: 1024 }],
    [' 1536 X 1024 ', { width: 1536, height: 1024 }],
    ['1536×1024', { width: 1536, height: 1024 }],
    ['0x1024', undefined],
    ['1024', undefined],
    ['1024x1024x3', undefined],
    ['-1x1024', undefined],
    ['123456x1', undefined],
    ['1e3x1e3', undefined],
    ['', undefined],
  ])('read %o as a size', (words, size) => expect(parseSize(words)).toEqual(size));

  it.each([
    ['16:9', { width: 16, height: 9 }],
    [' 16 / 9 ', { width: 16, height: 9 }],
    ['16x9', undefined],
    ['16:0', undefined],
    ['1.85:1', undefined],
    ['wide', undefined],
  ])('read %o as a ratio', (words, aspect) => expect(parseAspect(words)).toEqual(aspect));

  it('read back what they wrote', () => {
    fc.assert(
      fc.property(someSize, (size) => {
        expect(parseSize(formatSize(size))).toEqual(size);
      }),
    );
  });

  it.each([
    ['1536x1024', '3:2'],
    ['1024x1024', '1:1'],
    ['2560x1440', '16:9'],
    ['1360x768', '1360x768'],
  ])('name the ratio of %s as %s', (words, aspect) => {
    expect(aspectOf(parseSize(words) ?? { width: 1, height: 1 })).toBe(aspect);
  });
});

function sizesOf({ shape }: ModelEntry): SizeShape {
  if (shape.kind !== 'size') throw new Error('The models of this test have sizes.');
  return shape;
}

function fail(): never {
  throw new Error('The model of this test has free sizes.');
}
