import type { OutputInfo, Sharp, WebpOptions } from 'sharp';
import type { Picture, Size } from '#src/domain/picture.ts';
import { inspectPicture, type ReadableType } from './inspect-picture.ts';
import { isLosslessWebp } from './is-lossless-webp.ts';
import { checkByteLength, openUpload, orBroken, type UploadLimits } from './upload.ts';

/**
 * Makes a picture somebody sent fit to be stored and sent to a provider: upright, sRGB, 8 bits a channel, still, and free of
 * all metadata, so that no place, device or author leaves with it. PNG, JPEG and WebP stay what they are; a still GIF becomes PNG.
 *
 * @throws {EaselError} `image-too-large` before anything is looked at, then what `inspectPicture` throws, and `image-broken`
 *   when the picture cannot be decoded to its end.
 */
export async function normaliseReference(
  bytes: Uint8Array,
  { name, maxBytes, limitPixels }: UploadLimits,
): Promise<{ readonly picture: Picture } & Size> {
  checkByteLength(bytes, { name, maxBytes });
  const { type } = await inspectPicture(bytes, { name, limitPixels });
  const { data, info } = await orBroken(name, encodeAs(type, bytes, openUpload(bytes, limitPixels)));
  const written = type === 'image/gif' ? 'image/png' : type;
  return { picture: { bytes: data, type: written }, width: info.width, height: info.height };
}

type Encoded = Promise<{ data: Buffer; info: OutputInfo }>;

/** Encoding anew is what drops the metadata: sharp writes none unless asked to, and turns colours to sRGB on the way. */
function encodeAs(type: ReadableType, bytes: Uint8Array, picture: Sharp): Encoded {
  if (type === 'image/jpeg') return finish(picture.jpeg({ quality: 95, chromaSubsampling: '4:4:4' }));
  if (type === 'image/webp') return finish(picture.webp(webpOptions(bytes)));
  return finish(picture.png());
}

/** Lossless stays lossless and lossy keeps its alpha exactly. Both efforts are far quicker than the default, for some more bytes. */
function webpOptions(bytes: Uint8Array): WebpOptions {
  return isLosslessWebp(bytes) ? { lossless: true, effort: 0 } : { quality: 95, effort: 2 };
}

const finish = (picture: Sharp): Encoded => picture.toBuffer({ resolveWithObject: true });
