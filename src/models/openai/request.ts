import { toFile } from 'openai';
import type { ImageEditParamsBase, ImageGenerateParamsBase } from 'openai/resources/images';
import type { ModelEntry } from '#src/domain/model.ts';
import { extensionOf, type Picture } from '#src/domain/picture.ts';
import { formatSize } from '#src/domain/shape.ts';
import type { FittedRequest } from '#src/ports/image-model.ts';

/** What both routes understand. The edit route takes `moderation` too, although the SDK's types leave it out there. */
type Shared = Omit<ImageEditParamsBase, 'image' | 'mask' | 'markup' | 'input_fidelity'> &
  Pick<ImageGenerateParamsBase, 'moderation'>;

type Quality = NonNullable<ImageEditParamsBase['quality']>;

/** Whether previews are to be streamed. Without previews a stream would be silent until its end, so it is not asked for. */
const isStreamed = ({ delivery }: ModelEntry, { options }: FittedRequest): boolean =>
  delivery.partials > 0 && options.partials > 0;

/** The JSON of `POST /images/generations`. Absent options are left out: the SDK refuses null. */
export function generateBody(entry: ModelEntry, request: FittedRequest): ImageGenerateParamsBase {
  // The catalogue is the one list of a model's qualities and styles; the SDK's types only name those of its day.
  const style = request.options.style as ImageGenerateParamsBase['style'];
  return { ...sharedBody(entry, request), ...(style && { style }) };
}

/** The form of `POST /images/edits`: one picture goes as `image`, several as `image[]`, in the person's order. */
export async function editBody(entry: ModelEntry, request: FittedRequest): Promise<ImageEditParamsBase> {
  const { references, mask, options } = request;
  const images = await Promise.all(references.map((picture, index) => fileOf(picture, `image-${index + 1}`)));
  const [only, another] = images;
  if (!only) throw new Error('An edit without pictures is a generation.');
  return {
    ...sharedBody(entry, request),
    image: another ? images : only,
    ...(mask && { mask: await fileOf(mask, 'mask') }),
    ...(entry.operations.fidelity === 'option' && options.fidelity && { input_fidelity: options.fidelity }),
  };
}

function sharedBody(entry: ModelEntry, request: FittedRequest): Shared {
  const { size, count, quality } = request.options;
  return {
    model: entry.vendorId,
    prompt: request.prompt,
    n: count,
    size: size === 'auto' ? size : formatSize(size),
    // Names come from the catalogue entry, which is checked; see `generateBody`.
    ...(quality && { quality: quality as Quality }),
    ...(entry.dialect === 'dall-e' ? dallEOptions(request) : gptImageOptions(entry, request)),
  };
}

/** These models know no newer option, and answer with a link unless told otherwise. */
const dallEOptions = ({ safetyId }: FittedRequest) => ({
  response_format: 'b64_json' as const,
  ...(safetyId && { user: safetyId }),
});

function gptImageOptions(entry: ModelEntry, request: FittedRequest) {
  const { background, format, compression, moderation, partials } = request.options;
  const { safetyId } = request;
  return {
    output_format: format,
    ...(background !== 'auto' && { background }),
    ...(compression !== undefined && { output_compression: compression }),
    ...(moderation && { moderation }),
    ...(safetyId && { safety_identifier: safetyId }),
    ...(isStreamed(entry, request) && { stream: true, partial_images: partials }),
  };
}

/** The vendor reads the type off the part, so each file gets its true name and type. */
const fileOf = ({ bytes, type }: Picture, name: string) => toFile(bytes, `${name}.${extensionOf(type)}`, { type });
