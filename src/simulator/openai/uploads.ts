import type { Size } from '#src/domain/picture.ts';
import { pictureFacts } from '../pictures-sent.ts';
import type { SimulatedModel } from './models.ts';
import type { SentFile } from './read-sent.ts';
import { invalid, isRefusal, type Refusal, unusable } from './refusal.ts';

/** The pictures of a request, each of which can be opened. */
export interface Uploads {
  /** Encoded, in the order sent. */
  readonly references: readonly UploadedPicture[];
  readonly mask?: UploadedPicture;
  /** The first reference. */
  readonly source?: Size;
}

interface UploadedPicture extends Size {
  readonly bytes: Uint8Array;
  readonly hasAlpha: boolean;
}

const MAX_PICTURE_BYTES = 50_000_000;
const MAX_MASK_BYTES = 4_000_000;

/** Judges the files of a request: how many, how large, what they are, and whether the mask fits its picture. */
export async function readUploads(
  route: 'generations' | 'edits',
  model: SimulatedModel,
  files: readonly SentFile[],
): Promise<Uploads | Refusal> {
  if (route === 'generations') return { references: [] };
  const pictures = files.filter(({ field }) => field === 'image' || field === 'image[]');
  const masks = files.filter(({ field }) => field === 'mask');
  const refusal = countRefusal(model, files, pictures, masks) ?? formRefusal(pictures, masks);
  if (refusal) return refusal;
  const references: UploadedPicture[] = [];
  for (const [order, file] of pictures.entries()) {
    const picture = await openPicture(file, order + 1);
    if (isRefusal(picture)) return picture;
    references.push(picture);
  }
  const [source] = references;
  const [maskFile] = masks;
  const mask = maskFile && source && (await openMask(maskFile, source));
  if (mask && isRefusal(mask)) return mask;
  return {
    references,
    ...(mask && { mask }),
    ...(source && { source: { width: source.width, height: source.height } }),
  };
}

function countRefusal(
  model: SimulatedModel,
  files: readonly SentFile[],
  pictures: readonly SentFile[],
  masks: readonly SentFile[],
): Refusal | undefined {
  const stranger = files.find((file) => !pictures.includes(file) && !masks.includes(file));
  if (stranger) return invalid(`Unknown parameter: '${stranger.field}'.`, stranger.field, 'unknown_parameter');
  if (model.maxReferences === 0)
    return invalid(`The model '${model.id}' does not support edits.`, 'model', 'invalid_value');
  if (pictures.length === 0)
    return invalid("Missing required parameter: 'image'.", 'image', 'missing_required_parameter');
  if (masks.length > 1) return invalid("Invalid 'mask': only one is taken.", 'mask', 'array_above_max_length');
  if (pictures.length <= model.maxReferences) return undefined;
  return invalid(
    `Invalid 'image': array too long. Expected an array with maximum length ${model.maxReferences}, but got an array with length ${pictures.length} instead.`,
    'image',
    'array_above_max_length',
  );
}

function formRefusal(pictures: readonly SentFile[], masks: readonly SentFile[]): Refusal | undefined {
  const untyped = [...pictures, ...masks].find(({ type }) => !/^image\/(png|jpeg|webp)$/.test(type));
  if (untyped)
    return invalid(
      `Invalid file '${untyped.field}': unsupported mimetype ('${untyped.type || 'application/octet-stream'}'). Supported file formats are 'image/jpeg', 'image/png', and 'image/webp'.`,
      untyped.field,
      'unsupported_file_mimetype',
    );
  if (pictures.some(({ bytes }) => bytes >= MAX_PICTURE_BYTES))
    return invalid('Each image must be less than 50MB.', 'image', 'image_too_large');
  if (masks.some(({ bytes }) => bytes >= MAX_MASK_BYTES))
    return invalid('The mask must be less than 4MB.', 'mask', 'mask_too_large');
  return undefined;
}

async function openPicture({ content }: SentFile, number: number): Promise<UploadedPicture | Refusal> {
  const opened = await open(content);
  return (
    opened ??
    unusable(
      `Invalid image file or mode for image ${number}, please check your image file.`,
      'image',
      'invalid_image_file',
    )
  );
}

async function openMask({ content }: SentFile, source: Size): Promise<UploadedPicture | Refusal> {
  const opened = isPng(content) ? await open(content) : undefined;
  if (!opened)
    return unusable(
      'Invalid mask image file, please check your mask: it must be a PNG.',
      'mask',
      'invalid_mask_image_file',
    );
  if (!opened.hasAlpha)
    return unusable(
      'Invalid mask image format - mask image missing alpha channel',
      'mask',
      'invalid_mask_image_format',
    );
  if (opened.width !== source.width || opened.height !== source.height)
    return unusable(
      'Invalid mask image size - mask size does not match the image size',
      'mask',
      'invalid_mask_image_size',
    );
  return opened;
}

async function open(bytes: Uint8Array): Promise<UploadedPicture | undefined> {
  const facts = await pictureFacts(bytes);
  return facts && { ...facts, bytes };
}

const isPng = (bytes: Uint8Array): boolean =>
  Buffer.from(bytes.subarray(0, 8)).toString('latin1') === '\x89PNG\r\n\x1a\n';
