import type { Size } from '#src/domain/picture.ts';
import { sizeOfRatio } from '#src/domain/shape.ts';
import { pictureFacts } from '../pictures-sent.ts';
import type { PictureModel } from './models.ts';
import { partsOf, type Sent, wordsOf } from './read-sent.ts';
import { invalid, isRefusal, type Refusal } from './refusal.ts';

/** A request for one picture that was found right, with everything decided. */
export interface Order {
  readonly model: PictureModel;
  readonly prompt: string;
  readonly size: Size;
  /** `1K` and so on. */
  readonly sizeName: string;
  /** Encoded, in the order sent. */
  readonly references: readonly Uint8Array[];
  readonly seed?: number;
  readonly withText: boolean;
  readonly withPicture: boolean;
}

const PIXELS: Readonly<Record<string, number>> = { '1K': 1_048_576, '2K': 4_194_304, '4K': 16_777_216 };
const TYPES = /^image\/(png|jpeg|webp|heic|heif)$/;
const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/;

/** Judges a whole request as the vendor does: what the model can, what goes together, the pictures themselves. */
export async function readOrder(model: PictureModel, sent: Sent): Promise<Order | Refusal> {
  const { imageConfig, responseModalities = ['TEXT', 'IMAGE'], candidateCount = 1, seed } = sent.generationConfig ?? {};
  const sizes = Object.keys(model.sizes);
  const { aspectRatio, imageSize = sizes[0] ?? '' } = imageConfig ?? {};
  if (candidateCount !== 1) return invalid('Multiple candidates is not enabled for this model');
  if (!sizes.includes(imageSize))
    return invalid(`Unsupported image size: ${imageSize}. Supported sizes are ${sizes.join(', ')}.`);
  if (aspectRatio !== undefined && !model.ratios.includes(aspectRatio))
    return invalid(`Unsupported aspect ratio: ${aspectRatio}. Supported ratios are ${model.ratios.join(', ')}.`);
  const prompt = wordsOf(sent);
  if (prompt === '') return invalid('Unable to generate an image without a prompt.');
  const references = await readReferences(model, sent);
  if (isRefusal(references)) return references;
  const [first] = references;
  return {
    model,
    prompt,
    size: sizeFor(aspectRatio, PIXELS[imageSize] ?? 0, first),
    sizeName: imageSize,
    references: references.map(({ bytes }) => bytes),
    ...(seed !== undefined && { seed }),
    withText: responseModalities.includes('TEXT'),
    withPicture: responseModalities.includes('IMAGE'),
  };
}

/** Without a ratio the picture has its first reference's, or is a square. */
function sizeFor(aspect: string | undefined, pixels: number, source: Size | undefined): Size {
  if (aspect !== undefined || !source) return sizeOfRatio(aspect ?? '1:1', pixels);
  return sizeOfRatio(`${source.width}:${source.height}`, pixels);
}

interface Reference extends Size {
  readonly bytes: Uint8Array;
}

async function readReferences({ maxReferences }: PictureModel, sent: Sent): Promise<readonly Reference[] | Refusal> {
  const inline = partsOf(sent).flatMap(({ inlineData }) => inlineData ?? []);
  if (inline.length > maxReferences)
    return invalid(`Too many images: ${inline.length} were sent, the model takes at most ${maxReferences}.`);
  const references: Reference[] = [];
  for (const { mimeType, data } of inline) {
    if (!TYPES.test(mimeType)) return invalid(`Unsupported MIME type: ${mimeType}`);
    if (!BASE64.test(data)) return invalid("Invalid value at 'inline_data.data' (TYPE_BYTES), Base64 decoding failed.");
    const bytes = Buffer.from(data, 'base64');
    const facts = await pictureFacts(bytes);
    if (!facts) return invalid('Unable to process input image. Please retry or report it to the developers.');
    references.push({ bytes, width: facts.width, height: facts.height });
  }
  return references;
}
