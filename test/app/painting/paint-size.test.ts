import { describe, expect, it } from 'vitest';
import { paintSize } from '#src/app/painting/paint-size.ts';

describe('the size a picture is painted in', () => {
  it('is its own', () => {
    expect(paintSize({ width: 4096, height: 4096 }, 25_000_000)).toEqual({ width: 4096, height: 4096 });
    expect(paintSize({ width: 5000, height: 5000 }, 25_000_000)).toEqual({ width: 5000, height: 5000 });
  });

  it('is that of the copy that is worked on, where it is larger than anybody may upload', () => {
    const { width, height } = paintSize({ width: 10_000, height: 8000 }, 25_000_000);
    expect(width * height).toBeLessThanOrEqual(25_000_000);
    expect(width / height).toBeCloseTo(10_000 / 8000, 2);
  });
});
