import type { Size } from '#src/domain/picture.ts';

/** The size that a picture is painted and changed in: its own, unless it is larger than what Easel works on. */
export function paintSize({ width, height }: Size, limitPixels: number): Size {
  const scale = Math.sqrt(limitPixels / (width * height));
  if (scale >= 1) return { width, height };
  return { width: Math.max(1, Math.floor(width * scale)), height: Math.max(1, Math.floor(height * scale)) };
}
