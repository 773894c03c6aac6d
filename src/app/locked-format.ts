import type { Call } from '#src/domain/calls.ts';
import type { AcceptedRequest } from '#src/domain/job.ts';
import type { Picture, Size } from '#src/domain/picture.ts';
import { type Text, text } from '#src/domain/text.ts';
import { convertPicture } from '#src/images/convert-picture.ts';
import { losslessWebp } from '#src/images/lossless-webp.ts';

/** A picture whose pixels outside the mask are the original's, in a file. */
export interface LockedFile {
  readonly picture: Picture & Size;
  /** What did not go as it was asked for. */
  readonly warning?: Text;
}

const NO_PROMISE = text(
  'JPEG changes every pixel a little, so what is outside the mask is nearly, not exactly, as it was. png and webp keep it exactly.',
);

/**
 * The format that was asked for, as far as it keeps every pixel: PNG and WebP do. JPEG cannot: people get a PNG then, and programs,
 * which read what they asked for, a JPEG.
 */
export async function lockedFile(
  picture: Picture & Size,
  { options, formatBinds }: Pick<AcceptedRequest, 'options' | 'formatBinds'>,
  { options: { format, deliverAs, compression } }: Call,
): Promise<LockedFile> {
  const wanted = options.format === undefined ? 'png' : (deliverAs ?? format);
  if (wanted === 'png') return { picture };
  const whole = wanted === 'webp' ? await losslessWebp(picture) : undefined;
  if (whole) return { picture: whole };
  if (formatBinds) return { picture: await convertPicture(picture, wanted, compression), warning: NO_PROMISE };
  return {
    picture,
    warning: text(`Delivered as png, because ${wanted} would change what had to stay exactly as it was.`),
  };
}
