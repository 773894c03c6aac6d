import { z } from 'zod';

/** What the simulator knows of one model: enough to refuse what the real one refuses, and to answer in its shape. */
export interface SimulatedModel {
  /** `owner/name`. */
  readonly name: string;
  /** Only models of the community are asked for by it. */
  readonly version?: string;
  readonly does: 'draw' | 'enlarge' | 'cut-out';
  /** Judges the input; every field it knows, with its default where leaving it out means one. */
  readonly input: z.ZodType<Readonly<Record<string, unknown>>>;
  /** The field that holds the pictures. */
  readonly pictures?: string;
  readonly output: 'list' | 'one';
  /** Whether its logs tell its progress; models that only stand for another service's write none. */
  readonly logs: boolean;
}

const RATIOS = ['1:1', '16:9', '21:9', '3:2', '2:3', '4:5', '5:4', '3:4', '4:3', '9:16', '9:21'] as const;
const BANANA_RATIOS = [
  ...['match_input_image', '1:1', '2:3', '3:2', '3:4', '4:3', '4:5', '5:4', '9:16', '16:9', '21:9'],
] as const;
const SEEDREAM_RATIOS = ['match_input_image', '1:1', '4:3', '3:4', '16:9', '9:16', '3:2', '2:3', '21:9'] as const;
const QWEN_RATIOS = ['match_input_image', '1:1', '16:9', '9:16', '4:3', '3:4'] as const;

const oneOf = (values: readonly string[]) => z.enum(values);
const prompt = z.string().max(10_000);
const seed = z.int().nullish();
const quality = (usual: number) => z.int().min(0).max(100).default(usual);
const flag = z.boolean().optional();
const picture = z.string().min(1);
const pictures = (max: number) => z.array(picture).max(max).default([]);
const format = (usual: string, ...values: string[]) => oneOf(values).default(usual);

const FLUX = z.strictObject({
  prompt,
  aspect_ratio: oneOf(RATIOS).default('1:1'),
  num_outputs: z.int().min(1).max(4).default(1),
  num_inference_steps: z.int().min(1).max(4).default(4),
  seed,
  output_format: format('webp', 'webp', 'jpg', 'png'),
  output_quality: quality(80),
  disable_safety_checker: flag,
  go_fast: z.boolean().default(true),
  megapixels: oneOf(['1', '0.25']).default('1'),
});

const FLUX_2 = z.strictObject({
  prompt,
  input_images: pictures(8),
  aspect_ratio: oneOf([...RATIOS, 'match_input_image', 'custom']).default('1:1'),
  resolution: oneOf(['match_input_image', '0.5 MP', '1 MP', '2 MP', '4 MP']).default('1 MP'),
  safety_tolerance: z.int().min(1).max(5).default(2),
  seed,
  output_format: format('webp', 'webp', 'jpg', 'png'),
  output_quality: quality(80),
});

const banana = (references: number, resolutions: readonly string[]) =>
  z.strictObject({
    prompt,
    image_input: pictures(references),
    aspect_ratio: oneOf(BANANA_RATIOS).default('match_input_image'),
    output_format: format('jpg', 'jpg', 'png'),
    ...(resolutions.length > 0 && { resolution: oneOf(resolutions).default('1K') }),
  });

const seedream = (references: number, sizes: readonly string[], more: object = {}) =>
  z.strictObject({
    prompt: prompt.max(4000),
    image_input: pictures(references),
    aspect_ratio: oneOf(SEEDREAM_RATIOS).default('match_input_image'),
    size: oneOf(sizes).default('2K'),
    ...more,
  });

const SEQUENCE = {
  sequential_image_generation: oneOf(['disabled', 'auto']).default('disabled'),
  max_images: z.int().min(1).max(15).default(1),
};

const UPSCALE = z.strictObject({ image: picture, scale: z.number().min(1).max(10).default(4), face_enhance: flag });
const CUT_OUT = z.strictObject({ image: picture, preserve_alpha: flag, content_moderation: flag });

