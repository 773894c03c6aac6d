import type { ImageBlock } from '@slack/types';
import { cleanToLine } from '#src/chat/clean.ts';
import { clip, clipToBytes } from './clip.ts';
import { imageBlock, type LaidImage, LIMITS, UNDESCRIBED } from './laid.ts';
import { sizeOf } from './size.ts';

/** Pictures of a message, with as much of their descriptions as there is room for. */

/** A picture alone, described in at most so many bytes. */
export const picture = (image: LaidImage | undefined, altBytes: number): ImageBlock[] =>
  image ? [imageBlock(image, altOf(image, altBytes))] : [];

/** Pictures that share the room for their descriptions. Several are numbered as their buttons are. */
export function pictures(
  images: readonly LaidImage[],
  max: number,
  numbered?: { readonly from: number },
): ImageBlock[] {
  const bare = images.map((image, index) => imageBlock(image, '-', numbered && `${numbered.from + index + 1}`));
  const each = Math.floor((max - sizeOf(bare)) / Math.max(images.length, 1));
  return bare.map((block, index) => {
    const image = images[index];
    return image ? { ...block, alt_text: altOf(image, each) || UNDESCRIBED } : block;
  });
}

/** What pictures take before they are described. */
export const bareSize = (images: readonly LaidImage[]): number => sizeOf(pictures(images, 0, { from: 99 }));

/** Plain words: an alt text is no text object. */
function altOf({ alt }: LaidImage, bytes: number): string {
  return clipToBytes(clip(cleanToLine(alt), LIMITS.altUnits), Math.max(0, bytes));
}

const SMALL_ALT = 120;

/**
 * A picture under words of ours. Not small beside them: a file that was uploaded becomes visible to a channel by an image block, and
 * whether it does by the accessory of a section nobody says.
 */
export const captioned = (words: string, image: LaidImage): ImageBlock =>
  imageBlock(image, altOf(image, SMALL_ALT) || UNDESCRIBED, words);
