import type { InputNames } from '#src/domain/model.ts';

/**
 * What Replicate's models call the parts of a request, from the input tables of their pages. Models of one family may share a
 * table; the simulator's own use some of these too.
 */

const JPG = { formatValues: { jpeg: 'jpg' } };
const PROMPT_AND_SHAPE = { prompt: 'prompt', aspect: 'aspect_ratio' };

/** The fast way gives another picture for the same seed, so it is always off. */
export const FLUX_SCHNELL_INPUTS: InputNames = {
  ...PROMPT_AND_SHAPE,
  ...JPG,
  count: 'num_outputs',
  seed: 'seed',
  format: 'output_format',
  compression: 'output_quality',
  always: { go_fast: false },
};

export const FLUX_2_PRO_INPUTS: InputNames = {
  ...PROMPT_AND_SHAPE,
  ...JPG,
  references: { name: 'input_images', many: true },
  quality: 'resolution',
  qualityValues: { '0.5K': '0.5 MP', '1K': '1 MP', '2K': '4 MP' },
  seed: 'seed',
  format: 'output_format',
  compression: 'output_quality',
};

export const NANO_BANANA_INPUTS: InputNames = {
  ...PROMPT_AND_SHAPE,
  ...JPG,
  references: { name: 'image_input', many: true },
  format: 'output_format',
};

export const NANO_BANANA_BY_SIZE_INPUTS: InputNames = { ...NANO_BANANA_INPUTS, quality: 'resolution' };

export const SEEDREAM_INPUTS: InputNames = {
  ...PROMPT_AND_SHAPE,
  references: { name: 'image_input', many: true },
  quality: 'size',
};

/** From version 5 on the format can be chosen. */
export const SEEDREAM_5_INPUTS: InputNames = { ...SEEDREAM_INPUTS, format: 'output_format' };

export const QWEN_EDIT_PLUS_INPUTS: InputNames = {
  ...PROMPT_AND_SHAPE,
  ...JPG,
  references: { name: 'image', many: true },
  seed: 'seed',
  format: 'output_format',
  compression: 'output_quality',
  always: { go_fast: false },
};

/** Told to match its picture it would ignore the shape asked for, which follows the picture already. */
export const QWEN_IMAGE_2_INPUTS: InputNames = {
  ...PROMPT_AND_SHAPE,
  references: { name: 'image', many: false },
  seed: 'seed',
  negative: 'negative_prompt',
  always: { match_input_image: false },
};

/** Faces are left as they are: mending them draws other people. */
export const REAL_ESRGAN_INPUTS: InputNames = {
  references: { name: 'image', many: false },
  scale: 'scale',
  always: { face_enhance: false },
};

export const REMOVE_BACKGROUND_INPUTS: InputNames = { references: { name: 'image', many: false } };

export const GENFILL_INPUTS: InputNames = {
  prompt: 'prompt',
  references: { name: 'image', many: false },
  mask: 'mask',
  seed: 'seed',
  negative: 'negative_prompt',
};