const QWEN_EDIT = z.strictObject({
  prompt,
  image: z.array(picture).min(1).max(3),
  aspect_ratio: oneOf(QWEN_RATIOS).default('match_input_image'),
  go_fast: z.boolean().default(true),
  seed,
  output_format: format('webp', 'webp', 'jpg', 'png'),
  output_quality: quality(95),
  disable_safety_checker: flag,
});

const QWEN_2 = z.strictObject({
  prompt,
  image: picture.optional(),
  match_input_image: z.boolean().default(true),
  aspect_ratio: oneOf([...QWEN_RATIOS, '3:2', '2:3']).default('1:1'),
  enable_prompt_expansion: flag,
  negative_prompt: z.string().optional(),
  seed,
});

const GENFILL = z.strictObject({
  prompt,
  image: picture,
  mask: picture,
  negative_prompt: z.string().optional(),
  seed,
});

const DRAWS = { does: 'draw', output: 'one', logs: false } as const;
const LISTS = { does: 'draw', output: 'list', logs: false } as const;
const PNG_OR_JPEG = { output_format: format('png', 'png', 'jpeg') };

/** Those of Easel's catalogue, and the simulator's own three. */
const MODELS: readonly SimulatedModel[] = [
  { ...LISTS, name: 'sketch/flux', input: FLUX, logs: true },
  { ...DRAWS, name: 'sketch/upscale', input: UPSCALE, pictures: 'image', does: 'enlarge', logs: true },
  { ...DRAWS, name: 'sketch/cutout', input: CUT_OUT, pictures: 'image', does: 'cut-out' },
  { ...LISTS, name: 'black-forest-labs/flux-schnell', input: FLUX, logs: true },
  { ...DRAWS, name: 'black-forest-labs/flux-2-pro', input: FLUX_2, pictures: 'input_images' },
  { ...DRAWS, name: 'google/nano-banana', input: banana(3, []), pictures: 'image_input' },
  { ...DRAWS, name: 'google/nano-banana-2', input: banana(14, ['1K', '2K', '4K']), pictures: 'image_input' },
  { ...DRAWS, name: 'google/nano-banana-pro', input: banana(14, ['1K', '2K', '4K']), pictures: 'image_input' },
  {
    ...LISTS,
    name: 'bytedance/seedream-4',
    input: seedream(10, ['1K', '2K', '4K'], SEQUENCE),
    pictures: 'image_input',
  },
  { ...LISTS, name: 'bytedance/seedream-4.5', input: seedream(14, ['2K', '4K'], SEQUENCE), pictures: 'image_input' },
  {
    ...LISTS,
    name: 'bytedance/seedream-5-lite',
    input: seedream(14, ['2K', '3K'], { ...SEQUENCE, ...PNG_OR_JPEG }),
    pictures: 'image_input',
  },
  {
    ...LISTS,
    name: 'bytedance/seedream-5-pro',
    input: seedream(10, ['1K', '2K'], PNG_OR_JPEG),
    pictures: 'image_input',
  },
  { ...LISTS, name: 'qwen/qwen-image-edit-plus', input: QWEN_EDIT, pictures: 'image', logs: true },
  { ...DRAWS, name: 'qwen/qwen-image-2', input: QWEN_2, pictures: 'image' },
  {
    ...DRAWS,
    name: 'nightmareai/real-esrgan',
    version: '42fed1c4974146d4d2414e2be2c5277c7fcf05fcc3a73abf41610695738c1d7b',
    input: UPSCALE,
    pictures: 'image',
    does: 'enlarge',
    logs: true,
  },
  { ...DRAWS, name: 'bria/remove-background', input: CUT_OUT, pictures: 'image', does: 'cut-out' },
  { ...LISTS, name: 'bria/genfill', input: GENFILL, pictures: 'image' },
];

export const findByName = (name: string): SimulatedModel | undefined => MODELS.find((model) => model.name === name);

/** By what `version` may be: an id, `owner/name`, or both with a colon between. */
export function findByVersion(words: string): SimulatedModel | undefined {
  const [name, version] = words.includes('/') ? words.split(':') : [undefined, words];
  return MODELS.find(
    (model) =>
      (name === undefined || model.name === name) &&
      (version === undefined ? name !== undefined : model.version === version),
  );
}
