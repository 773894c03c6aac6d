import type { ModelEntry } from '#src/domain/model.ts';
import { PATIENT, pricing, QUICK, REPLICATE, WORDS_AND_PICTURES, WORDS_ONLY, weightsOf } from './replicate-family.ts';
import {
  FLUX_2_PRO_INPUTS,
  FLUX_SCHNELL_INPUTS,
  NANO_BANANA_BY_SIZE_INPUTS,
  NANO_BANANA_INPUTS,
  QWEN_IMAGE_2_INPUTS,
} from './replicate-inputs.ts';

const MEGAPIXEL = 1_048_576;
const BY_SIZE = { '1K': MEGAPIXEL, '2K': 4 * MEGAPIXEL, '4K': 16 * MEGAPIXEL } as const;

const FLUX_RATIOS = ['1:1', '16:9', '21:9', '3:2', '2:3', '4:5', '5:4', '3:4', '4:3', '9:16', '9:21'] as const;
const FLUX_2_RATIOS = ['1:1', '16:9', '3:2', '2:3', '4:5', '5:4', '9:16', '3:4', '4:3'] as const;
const BANANA_RATIOS = ['1:1', '2:3', '3:2', '3:4', '4:3', '4:5', '5:4', '9:16', '16:9', '21:9'] as const;
const QWEN_RATIOS = ['1:1', '16:9', '9:16', '4:3', '3:4', '3:2', '2:3'] as const;

const CHOSEN_FORMATS = { formats: ['png', 'jpeg', 'webp'], transparent: false } as const;
const PNG_OR_JPEG = { formats: ['png', 'jpeg'], compression: false, transparent: false, maxCount: 1 } as const;

const FLUX_2_USD = { '0.5K': 0.03, '1K': 0.03, '2K': 0.075 };
const BANANA_2_USD = { '1K': 0.067, '2K': 0.101, '4K': 0.151 };
const BANANA_PRO_USD = { '1K': 0.134, '2K': 0.134, '4K': 0.24 };

const FLUX: readonly ModelEntry[] = [
  {
    ...REPLICATE,
    id: 'replicate/flux-schnell',
    vendorId: 'black-forest-labs/flux-schnell',
    label: 'FLUX Schnell',
    aliases: ['schnell'],
    inputs: FLUX_SCHNELL_INPUTS,
    operations: WORDS_ONLY,
    shape: { kind: 'aspect', ratios: FLUX_RATIOS, default: '1:1', pixels: MEGAPIXEL },
    output: { ...CHOSEN_FORMATS, compression: true, maxCount: 4 },
    seed: 'exact',
    delivery: { ...QUICK, typicalMs: 2500 },
    pricing: pricing(0.003, "Replicate's price list, 3 dollars a thousand"),
    evidence: `Input names and counts: the vendor's model page. Seeds are exact because go_fast is always off (the page says that it
      makes them inexact). Assumed: the list of ratios, one megapixel, typical time.`,
  },
  {
    ...REPLICATE,
    id: 'replicate/flux-2-pro',
    vendorId: 'black-forest-labs/flux-2-pro',
    label: 'FLUX.2 Pro',
    inputs: FLUX_2_PRO_INPUTS,
    operations: { ...WORDS_AND_PICTURES, maxReferences: 8 },
    shape: {
      kind: 'aspect',
      ratios: FLUX_2_RATIOS,
      default: '1:1',
      pixels: MEGAPIXEL,
      pixelsByQuality: { '0.5K': MEGAPIXEL / 2, '1K': MEGAPIXEL, '2K': 4 * MEGAPIXEL },
    },
    quality: { values: ['0.5K', '1K', '2K'], default: '1K', weights: weightsOf(0.03, FLUX_2_USD) },
    output: { ...CHOSEN_FORMATS, compression: true, maxCount: 1 },
    seed: 'best-effort',
    delivery: { ...PATIENT, typicalMs: 14_000 },
    pricing: pricing(0.03, 'Third party: 0.015 a run and 0.015 a megapixel, input pictures not counted', FLUX_2_USD),
    evidence: `Input names and limits: the vendor's model page. Its seed is meant to repeat a picture; how exactly is not said. At
      4 megapixels no edge exceeds 2048, so that only squares are as large. Third party: price. Assumed: the list of ratios,
      that half a megapixel can be asked for, typical time.`,
  },
];

