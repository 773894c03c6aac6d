import { z } from 'zod';
import type { PictureFormat, Size } from '#src/domain/picture.ts';
import { sizeOfRatio } from '#src/domain/shape.ts';
import { fromGreyMask, pictureFacts } from '../pictures-sent.ts';
import type { FileStore } from './file-store.ts';
import type { SimulatedModel } from './models.ts';
import { invalidInput, isRefusal, type Refusal } from './refusal.ts';

/** A prediction's input that was found right, with everything decided and every picture opened. */
export interface Order {
  readonly model: SimulatedModel;
  /** As sent. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly prompt: string;
  readonly count: number;
  readonly size: Size;
  readonly format: PictureFormat;
  readonly compression: number;
  readonly scale: number;
  readonly seed: number | undefined;
  /** Whether the same seed gives the same picture. */
  readonly isExact: boolean;
  /** Encoded. */
  readonly pictures: readonly Uint8Array[];
  /** In the form the drawing knows, alpha 0 = change. */
  readonly mask?: Uint8Array;
}

const MEGAPIXEL = 1_048_576;
const MEGAPIXELS: Readonly<Record<string, number>> = {
  '0.25': 0.25,
  '0.5 MP': 0.5,
  '2 MP': 2,
  '4 MP': 4,
  '2K': 4,
  '3K': 9,
  '4K': 16,
};
const FORMATS: Readonly<Record<string, PictureFormat>> = { jpg: 'jpeg', jpeg: 'jpeg', png: 'png', webp: 'webp' };

/** The decided fields under the names all models share; what a model does not know keeps its default here. */
const decided = z.object({
  prompt: z.string().default(''),
  aspect_ratio: z.string().default('match_input_image'),
  num_outputs: z.number().default(1),
  output_format: z.string().default('png'),
  output_quality: z.number().default(90),
  scale: z.number().default(1),
  seed: z.number().nullish(),
  go_fast: z.boolean().default(false),
  mask: z.string().optional(),
  size: z.string().optional(),
  resolution: z.string().optional(),
  megapixels: z.string().optional(),
});

/** Judges an input as Replicate and the model do: each field, and whether each picture can be opened. */
export async function readOrder(model: SimulatedModel, sent: unknown, files: FileStore): Promise<Order | Refusal> {
  const judged = model.input.safeParse(sent);
  if (!judged.success) return refusalOf(judged.error.issues[0]);
  const fields = decided.parse(judged.data);
  const pictures: (Size & { readonly bytes: Uint8Array })[] = [];
  for (const [field, words] of wordsOf(judged.data, model.pictures)) {
    const picture = await open(field, words, files);
    if (isRefusal(picture)) return picture;
    pictures.push(picture);
  }
  const [source] = pictures;
  const mask = fields.mask === undefined ? undefined : await open('mask', fields.mask, files);
  if (mask && isRefusal(mask)) return mask;
  if (mask && (mask.width !== source?.width || mask.height !== source.height))
    return invalidInput('input.mask', 'mask must have the size of the image');
  return {
    model,
    input: z.record(z.string(), z.unknown()).parse(sent),
    prompt: fields.prompt,
    count: fields.num_outputs,
    size: sizeOf(fields, source),
    format: FORMATS[fields.output_format] ?? 'png',
    compression: fields.output_quality,
    scale: fields.scale,
    seed: fields.seed ?? undefined,
    isExact: !fields.go_fast,
    pictures: pictures.map(({ bytes }) => bytes),
    ...(mask && { mask: await fromGreyMask(mask.bytes) }),
  };
}

function sizeOf(fields: z.infer<typeof decided>, source: Size | undefined): Size {
  const words = fields.size ?? fields.resolution ?? fields.megapixels ?? '';
  const pixels = (MEGAPIXELS[words] ?? 1) * MEGAPIXEL;
  if (/^\d+:\d+$/.test(fields.aspect_ratio)) return sizeOfRatio(fields.aspect_ratio, pixels);
  if (!source) return sizeOfRatio('1:1', pixels);
  return { width: source.width, height: source.height };
}

function wordsOf(input: Readonly<Record<string, unknown>>, field: string | undefined) {
  const value = field === undefined ? undefined : input[field];
  const all: readonly unknown[] = Array.isArray(value) ? value : value === undefined ? [] : [value];
  return all.map((words) => [field ?? '', String(words)] as const);
}

/** Data URLs, and addresses of files that were uploaded here; nothing else is fetched. */
async function open(field: string, words: string, files: FileStore) {
  const [start] = /^data:[^,]{0,100};base64,/.exec(words.slice(0, 120)) ?? [];
  const bytes = start === undefined ? files.byAddress(words) : Buffer.from(words.slice(start.length), 'base64');
  const size = bytes && (await pictureFacts(bytes));
  return bytes && size
    ? { ...size, bytes }
    : invalidInput(`input.${field}`, `${field} must be a picture, as data URL or uploaded file`);
}

function refusalOf(issue: z.core.$ZodIssue | undefined): Refusal {
  const [name = ''] = (issue?.path ?? []).map(String);
  const field = name ? `input.${name}` : 'input';
  if (issue?.code === 'unrecognized_keys')
    return invalidInput('input', `Additional property ${issue.keys[0]} is not allowed`);
  if (issue?.code === 'invalid_value')
    return invalidInput(
      field,
      `${name} must be one of the following: ${issue.values.map((v) => `"${String(v)}"`).join(', ')}`,
    );
  if (issue?.code === 'invalid_type' && issue.message.endsWith('received undefined'))
    return invalidInput('input', `${name} is required`);
  return invalidInput(field, issue?.message ?? 'Invalid');
}
