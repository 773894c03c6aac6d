import type { ModelEntry } from '#src/domain/model.ts';
import { ABLE, PLAIN } from '../fixtures/model-entries.ts';

/** Ratios only, and sizes sold as qualities, as Gemini has them; draws sheets. */
export const RATIOS: ModelEntry = {
  ...ABLE,
  id: 'atelier/ratios',
  vendorId: 'ratios-1',
  operations: { ...ABLE.operations, mask: 'none', sheet: true },
  shape: {
    kind: 'aspect',
    ratios: ['1:1', '3:2', '2:3', '16:9', '21:9'],
    default: '1:1',
    pixels: 1_048_576,
    pixelsByQuality: { '1K': 1_048_576, '2K': 4_194_304, '4K': 16_777_216 },
  },
  quality: { values: ['1K', '2K', '4K'], default: '1K', weights: { '1K': 1, '2K': 2, '4K': 4 } },
  output: { formats: ['png'], chosenBy: 'provider', compression: false, transparent: false, maxCount: 1 },
  delivery: { ...ABLE.delivery, partials: 0 },
  pricing: {
    weight: 1,
    usdPerPicture: { usual: 0.04, byQuality: { '2K': 0.06, '4K': 0.12 } },
    asOf: '2026-11-01',
    source: 'the price table of the tests',
  },
};

/** Two or four times as large, and nothing else. */
export const UPSCALER: ModelEntry = {
  ...PLAIN,
  id: 'lens/upscaler',
  provider: 'lens',
  vendorId: 'upscaler-1',
  operations: { generate: false, edit: false, maxReferences: 1, mask: 'none', fidelity: 'none', upscale: true },
  shape: { kind: 'source', factors: [2, 4], default: 2 },
  output: { ...PLAIN.output, maxCount: 1 },
  seed: 'none',
};

/** Cuts subjects out, and nothing else. */
export const CUTTER: ModelEntry = {
  ...UPSCALER,
  id: 'lens/cutter',
  vendorId: 'cutter-1',
  operations: {
    generate: false,
    edit: false,
    maxReferences: 1,
    mask: 'none',
    fidelity: 'none',
    removeBackground: true,
  },
  shape: { kind: 'source', factors: [1], default: 1 },
  output: { formats: ['png'], compression: false, transparent: true, maxCount: 1 },
};

/** Changes only what a mask marks, and makes nothing from words. */
export const FILLER: ModelEntry = {
  ...PLAIN,
  id: 'lens/filler',
  provider: 'lens',
  vendorId: 'filler-1',
  operations: {
    generate: false,
    edit: true,
    maxReferences: 1,
    mask: 'white-edit',
    fidelity: 'none',
    maskRequired: true,
  },
};

/** A stand-in that can do what the able model can. */
export const DRAWN: ModelEntry = { ...ABLE, id: 'simulator/drawn', provider: 'simulator' };
