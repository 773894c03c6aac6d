/** What OpenAI's image models have in common; facts as of 2026-11-21. */

export const AS_OF = '2026-11-21';
const PRICE_PAGE = 'OpenAI model pages and pricing calculator';
export const MEGABYTE = 1_000_000;
const USD_2_FAMILY = { textIn: 5, imageIn: 8, imageOut: 30 };

/** The vendor says "less than" 50 MB a picture and 4 MB a mask. */
export const INPUT = { maxBytesEach: 50 * MEGABYTE - 1, maskMaxBytes: 4 * MEGABYTE - 1, maxPromptLength: 32_000 };
const OUTPUT = { formats: ['png', 'jpeg', 'webp'], compression: true, transparent: true, maxCount: 10 } as const;
export const OPERATIONS = {
  generate: true,
  edit: true,
  maxReferences: 16,
  mask: 'alpha0-edit',
  sheet: true,
} as const;

export const DELIVERY = { partials: 3, timeoutMs: 180_000, idleTimeoutMs: 90_000, pollCeilingMs: 5000 } as const;
/** The precise family draws `max` for minutes, with as long a silence between two previews. */
export const SLOW_DELIVERY = { ...DELIVERY, timeoutMs: 300_000, idleTimeoutMs: 150_000 } as const;

/** Sizes above 2560x1440 are called experimental, so they are possible but not offered. */
const FREE_SHAPE = {
  kind: 'size',
  presets: ['1024x1024', '1536x1024', '1024x1536', '1280x720', '720x1280', '2048x2048', '2560x1440', '1440x2560'],
  default: '1024x1024',
  auto: true,
  free: { multiple: 16, maxEdge: 3840, maxRatio: 3, minPixels: 655_360, maxPixels: 8_294_400 },
} as const;

export const THREE_SHAPES = {
  kind: 'size',
  presets: ['1024x1024', '1536x1024', '1024x1536'],
  default: '1024x1024',
  auto: true,
} as const;

/** Weights follow the output tokens of a square: 196, 439, 1756, 3122, 7024. */
export const TOKENS_2_5 = { low: 16, medium: 24, high: 48, xhigh: 64, max: 96 };
export const FIVE_FROM_MEDIUM = {
  values: ['low', 'medium', 'high', 'xhigh', 'max'],
  default: 'medium',
  weights: { low: 0.5, medium: 1, high: 4, xhigh: 7, max: 16 },
} as const;
export const FIVE_FROM_HIGH = {
  values: ['low', 'medium', 'high', 'xhigh', 'max'],
  default: 'high',
  weights: { low: 0.125, medium: 0.25, high: 1, xhigh: 1.75, max: 4 },
} as const;
export const THREE_FROM_MEDIUM = {
  values: ['low', 'medium', 'high'],
  default: 'medium',
  weights: { low: 0.25, medium: 1, high: 4 },
} as const;

/** What all GPT image models share. */
export const GPT_IMAGE = {
  provider: 'openai',
  input: INPUT,
  styles: [],
  moderation: true,
  output: OUTPUT,
  seed: 'none',
} as const;

export const FAMILY_2_5 = { ...GPT_IMAGE, lifecycle: { state: 'current' }, shape: FREE_SHAPE } as const;

/** The weight 1 is one square of the default model at its default quality, 0.0132 US dollars. */
export const price = (weight: number, outputTokenBase: Readonly<Record<string, number>>) => ({
  weight,
  usdPerMillionTokens: USD_2_FAMILY,
  outputTokenBase,
  asOf: AS_OF,
  source: PRICE_PAGE,
});
