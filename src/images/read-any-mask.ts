import { EaselError } from '#src/domain/errors.ts';
import type { Picture, Size } from '#src/domain/picture.ts';
import { enlargeMask } from './enlarge-mask.ts';
import { inspectPicture } from './inspect-picture.ts';
import type { Mask } from './mask.ts';
import { readErased } from './read-mask-erased.ts';
import { isTwoToned, LOOK_EDGE, type Look, lookAt } from './read-mask-look.ts';
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
 * with that part white; a copy of the picture with that part drawn over, with any pen. Drawn-over copies may be compressed and of
 * another size, as long as they have the picture's shape.
 *
 * @throws {EaselError} what `normaliseReference` throws for any picture; `mask-size` for another shape than the source's, and for
 *   a mask that is no copy of it for another size: it was drawn for another picture;
 *   `mask-not-found` for an unchanged copy of the source; `mask-unreadable` for a picture that is neither a mask nor a copy.
 */
export async function readAnyMask(bytes: Uint8Array, upload: MaskUpload): Promise<ReadMask> {
  const { name, source } = upload;
  checkByteLength(bytes, upload);
  const { hasAlpha, ...own } = await inspectPicture(bytes, upload);
  checkShape(own, source);
  const size = { width: source.width, height: source.height };
  const looks = once(() => looksOf(bytes, upload, lookSize(own, source)));
  const erased = hasAlpha ? await readErased(bytes, upload, looks) : undefined;
  if (erased) return { mask: sameSize(own, source, erased), how: 'erased', ...size };
  const { seen, behind } = await looks();
  const white = async (): Promise<ReadMask> => {
    const mask = sameSize(own, source, await readWhite(bytes, upload));
    return { mask, how: 'white', ...size };
  };
  if (isTwoToned(seen) && !isTwoToned(behind)) return white();
  const found = await findScribble(seen, behind);
  if (found === 'same') throw new EaselError('mask-not-found', { name });
  if (found !== 'other') return { mask: await enlarged(found, size), how: 'scribble', ...size };
  // A black-and-white mask of a black-and-white drawing is no copy of it.
  if (isTwoToned(seen)) return white();
  throw new EaselError('mask-unreadable', { name });
}

/** A mask and its source, seen small. */
export interface Looks {
  readonly seen: Look;
  readonly behind: Look;
}

async function looksOf(bytes: Uint8Array, { name, limitPixels, source }: MaskUpload, small: Size): Promise<Looks> {
  const [seen, behind] = await Promise.all([
    orBroken(name, lookAt(openUpload(bytes, limitPixels), small)),
    lookAt(sharp(source.picture.bytes), small),
  ]);
  return { seen, behind };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
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

/** Editors round the edges a little; more than that is another picture. */
function sameSize(own: Size, source: Size, mask: Mask): Mask {
  const isNear = (length: number, of: number) => Math.abs(length - of) <= Math.max(1, MAX_RATIO_ERROR * of);
  if (isNear(own.width, source.width) && isNear(own.height, source.height)) return mask;
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
async function enlarged({ set, width, height }: Shape, size: Size): Promise<Mask> {
  const small = { width, height };
  const levels = set.map((value) => value * 255);
  if (width < LOOK_EDGE && height < LOOK_EDGE) return enlargeMask(levels, small, size);
  const grey = sharp(levels, { raw: { ...small, channels: 1 } }).blur(0.8);
  return enlargeMask(await grey.toColourspace('b-w').raw().toBuffer(), small, size);
}
