import type { Size } from '#src/domain/picture.ts';
import { createBreath } from './breathe.ts';
import type { Mask } from './mask.ts';
import type { Rgba } from './place-made.ts';
import { sharp } from './sharp.ts';

/** A pixel counts as changed where a channel differs by more than this of 255: a difference seen without looking for it. */
const VISIBLE = 24;
/** Both are made this many times smaller first, or more, so that grain, recompression and shifts below a pixel do not count. */
const SMALLER = 4;
const COMPARED_EDGE = 256;

/** Two pictures of the same size, and what of them is compared. */
interface Compared {
  readonly before: Rgba;
  readonly after: Rgba;
  readonly mask: Mask;
  readonly size: Size;
}

/** The share, 0 to 1, of the pixels outside the mask that visibly differ; 0 where nothing is outside. A change of alpha counts too. */
export async function changedShare({ before, after, mask, size }: Compared): Promise<number> {
  const scale = Math.min(1 / SMALLER, COMPARED_EDGE / Math.max(size.width, size.height));
  const small = { width: atLeastOne(size.width * scale), height: atLeastOne(size.height * scale) };
  const [one, other, keep] = await Promise.all([reduced(before, 4), reduced(after, 4), reduced(mask, 1)]);
  let [outside, changed] = [0, 0];
  const breath = createBreath();
  for (let at = 0; at < small.width * small.height; at++) {
    if (at % small.width === 0) await breath();
    if (keep[at]) continue;
    outside += 1;
    if (isVisible(one, other, at * 3)) changed += 1;
  }
  return outside === 0 ? 0 : changed / outside;

  function reduced(pixels: Uint8Array, channels: 1 | 4): Promise<Buffer> {
    const picture = sharp(pixels, { raw: { ...size, channels } });
    const colours = channels === 1 ? picture : picture.flatten({ background: '#808080' });
    const shrunk = colours.resize(small.width, small.height, { fit: 'fill', kernel: 'linear' });
    return shrunk
      .toColourspace(channels === 1 ? 'b-w' : 'srgb')
      .raw()
      .toBuffer();
  }
}

const atLeastOne = (pixels: number): number => Math.max(1, Math.round(pixels));

function isVisible(one: Buffer, other: Buffer, at: number): boolean {
  for (let channel = at; channel < at + 3; channel++)
    if (Math.abs((one[channel] ?? 0) - (other[channel] ?? 0)) > VISIBLE) return true;
  return false;
}
