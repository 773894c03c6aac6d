import type { ModelEntry } from '#src/domain/model.ts';
import { AS_GIVEN, pricing, QUICK, REPLICATE } from './replicate-family.ts';
import {
  GENFILL_INPUTS,
  QWEN_EDIT_PLUS_INPUTS,
  REAL_ESRGAN_INPUTS,
  REMOVE_BACKGROUND_INPUTS,
} from './replicate-inputs.ts';

const PICTURE_ONLY = { generate: false, edit: false, maxReferences: 1, mask: 'none', fidelity: 'none' } as const;
const ONE_PNG = { formats: ['png'], chosenBy: 'provider', compression: false, maxCount: 1 } as const;

/** Models that only work on a picture that is there: editors, an upscaler, a background remover. */
export const REPLICATE_EDITORS: readonly ModelEntry[] = [
  {
    ...REPLICATE,
    id: 'replicate/qwen-image-edit-plus',
    vendorId: 'qwen/qwen-image-edit-plus',
    label: 'Qwen Image Edit Plus',
    inputs: QWEN_EDIT_PLUS_INPUTS,
    operations: { generate: false, edit: true, maxReferences: 3, mask: 'none', fidelity: 'none' },
    shape: {
      kind: 'aspect',
      ratios: ['1:1', '16:9', '9:16', '4:3', '3:4'],
      default: '1:1',
      pixels: 1_048_576,
    },
    output: { formats: ['png', 'jpeg', 'webp'], compression: true, transparent: false, maxCount: 1 },
    seed: 'best-effort',
    delivery: { ...QUICK, typicalMs: 10_000 },
    pricing: pricing(0.03, 'Assumed'),
    evidence: `Input names: the vendor's model page. Assumed: three references ("several"), the list of ratios, price, typical time,
      and that its seed is steadier with go_fast off, as that of FLUX Schnell is.`,
  },
  {
    ...REPLICATE,
    id: 'replicate/bria-genfill',
    vendorId: 'bria/genfill',
    label: 'Bria GenFill',
    inputs: GENFILL_INPUTS,
    operations: {
      generate: false,
      edit: true,
      maxReferences: 1,
      mask: 'white-edit',
      maskRequired: true,
      fidelity: 'none',
    },
    shape: AS_GIVEN,
    output: { ...ONE_PNG, formats: ['png', 'jpeg', 'webp'], transparent: false },
    seed: 'best-effort',
    negativePrompt: true,
    delivery: { ...QUICK, typicalMs: 10_000 },
    pricing: pricing(0.04, 'Assumed'),
    evidence: "Input names, white = change: the vendor's model page. Assumed: price, typical time.",
  },
  {
    ...REPLICATE,
    id: 'replicate/real-esrgan',
    // A model of the community, so its version has to be named; this one stands in the readme of the official client 1.4.0.
    vendorId: 'nightmareai/real-esrgan:42fed1c4974146d4d2414e2be2c5277c7fcf05fcc3a73abf41610695738c1d7b',
    label: 'Real-ESRGAN',
    aliases: ['esrgan'],
    inputs: REAL_ESRGAN_INPUTS,
    operations: { ...PICTURE_ONLY, upscale: true },
    shape: { kind: 'source', factors: [2, 4, 8], default: 4 },
    output: { ...ONE_PNG, transparent: false },
    seed: 'none',
    delivery: { ...QUICK, timeoutMs: 180_000, idleTimeoutMs: 180_000, typicalMs: 8000 },
    pricing: pricing(0.002, 'Assumed: some seconds on a T4 at 0.000225 dollars'),
    evidence: `Input names: the vendor's model page, which shows the factors 4 and 8. Assumed: the factor 2, price, typical time
      without a cold start, which may take minutes.`,
  },
  {
    ...REPLICATE,
    id: 'replicate/bria-remove-background',
    vendorId: 'bria/remove-background',
    label: 'Bria Remove Background',
    inputs: REMOVE_BACKGROUND_INPUTS,
    operations: { ...PICTURE_ONLY, removeBackground: true },
    shape: AS_GIVEN,
    output: { ...ONE_PNG, transparent: true },
    seed: 'none',
    delivery: { ...QUICK, typicalMs: 4000 },
    pricing: pricing(0.018, 'Third party, of another vendor'),
    evidence: "Input names, PNG with alpha: the vendor's model page. Third party: price. Assumed: typical time.",
  },
];
