import { sharpOf } from './raster.ts';
import { sourceFacts, sourceRaster } from './sources.ts';

/** How much of the way from the middle to the edge is solid, and where nothing is left. */
const SOLID = 0.8;
const GONE = 0.95;

/**
 * The middle of the picture, which stands in for its subject, on nothing: an oval with a soft edge, as PNG with real alpha. What
 * was see-through stays so.
 *
 * @throws where it cannot be opened.
 */
export async function cutOut(bytes: Uint8Array): Promise<Buffer> {
  const { width, height } = await sourceFacts(bytes);
  const raster = await sourceRaster(bytes, { width, height });
  for (let y = 0; y < height; y++) {
    const down = ((y + 0.5) / height) * 2 - 1;
    for (let x = 0; x < width; x++) {
      const across = ((x + 0.5) / width) * 2 - 1;
      const at = (y * width + x) * 4 + 3;
      raster.pixels[at] = Math.round((raster.pixels[at] ?? 0) * solidity(Math.hypot(across, down)));
    }
  }
  return sharpOf(raster).png({ compressionLevel: 2 }).toBuffer();
}

/** 1 near the middle, 0 from the oval's edge on. */
const solidity = (distance: number): number => Math.min(1, Math.max(0, (GONE - distance) / (GONE - SOLID)));
