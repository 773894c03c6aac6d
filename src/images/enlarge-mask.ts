import type { Size } from '#src/domain/picture.ts';
import { createBreath } from './breathe.ts';

/**
 * Enlarges a mask (or any plane of one byte a pixel) with straight lines between its pixels. libvips takes six times as long,
 * because it knows nothing of rows that are alike, and most of a mask's are.
 */
export async function enlargeMask(mask: Uint8Array, from: Size, to: Size): Promise<Buffer> {
  const breathe = createBreath();
  const widen = widener(from.width, to.width);
  const result = Buffer.allocUnsafe(to.width * to.height);
  const rows = new Map<number, { readonly wide: Uint8Array; readonly narrow: Uint8Array }>();
  const row = (y: number) => {
    const known = rows.get(y);
    if (known) return known;
    const narrow = mask.subarray(y * from.width, (y + 1) * from.width);
    const made = { narrow, wide: widen(narrow) };
    rows.set(y, made);
    rows.delete(y - 2); // only two are ever needed at once
    return made;
  };
  for (let y = 0; y < to.height; y++) {
    const { low, share } = between(y, from.height, to.height);
    const [above, below] = [row(low), row(Math.min(low + 1, from.height - 1))];
    const start = y * to.width;
    if (share === 0 || Buffer.compare(above.narrow, below.narrow) === 0) result.set(above.wide, start);
    else mixed(result, start, above.wide, below.wide, share);
    await breathe();
  }
  return result;
}

/** Where an edge's pixel falls among those of a shorter edge: pixel centers are in the middle of pixels. */
function between(at: number, from: number, to: number): { readonly low: number; readonly share: number } {
  const place = Math.min(Math.max(((at + 0.5) * from) / to - 0.5, 0), from - 1);
  const low = Math.floor(place);
  return { low, share: place - low };
}

function widener(from: number, to: number): (row: Uint8Array) => Uint8Array {
  const lows = new Uint32Array(to);
  const shares = new Float32Array(to);
  for (let x = 0; x < to; x++) {
    const { low, share } = between(x, from, to);
    lows[x] = low;
    shares[x] = share;
  }
  return (row) => {
    const wide = new Uint8Array(to);
    for (let x = 0; x < to; x++) {
      const low = lows[x] ?? 0;
      const value = row[low] ?? 0;
      wide[x] = value + ((row[low + 1] ?? value) - value) * (shares[x] ?? 0) + 0.5;
    }
    return wide;
  };
}

function mixed(result: Uint8Array, start: number, above: Uint8Array, below: Uint8Array, share: number): void {
  const part = Math.round(share * 256);
  for (let x = 0; x < above.length; x++) {
    const value = above[x] ?? 0;
    result[start + x] = value + ((((below[x] ?? 0) - value) * part + 128) >> 8);
  }
}
