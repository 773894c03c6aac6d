import type { GenerateContentParameters, Part } from '@google/genai';
import type { ModelEntry } from '#src/domain/model.ts';
import type { Picture } from '#src/domain/picture.ts';
import type { FittedRequest } from '#src/ports/image-model.ts';

/** Seeds are 32 bits with a sign on the wire; the same larger number always becomes the same smaller one. */
const SEEDS = 2 ** 31;

/**
 * One picture made of words and of the references, which come first and in the person's order. Words are asked for too: what the
 * model has to say beside its picture is shown. The filter stays as the vendor sets it.
 */
export function pictureParams(
  entry: ModelEntry,
  { prompt, references, options }: FittedRequest,
): GenerateContentParameters {
  const { aspect, quality, seed } = options;
  return {
    model: entry.vendorId,
    contents: [{ role: 'user', parts: [...references.map(inlinePart), { text: prompt }] }],
    config: {
      responseModalities: ['TEXT', 'IMAGE'],
      ...((aspect || quality) && {
        imageConfig: { ...(aspect && { aspectRatio: aspect }), ...(quality && { imageSize: quality }) },
      }),
      ...(seed !== undefined && { seed: seed % SEEDS }),
    },
  };
}

const inlinePart = ({ bytes, type }: Picture): Part => ({
  inlineData: {
    mimeType: type,
    data: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64'),
  },
});
