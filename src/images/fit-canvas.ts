import { EaselError } from '#src/domain/errors.ts';
import type { Picture, PictureType, Size } from '#src/domain/picture.ts';
import type { Mask } from './mask.ts';
import { openMade } from './open-made.ts';

/** A padded picture's own size, and where the top left corner of the original sits in it, in pixels. */
export interface Canvas extends Size {
  readonly left: number;
  readonly top: number;
}

export interface CanvasWish {
  readonly picture: Picture;
  /** The picture's size. */
  readonly size: Size;
  /** Belongs to the picture and has its size. */
  readonly mask?: Mask;
  /** Width through height of what the model draws. */
  readonly ratio: number;
}

export interface OnCanvas {
  readonly picture: Picture & Size;
  /** The size of the padded picture; padding is 0, keep. */
  readonly mask?: Mask;
  readonly canvas: Canvas;
}

/** A ratio this near, a 500th, is the same one: a model's 1536 x 1024 and a photo's 3:2 differ by rounding. */
const SAME_RATIO = 0.002;
/** Of the padded picture. A narrow strip on a wide canvas grows to many times its own size. */
const MAX_PIXELS = 50_000_000;

/**
 * Pads a picture to the shape that a model draws, so that the model sees all of it undistorted. The padding mirrors the picture,
 * because bands of one colour invite models to draw a frame. The result never has fewer pixels, and nothing is scaled.
 *
 * A JPEG stays JPEG, all else becomes PNG; where the shape fits already, the picture comes back byte for byte.
 *
 * @throws {EaselError} `image-too-many-pixels` where the padded picture would be above 50 megapixels.
 */
export async function fitCanvas({ picture, size, mask, ratio }: CanvasWish): Promise<OnCanvas> {
  const canvas = canvasFor(size, ratio);
  if (canvas.width === size.width && canvas.height === size.height)
    return { picture: { ...picture, ...size }, canvas, ...(mask && { mask }) };
  const { width, height } = canvas;
  if (width * height > MAX_PIXELS)
    throw new EaselError('image-too-many-pixels', { name: 'with its padding', width, height, limitPixels: MAX_PIXELS });
  const padded = { ...(await pad(picture, size, canvas)), width, height };
  return { picture: padded, canvas, ...(mask && { mask: padMask(mask, size, canvas) }) };
}

/**
 * Cuts the original's part out of what a model made of a padded picture.
 *
 * @param made encoded, of whatever size; it is scaled to the canvas first.
 * @param size of the original.
 * @returns a PNG of the original's size.
 */
export async function cropToCanvas(made: Uint8Array, canvas: Canvas, size: Size): Promise<Picture & Size> {
  const { width, height, left, top } = canvas;
  const cut = openMade(made)
    .resize(width, height, { fit: 'fill' })
    .extract({ left, top, ...size });
  return { bytes: await cut.toColourspace('srgb').png().toBuffer(), type: 'image/png', ...size };
}

/** Where a picture of that size sits on the canvas of a ratio; pure arithmetic. */
export function canvasFor({ width, height }: Size, ratio: number): Canvas {
  const own = width / height;
  if (Math.abs(own / ratio - 1) <= SAME_RATIO) return { width, height, left: 0, top: 0 };
  const wide = Math.max(width, own < ratio ? Math.round(height * ratio) : width);
  const tall = Math.max(height, own > ratio ? Math.round(width / ratio) : height);
  return { width: wide, height: tall, left: Math.floor((wide - width) / 2), top: Math.floor((tall - height) / 2) };
}

async function pad({ bytes, type }: Picture, size: Size, { width, height, left, top }: Canvas): Promise<Picture> {
  const right = width - size.width - left;
  const bottom = height - size.height - top;
  const padded = openMade(bytes).extend({ left, right, top, bottom, extendWith: 'mirror' });
  const written: PictureType = type === 'image/jpeg' ? 'image/jpeg' : 'image/png';
  const encoded = type === 'image/jpeg' ? padded.jpeg({ quality: 95, chromaSubsampling: '4:4:4' }) : padded.png();
  return { bytes: await encoded.toBuffer(), type: written };
}

function padMask(mask: Mask, size: Size, { width, height, left, top }: Canvas): Mask {
  const padded = new Uint8Array(width * height);
  for (let y = 0; y < size.height; y++)
    padded.set(mask.subarray(y * size.width, (y + 1) * size.width), (y + top) * width + left);
  return padded;
}
