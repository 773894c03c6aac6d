import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { cutOut } from '#src/simulator/drawing/cut-out.ts';
import { pngOf } from '../../fixtures/pictures.ts';

async function pixelsOf(bytes: Uint8Array) {
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number): readonly number[] => [...data.subarray((y * info.width + x) * 4).subarray(0, 4)];
  return { ...info, at };
}

describe('a cut-out picture', () => {
  it('keeps its size, its middle to the last bit, and nothing at its corners', async () => {
    const { width, height, channels, at } = await pixelsOf(
      await cutOut(await pngOf({ width: 40, height: 20, color: '#336699' })),
    );
    expect({ width, height, channels }).toEqual({ width: 40, height: 20, channels: 4 });
    expect(at(20, 10)).toEqual([0x33, 0x66, 0x99, 255]);
    for (const [x, y] of [
      [0, 0],
      [39, 0],
      [0, 19],
      [39, 19],
    ] as const)
      expect(at(x, y)[3]).toBe(0);
  });

  it('has a soft edge', async () => {
    const { at } = await pixelsOf(await cutOut(await pngOf({ width: 100, height: 100 })));
    expect(at(93, 50)[3]).toBeGreaterThan(0);
    expect(at(93, 50)[3]).toBeLessThan(255);
  });

  it('leaves see-through what was so', async () => {
    const { at } = await pixelsOf(await cutOut(await pngOf({ width: 20, height: 20, alpha: 40 })));
    expect(at(10, 10)[3]).toBe(40);
  });

  it('is refused where there is no picture', async () => {
    await expect(cutOut(Buffer.from('no picture'))).rejects.toThrow();
  });
});