const BANANAS: readonly ModelEntry[] = [
  {
    ...REPLICATE,
    id: 'replicate/nano-banana-2',
    vendorId: 'google/nano-banana-2',
    label: 'Nano Banana 2 on Replicate',
    inputs: NANO_BANANA_BY_SIZE_INPUTS,
    operations: { ...WORDS_AND_PICTURES, maxReferences: 14, sheet: true },
    shape: { kind: 'aspect', ratios: BANANA_RATIOS, default: '1:1', pixels: MEGAPIXEL, pixelsByQuality: BY_SIZE },
    quality: { values: ['1K', '2K', '4K'], default: '1K', weights: weightsOf(0.067, BANANA_2_USD) },
    output: PNG_OR_JPEG,
    seed: 'none',
    delivery: { ...PATIENT, typicalMs: 25_000 },
    pricing: pricing(0.067, "Google's price of the model; Replicate's own is assumed to be the same", BANANA_2_USD),
    evidence: `Third party: input names, references, ratios. Assumed: that it stays at Replicate although Google's own API shut the
      model down on 2026-10-29, that it draws a sheet when told to, typical time.`,
  },
  {
    ...REPLICATE,
    id: 'replicate/nano-banana-pro',
    vendorId: 'google/nano-banana-pro',
    label: 'Nano Banana Pro on Replicate',
    inputs: NANO_BANANA_BY_SIZE_INPUTS,
    operations: { ...WORDS_AND_PICTURES, maxReferences: 14, sheet: true },
    shape: { kind: 'aspect', ratios: BANANA_RATIOS, default: '1:1', pixels: MEGAPIXEL, pixelsByQuality: BY_SIZE },
    quality: { values: ['1K', '2K', '4K'], default: '1K', weights: weightsOf(0.134, BANANA_PRO_USD) },
    output: PNG_OR_JPEG,
    seed: 'none',
    delivery: { ...PATIENT, typicalMs: 25_000 },
    pricing: pricing(0.134, "Google's price of the model; Replicate's own is assumed to be the same", BANANA_PRO_USD),
    evidence:
      'Third party: input names, references, ratios, typical time. Assumed: that it draws a sheet when told to, the price.',
  },
  {
    ...REPLICATE,
    id: 'replicate/nano-banana',
    vendorId: 'google/nano-banana',
    label: 'Nano Banana on Replicate',
    lifecycle: { state: 'deprecated', successor: 'replicate/nano-banana-2' },
    inputs: NANO_BANANA_INPUTS,
    operations: { ...WORDS_AND_PICTURES, maxReferences: 3, sheet: true },
    shape: { kind: 'aspect', ratios: BANANA_RATIOS, default: '1:1', pixels: MEGAPIXEL },
    output: PNG_OR_JPEG,
    seed: 'none',
    delivery: { ...QUICK, typicalMs: 12_000 },
    pricing: pricing(0.039, "Google's last price of the model; Replicate's own is assumed to be the same"),
    evidence: `Third party: input names. Google lists its shutdown for 2026-10-02; Replicate names no date. Assumed: three
      references as Google recommends, that it draws a sheet when told to, price, typical time.`,
  },
];

const QWEN: readonly ModelEntry[] = [
  {
    ...REPLICATE,
    id: 'replicate/qwen-image-2',
    vendorId: 'qwen/qwen-image-2',
    label: 'Qwen Image 2',
    inputs: QWEN_IMAGE_2_INPUTS,
    operations: { ...WORDS_AND_PICTURES, maxReferences: 1 },
    shape: { kind: 'aspect', ratios: QWEN_RATIOS, default: '1:1', pixels: MEGAPIXEL },
    output: {
      formats: ['png', 'jpeg', 'webp'],
      chosenBy: 'provider',
      compression: false,
      transparent: false,
      maxCount: 1,
    },
    seed: 'best-effort',
    negativePrompt: true,
    delivery: { ...QUICK, typicalMs: 12_000 },
    pricing: pricing(0.035, 'Assumed'),
    evidence: "Input names: the vendor's model page. Assumed: the list of ratios, price, typical time.",
  },
];

/** Models that draw from words, most of them from pictures too. */
export const REPLICATE_MAKERS: readonly ModelEntry[] = [...FLUX, ...BANANAS, ...QWEN];
