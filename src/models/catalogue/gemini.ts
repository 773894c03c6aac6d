import type { ModelEntry } from '#src/domain/model.ts';

const AS_OF = '2026-11-21';
const NANO_BANANA = 'gemini/gemini-nano-banana-2.1';
const PRO = 'gemini/gemini-3-pro-image';

/** In the vendor's own words. */
const TEN_RATIOS = ['1:1', '2:3', '3:2', '3:4', '4:3', '4:5', '5:4', '9:16', '16:9', '21:9'] as const;
const FOURTEEN_RATIOS = [...TEN_RATIOS, '1:4', '4:1', '1:8', '8:1'] as const;

const PIXELS: Readonly<Record<string, number>> = { '512': 262_144, '1K': 1_048_576, '2K': 4_194_304, '4K': 16_777_216 };

/**
 * Pictures travel inside the request as base64, four characters for three bytes, and a whole request has at most 20 MB. The prompt
 * and the frame get the rest.
 */
const REQUEST_BYTES = 20_000_000;
const WORDS_BYTES = 300_000;
const TOGETHER = Math.floor(((REQUEST_BYTES - WORDS_BYTES) * 3) / 4);
const EACH = 14_000_000;

/** What all of them share: one picture a call, in the format the model likes, without masks, styles or negative prompts. */
const FAMILY = {
  provider: 'gemini',
  // Masks are not taken, so their bound is never asked for.
  input: { maxBytesEach: EACH, maxBytesTogether: TOGETHER, maskMaxBytes: EACH, maxPromptLength: 32_000 },
  styles: [],
  moderation: false,
  output: { formats: ['png', 'jpeg'], chosenBy: 'provider', compression: false, transparent: false, maxCount: 1 },
  seed: 'best-effort',
} as const;

const OPERATIONS = {
  generate: true,
  edit: true,
  maxReferences: 14,
  mask: 'none',
  fidelity: 'none',
  sheet: true,
} as const;

/** Nothing is streamed: the answer comes in one piece, and 4K takes longest. */
const DELIVERY = { partials: 0, timeoutMs: 240_000, idleTimeoutMs: 60_000, pollCeilingMs: 5000 } as const;

/** The quality is the size. `weights` are relative to the default. */
const sizes = (weights: Readonly<Record<string, number>>, usual = '1K') => ({
  values: Object.keys(weights),
  default: usual,
  weights,
});

const aspects = (ratios: readonly string[], names: readonly string[] = []) => ({
  kind: 'aspect' as const,
  ratios,
  default: '1:1',
  pixels: PIXELS['1K'] ?? 0,
  ...(names.length > 0 && { pixelsByQuality: Object.fromEntries(names.map((name) => [name, PIXELS[name] ?? 0])) }),
});

/** The weight 1 is 0.0132 US dollars: one square of the default model of all. */
const price = (weight: number, usual: number, byQuality?: Readonly<Record<string, number>>) => ({
  weight,
  usdPerPicture: { usual, ...(byQuality && { byQuality }) },
  asOf: AS_OF,
  source: 'Third-party price lists',
});

