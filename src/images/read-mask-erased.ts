import type { Picture } from '#src/domain/picture.ts';
import { createBreath } from './breathe.ts';
import type { Mask } from './mask.ts';
import type { Looks, MaskUpload } from './read-any-mask.ts';
import type { Look } from './read-mask-look.ts';
import { sharp } from './sharp.ts';
import { openUpload, orBroken } from './upload.ts';

/**
 * Reads what is erased from a picture as what should change, in the source's size. Of a copy of a source that is see-through itself
 * only what was erased in addition counts.
 *
 * @returns `undefined` where nothing is erased.
 * @throws {EaselError} `image-broken`.
 */
export async function readErased(
  bytes: Uint8Array,
  { name, limitPixels, source }: MaskUpload,
  looks: () => Promise<Looks>,
): Promise<Mask | undefined> {
  const alpha = openUpload(bytes, limitPixels).extractChannel('alpha').negate();
  const sized = alpha.resize(source.width, source.height, { fit: 'fill' }).toColourspace('b-w');
  const erased = await orBroken(name, sized.raw({ depth: 'uchar' }).toBuffer());
  const own = await ownErased(source.picture, looks);
  const breathe = createBreath();
  let most = 0;
  for (let start = 0; start < erased.length; start += source.width) {
    const end = start + source.width;
    for (let at = start; at < end; at++) {
      if (own) erased[at] = Math.max(0, (erased[at] ?? 0) - (own[at] ?? 0));
      most = Math.max(most, erased[at] ?? 0);
    }
    await breathe();
  }
  return most >= LEAST_ERASED ? erased : undefined;
}

/** Encoders and scaling leave traces of alpha on pictures that nobody erased anything from. */
const LEAST_ERASED = 16;

/** What is see-through in the source itself, where the mask is a copy of it. */
async function ownErased({ bytes }: Picture, looks: () => Promise<Looks>): Promise<Buffer | undefined> {
  const { hasAlpha } = await sharp(bytes).metadata();
  if (!hasAlpha) return undefined;
  const { seen, behind } = await looks();
  if (!isSeeThrough(behind) || !isCopy(seen, behind)) return undefined;
  return sharp(bytes).extractChannel('alpha').negate().toColourspace('b-w').raw({ depth: 'uchar' }).toBuffer();
}

const isSeeThrough = ({ pixels }: Look): boolean => {
  for (let at = 3; at < pixels.length; at += 4) if ((pixels[at] ?? 255) <= 255 - LEAST_ERASED) return true;
  return false;
};

/** In levels of 0 to 255; compression moves colours by less. */
const MAX_APART = 30;

/** Whether what is solid in both pictures has about the same colour almost everywhere, and not all of it is gone. */
function isCopy(seen: Look, behind: Look): boolean {
  let [solid, apart] = [0, 0];
  for (let at = 0; at < seen.pixels.length; at += 4) {
    if ((seen.pixels[at + 3] ?? 0) < 250 || (behind.pixels[at + 3] ?? 0) < 250) continue;
    solid++;
    const off = [0, 1, 2].some((c) => Math.abs((seen.pixels[at + c] ?? 0) - (behind.pixels[at + c] ?? 0)) > MAX_APART);
    if (off) apart++;
  }
  return solid > 0 && apart < solid / 2;
}
