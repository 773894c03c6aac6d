import type { OutputInfo, Sharp, WebpOptions } from 'sharp';
import type { Picture, PictureType, Size } from '#src/domain/picture.ts';
import { decodeHeic } from './decode-heic.ts';
import { inspectPicture, type ReadableType } from './inspect-picture.ts';
import { isLosslessWebp } from './is-lossless-webp.ts';
import { checkByteLength, openUpload, orBroken, type UploadLimits } from './upload.ts';

/**
 * Makes a picture somebody sent fit to be stored and sent to a provider: upright, sRGB, 8 bits a channel, still, and free of
 * all metadata, so that no place, device or author leaves with it. PNG, JPEG and WebP stay what they are; a still GIF becomes PNG,
 * AVIF and HEIC become JPEG, or PNG where they have alpha.
 *
 * @throws {EaselError} `image-too-large` before anything is looked at, then what `inspectPicture` throws, and `image-broken`
 *   when the picture cannot be decoded to its end.
 */
export async function normaliseReference(
  bytes: Uint8Array,
  { name, maxBytes, limitPixels }: UploadLimits,
): Promise<{ readonly picture: Picture } & Size> {
  checkByteLength(bytes, { name, maxBytes });
  const { type, hasAlpha } = await inspectPicture(bytes, { name, limitPixels });
  const written = writtenAs(type, hasAlpha);
  const { data, info } = await orBroken(name, decodedAs(type, bytes, limitPixels).then(encodeAs(written, bytes)));
  return { picture: { bytes: data, type: written }, width: info.width, height: info.height };
}

function writtenAs(type: ReadableType, hasAlpha: boolean): PictureType {
  if (type === 'image/gif') return 'image/png';
  if (type === 'image/avif' || type === 'image/heic') return hasAlpha ? 'image/png' : 'image/jpeg';
  return type;
}

const decodedAs = async (type: ReadableType, bytes: Uint8Array, limitPixels: number): Promise<Sharp> =>
  type === 'image/heic' ? decodeHeic(bytes, limitPixels) : openUpload(bytes, limitPixels);

type Encoded = Promise<{ data: Buffer; info: OutputInfo }>;

/** Encoding anew is what drops the metadata: sharp writes none unless asked to, and turns colours to sRGB on the way. */
const encodeAs =
  (type: PictureType, bytes: Uint8Array) =>
  (picture: Sharp): Encoded => {
    if (type === 'image/jpeg') return finish(picture.jpeg({ quality: 95, chromaSubsampling: '4:4:4' }));
    if (type === 'image/webp') return finish(picture.webp(webpOptions(bytes)));
    return finish(picture.png());
  };

/** Lossless stays lossless and lossy keeps its alpha exactly. Both efforts are far quicker than the default, for some more bytes. */
function webpOptions(bytes: Uint8Array): WebpOptions {
  return isLosslessWebp(bytes) ? { lossless: true, effort: 0 } : { quality: 95, effort: 2 };
}

const finish = (picture: Sharp): Encoded => picture.toBuffer({ resolveWithObject: true });
