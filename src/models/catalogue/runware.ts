import type { ModelEntry, SizeShape } from '#src/domain/model.ts';

const AS_OF = '2026-11-21';
const MEGABYTE = 1_000_000;
/** Pictures travel inside the request, where the vendor names no limit; a third more as base64. */
const INPUT = { maxBytesEach: 20 * MEGABYTE, maskMaxBytes: 20 * MEGABYTE, maxPromptLength: 3000 };

/** Edges of 128 to 2048 pixels: what the ratio and the number of pixels allow keeps the shorter one at 128. */
const SHAPE: SizeShape = {
  kind: 'size',
  presets: ['1024x1024', '1536x1024', '1024x1536', '1344x768', '768x1344', '2048x2048'],
  default: '1024x1024',
  auto: false,
  free: { multiple: 64, maxEdge: 2048, maxRatio: 4, minPixels: 65_536, maxPixels: 4_194_304 },
};

const DELIVERY = { partials: 0, timeoutMs: 180_000, idleTimeoutMs: 180_000, pollCeilingMs: 5000 } as const;

const RUNWARE = {
  provider: 'runware',
  lifecycle: { state: 'current' },
  input: INPUT,
  styles: [],
  moderation: false,
} as const;

/** What every model that draws here shares. */
const DRAWING = {
  ...RUNWARE,
  shape: SHAPE,
  output: { formats: ['png', 'jpeg', 'webp'], compression: true, transparent: false, maxCount: 10 },
  seed: 'exact',
} as const;

/** The weight 1 is 0.0132 US dollars. */
const priceOf = (usual: number, weight: number, source: string) => ({
  weight,
  usdPerPicture: { usual },
  asOf: AS_OF,
  source,
});

const NO_PICTURES = { generate: true, edit: false, maxReferences: 0, mask: 'none', fidelity: 'none' } as const;
const SEEDED = { edit: true, maxReferences: 1, mask: 'white-edit', fidelity: 'none' } as const;
const ONE_PICTURE = { generate: false, edit: false, maxReferences: 1, mask: 'none', fidelity: 'none' } as const;
const WIRE = "Names of fields: @runware/sdk 1.6.8, written from the vendor's schemas.";
const ASSUMED_SIZES = 'Assumed: sizes in steps of 64 up to 2048, exact seeds, weights, typical time.';

const DRAWERS: readonly ModelEntry[] = [
  {
    ...DRAWING,
    id: 'runware/flux-schnell',
    vendorId: 'runware:100@1',
    label: 'FLUX.1 schnell (Runware)',
    aliases: [],
    operations: NO_PICTURES,
    delivery: { ...DELIVERY, typicalMs: 1500 },
    pricing: priceOf(0.0013, 0.1, 'Third-party price lists; the vendor tells the true cost with each picture'),
    evidence: `${WIRE} ${ASSUMED_SIZES} A negative prompt is ignored by the vendor's words where guidance is off, as here.`,
  },
  {
    ...DRAWING,
    id: 'runware/flux-dev',
    vendorId: 'runware:101@1',
    label: 'FLUX.1 dev (Runware)',
    aliases: [],
    operations: { generate: true, ...SEEDED },
    negativePrompt: true,
    delivery: { ...DELIVERY, typicalMs: 5000 },
    pricing: priceOf(0.0038, 0.3, 'Third-party price lists; the vendor tells the true cost with each picture'),
    evidence: `${WIRE} ${ASSUMED_SIZES} It starts from the picture rather than following an instruction about it. Assumed: the
      mask is white where it may change, as the vendor writes for inpainting.`,
  },
  {
    ...DRAWING,
    id: 'runware/flux-fill',
    vendorId: 'runware:102@1',
    label: 'FLUX.1 Fill (Runware)',
    aliases: [],
    operations: { generate: false, ...SEEDED, maskRequired: true },
    delivery: { ...DELIVERY, typicalMs: 8000 },
    pricing: priceOf(0.0038, 0.3, 'Assumed as FLUX.1 dev; the vendor tells the true cost with each picture'),
    evidence: `${WIRE} The vendor's model page: live, seed picture and mask. ${ASSUMED_SIZES} Black Forest Labs: white is repainted,
      black is kept.`,
  },
  {
    ...DRAWING,
    id: 'runware/flux-kontext',
    vendorId: 'runware:106@1',
    label: 'FLUX.1 Kontext (Runware)',
    aliases: [],
    dialect: 'references',
    operations: { generate: false, edit: true, maxReferences: 2, mask: 'none', fidelity: 'none' },
    delivery: { ...DELIVERY, typicalMs: 8000 },
    pricing: priceOf(0.0105, 0.8, "The vendor's model page, 1024x1024 at 28 steps"),
    evidence: `${WIRE} The vendor's model page: live, edits by instruction, price. ${ASSUMED_SIZES} Assumed: two references.`,
  },
];

const WORKERS: readonly ModelEntry[] = [
  {
    ...RUNWARE,
    id: 'runware/real-esrgan',
    vendorId: 'runware:504@1',
    label: 'Real-ESRGAN (Runware)',
    aliases: [],
    operations: { ...ONE_PICTURE, upscale: true },
    shape: { kind: 'source', factors: [2, 4], default: 2 },
    output: { formats: ['png', 'jpeg', 'webp'], compression: true, transparent: false, maxCount: 1 },
    seed: 'none',
    delivery: { ...DELIVERY, typicalMs: 5000 },
    pricing: priceOf(0.0006, 0.05, 'Third-party code; the vendor tells the true cost with each picture'),
    evidence: `${WIRE} Factors 2 and 4: the vendor's Python SDK. Assumed: weight, typical time.`,
  },
  {
    ...RUNWARE,
    id: 'runware/birefnet',
    vendorId: 'runware:112@5',
    label: 'BiRefNet background remover (Runware)',
    aliases: [],
    operations: { ...ONE_PICTURE, removeBackground: true },
    shape: { kind: 'source', factors: [1], default: 1 },
    output: { formats: ['png', 'webp'], compression: true, transparent: true, maxCount: 1 },
    seed: 'none',
    delivery: { ...DELIVERY, typicalMs: 4000 },
    pricing: priceOf(0.0006, 0.05, 'Third-party code; the vendor tells the true cost with each picture'),
    evidence: `${WIRE} The model: the vendor's SDKs and skills. Assumed: weight, typical time.`,
  },
];

export const RUNWARE_MODELS: readonly ModelEntry[] = [...DRAWERS, ...WORKERS];
