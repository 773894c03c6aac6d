import type { ModelEntry } from '#src/domain/model.ts';
import { PATIENT, pricing, REPLICATE, WORDS_AND_PICTURES, weightsOf } from './replicate-family.ts';
import { SEEDREAM_5_INPUTS, SEEDREAM_INPUTS } from './replicate-inputs.ts';

const MEGAPIXEL = 1_048_576;
const RATIOS = ['1:1', '4:3', '3:4', '16:9', '9:16', '3:2', '2:3', '21:9'] as const;

/**
 * Seedream can draw a sequence in one call, but of related pictures, and as many as it thinks fit: who asks for four pictures
 * would get one. So each is asked for alone.
 */
const ONE = { compression: false, transparent: false, maxCount: 1 } as const;
const AS_IT_LIKES = { ...ONE, formats: ['jpeg', 'png', 'webp'], chosenBy: 'provider' } as const;
const PNG_OR_JPEG = { ...ONE, formats: ['png', 'jpeg'] } as const;

const shape = (pixels: number, pixelsByQuality: Readonly<Record<string, number>>) =>
  ({ kind: 'aspect', ratios: RATIOS, default: '1:1', pixels, pixelsByQuality }) as const;

const PRO_USD = { '1K': 0.045, '2K': 0.09 };

/** Bytedance's Seedream models, the newest first. */
export const SEEDREAM_MODELS: readonly ModelEntry[] = [
  {
    ...REPLICATE,
    id: 'replicate/seedream-5-lite',
    vendorId: 'bytedance/seedream-5-lite',
    label: 'Seedream 5 Lite',
    inputs: SEEDREAM_5_INPUTS,
    operations: { ...WORDS_AND_PICTURES, maxReferences: 14, sheet: true },
    shape: shape(4 * MEGAPIXEL, { '2K': 4 * MEGAPIXEL, '3K': 9 * MEGAPIXEL }),
    quality: { values: ['2K', '3K'], default: '2K', weights: { '2K': 1, '3K': 1 } },
    output: PNG_OR_JPEG,
    seed: 'none',
    delivery: { ...PATIENT, typicalMs: 20_000 },
    pricing: pricing(0.035, 'Third party, of another vendor'),
    evidence: `Input names and limits: the vendor's model page. Third party: price, formats. Assumed: the list of ratios, that both
      sizes cost the same, that it draws a sheet when told to, typical time.`,
  },
  {
    ...REPLICATE,
    id: 'replicate/seedream-5-pro',
    vendorId: 'bytedance/seedream-5-pro',
    label: 'Seedream 5 Pro',
    inputs: SEEDREAM_5_INPUTS,
    operations: { ...WORDS_AND_PICTURES, maxReferences: 10, sheet: true },
    shape: shape(MEGAPIXEL, { '1K': MEGAPIXEL, '2K': 4 * MEGAPIXEL }),
    quality: { values: ['1K', '2K'], default: '1K', weights: weightsOf(PRO_USD['1K'], PRO_USD) },
    output: PNG_OR_JPEG,
    seed: 'none',
    delivery: { ...PATIENT, typicalMs: 120_000 },
    pricing: pricing(PRO_USD['1K'], 'Assumed', PRO_USD),
    evidence: `Input names and limits: the vendor's model page. Third party: 110 to 130 seconds a picture. Assumed: prices, the list
      of ratios, the formats, that it draws a sheet when told to.`,
  },
  {
    ...REPLICATE,
    id: 'replicate/seedream-4.5',
    vendorId: 'bytedance/seedream-4.5',
    label: 'Seedream 4.5',
    inputs: SEEDREAM_INPUTS,
    operations: { ...WORDS_AND_PICTURES, maxReferences: 14, sheet: true },
    shape: shape(4 * MEGAPIXEL, { '2K': 4 * MEGAPIXEL, '4K': 16 * MEGAPIXEL }),
    quality: { values: ['2K', '4K'], default: '2K', weights: { '2K': 1, '4K': 1 } },
    output: AS_IT_LIKES,
    seed: 'none',
    delivery: { ...PATIENT, typicalMs: 20_000 },
    pricing: pricing(0.04, 'Third party, of another vendor'),
    evidence: `Input names and limits: the vendor's model page. Third party: price. Assumed: 4K, the list of ratios, that both sizes
      cost the same, that it draws a sheet when told to, typical time.`,
  },
  {
    ...REPLICATE,
    id: 'replicate/seedream-4',
    vendorId: 'bytedance/seedream-4',
    label: 'Seedream 4',
    lifecycle: { state: 'deprecated', successor: 'replicate/seedream-4.5' },
    inputs: SEEDREAM_INPUTS,
    operations: { ...WORDS_AND_PICTURES, maxReferences: 10, sheet: true },
    shape: shape(4 * MEGAPIXEL, { '1K': MEGAPIXEL, '2K': 4 * MEGAPIXEL, '4K': 16 * MEGAPIXEL }),
    quality: { values: ['1K', '2K', '4K'], default: '2K', weights: { '1K': 1, '2K': 1, '4K': 1 } },
    output: AS_IT_LIKES,
    seed: 'none',
    delivery: { ...PATIENT, typicalMs: 20_000 },
    pricing: pricing(0.03, 'Assumed'),
    evidence: `Input names and limits: the vendor's model page; succeeded by 4.5, no date of a shutdown is known. Assumed: price, the
      list of ratios, that it draws a sheet when told to, typical time.`,
  },
];
