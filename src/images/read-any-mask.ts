import { EaselError } from '#src/domain/errors.ts';
import type { Picture, Size } from '#src/domain/picture.ts';
import { inspectPicture } from './inspect-picture.ts';
import type { Mask } from './mask.ts';
import { readErased } from './read-mask-erased.ts';
import { isTwoToned, LOOK_EDGE, lookAt } from './read-mask-look.ts';
import { readWhite } from './read-mask-white.ts';
import { findScribble } from './scribble.ts';
import type { Shape } from './scribble-shapes.ts';
import { sharp } from './sharp.ts';
import { checkByteLength, openUpload, orBroken, type UploadLimits } from './upload.ts';

export interface MaskUpload extends UploadLimits {
  /** The picture the mask belongs to, as it is kept. */
  readonly source: { readonly picture: Picture } & Size;
}

/** A mask in the source's size, and what showed where to change: what was erased, what is white, or what was drawn over. */
export interface ReadMask extends Size {
  readonly mask: Mask;
  readonly how: 'erased' | 'white' | 'scribble';
}

/**
 * Reads a mask of any kind that people make: the picture (or any other) with the part to change erased; a black-and-white picture
 * with that part white; a copy of the picture with that part drawn over, with any pen. Copies may be compressed and of another
 * size, as long as they have the picture's shape.
 *
 * @throws {EaselError} what `normaliseReference` throws for any picture; `mask-size` for another shape than the source's;
 *   `mask-not-found` for an unchanged copy of the source; `mask-unreadable` for a picture that is neither a mask nor a copy.
 */
export async function readAnyMask(bytes: Uint8Array, upload: MaskUpload): Promise<ReadMask> {
  const { name, limitPixels, source } = upload;
  checkByteLength(bytes, upload);
  const { hasAlpha, ...own } = await inspectPicture(bytes, upload);
  checkShape(own, source);
  const small = lookSize(own, source);
  const [seen, behind] = await Promise.all([
    orBroken(name, lookAt(openUpload(bytes, limitPixels), small)),
    lookAt(sharp(source.picture.bytes), small),
  ]);
  const size = { width: source.width, height: source.height };
  const erased = hasAlpha ? await readErased(bytes, upload, { seen, behind }) : undefined;
  if (erased) return { mask: erased, how: 'erased', ...size };
  const white = isTwoToned(seen) && !isTwoToned(behind);
  if (white) return { mask: await readWhite(bytes, upload), how: 'white', ...size };
  const found = await findScribble(seen, behind);
  if (found === 'same') throw new EaselError('mask-not-found', { name });
  if (found !== 'other') return { mask: await enlarged(found, size), how: 'scribble', ...size };
  // A black-and-white mask of a black-and-white drawing is no copy of it.
  if (isTwoToned(seen)) return { mask: await readWhite(bytes, upload), how: 'white', ...size };
  throw new EaselError('mask-unreadable', { name });
}

/** How far the ratio of the edges may be off: editors round and resize. */
const MAX_RATIO_ERROR = 0.01;

function checkShape(own: Size, source: Size): void {
  const expected = (own.width * source.height) / source.width;
  if (Math.abs(own.height - expected) <= Math.max(1, MAX_RATIO_ERROR * expected)) return;
  throw new EaselError('mask-size', {
    mask: `${own.width} x ${own.height}`,
    image: `${source.width} x ${source.height}`,
  });
}

/** Neither of the two is ever enlarged, because enlarging looks like a difference. */
function lookSize(own: Size, source: Size): Size {
  const edge = Math.min(LOOK_EDGE, Math.max(own.width, own.height), Math.max(source.width, source.height));
  const scale = edge / Math.max(source.width, source.height);
  return {
    width: Math.max(1, Math.round(source.width * scale)),
    height: Math.max(1, Math.round(source.height * scale)),
  };
}

/** Stairs become a soft edge. */
function enlarged({ set, width, height }: Shape, size: Size): Promise<Mask> {
  const grey = sharp(
    set.map((value) => value * 255),
    { raw: { width, height, channels: 1 } },
  );
  const smooth = Math.max(width, height) >= LOOK_EDGE ? grey.blur(0.8) : grey;
  return smooth.resize(size.width, size.height, { fit: 'fill', kernel: 'cubic' }).toColourspace('b-w').raw().toBuffer();
}