const CURRENT: readonly ModelEntry[] = [
  {
    ...FAMILY,
    id: NANO_BANANA,
    vendorId: 'gemini-nano-banana-2.1',
    label: 'Nano Banana 2.1',
    aliases: ['nano-banana', 'nano-banana-2.1'],
    lifecycle: { state: 'current' },
    operations: OPERATIONS,
    shape: aspects(FOURTEEN_RATIOS, ['1K', '2K', '4K']),
    quality: sizes({ '1K': 1, '2K': 1.5, '4K': 2.25 }),
    delivery: { ...DELIVERY, typicalMs: 25_000 },
    pricing: price(2.5, 0.0336, { '1K': 0.0336, '2K': 0.05, '4K': 0.076 }),
    evidence: `Request and answer: @google/genai 3.1, run. Third party: ratios, sizes, references, prices, the limit of 20 MB,
      typical time. Assumed: the prompt's length. Half a K is not offered: sources disagree whether it is taken.`,
  },
  {
    ...FAMILY,
    id: PRO,
    vendorId: 'gemini-3-pro-image',
    label: 'Nano Banana Pro',
    aliases: ['nano-banana-pro'],
    lifecycle: { state: 'current' },
    operations: OPERATIONS,
    shape: aspects(TEN_RATIOS, ['1K', '2K', '4K']),
    quality: sizes({ '1K': 1, '2K': 1, '4K': 1.8 }),
    delivery: { ...DELIVERY, typicalMs: 25_000 },
    pricing: price(10, 0.134, { '1K': 0.134, '2K': 0.134, '4K': 0.24 }),
    evidence: `Id: the vendor's deprecations page. Request and answer: @google/genai 3.1, run. Third party: ratios, sizes,
      references, prices, typical time.`,
  },
  {
    ...FAMILY,
    id: 'gemini/gemini-3.1-flash-lite-image',
    vendorId: 'gemini-3.1-flash-lite-image',
    label: 'Nano Banana 2 Lite',
    aliases: ['nano-banana-lite', 'nano-banana-2-lite'],
    lifecycle: { state: 'current' },
    operations: OPERATIONS,
    shape: aspects(TEN_RATIOS, ['1K']),
    quality: sizes({ '1K': 1 }),
    delivery: { ...DELIVERY, timeoutMs: 120_000, typicalMs: 10_000 },
    pricing: price(2.5, 0.0336),
    evidence: `Third party: everything; sources disagree on four extreme ratios, which are left out. The vendor calls it not meant
      for several references. Assumed: typical time.`,
  },
];

const gone = (shutdownAt: string, successor: string) => ({ state: 'shutdown' as const, shutdownAt, successor });

const GONE: readonly ModelEntry[] = [
  {
    ...FAMILY,
    id: 'gemini/gemini-3.1-flash-image',
    vendorId: 'gemini-3.1-flash-image',
    label: 'Nano Banana 2',
    aliases: ['nano-banana-2'],
    lifecycle: gone('2026-10-29', NANO_BANANA),
    operations: OPERATIONS,
    shape: aspects(FOURTEEN_RATIOS, ['512', '1K', '2K', '4K']),
    quality: sizes({ '512': 0.7, '1K': 1, '2K': 1.5, '4K': 2.25 }),
    delivery: { ...DELIVERY, typicalMs: 25_000 },
    pricing: price(5, 0.067, { '512': 0.045, '1K': 0.067, '2K': 0.101, '4K': 0.151 }),
    evidence: 'Third party: shutdown, ratios, sizes, prices.',
  },
  {
    ...FAMILY,
    id: 'gemini/gemini-2.5-flash-image',
    vendorId: 'gemini-2.5-flash-image',
    label: 'Nano Banana 1',
    aliases: ['nano-banana-1'],
    lifecycle: gone('2026-10-02', NANO_BANANA),
    operations: { ...OPERATIONS, maxReferences: 3 },
    shape: aspects(TEN_RATIOS),
    delivery: { ...DELIVERY, timeoutMs: 120_000, typicalMs: 10_000 },
    pricing: { weight: 3, asOf: AS_OF, source: 'Assumed from the last published prices' },
    evidence: "Shutdown: the vendor's deprecations page. Assumed: references, weight, typical time.",
  },
  preview('gemini-3.1-flash-image-preview', 'Nano Banana 2 Preview', NANO_BANANA),
  preview('gemini-3-pro-image-preview', 'Nano Banana Pro Preview', PRO),
];

/** Only its name is of use: to say what replaces it. */
function preview(vendorId: string, label: string, successor: string): ModelEntry {
  return {
    ...FAMILY,
    id: `gemini/${vendorId}`,
    vendorId,
    label,
    aliases: [],
    lifecycle: gone('2026-06-25', successor),
    operations: OPERATIONS,
    shape: aspects(TEN_RATIOS, ['1K', '2K', '4K']),
    quality: sizes({ '1K': 1, '2K': 1, '4K': 2 }),
    delivery: { ...DELIVERY, typicalMs: 25_000 },
    pricing: { weight: 5, asOf: AS_OF, source: 'Assumed from its successor' },
    evidence: "Shutdown: the vendor's deprecations page. Assumed: everything else as its successor.",
  };
}

/** Google's image models, the one to use where nobody names one first. */
export const GEMINI_MODELS: readonly ModelEntry[] = [...CURRENT, ...GONE];
