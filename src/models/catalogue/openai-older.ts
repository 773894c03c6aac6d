import type { ModelEntry } from '#src/domain/model.ts';
import {
  AS_OF,
  DELIVERY,
  GPT_IMAGE,
  INPUT,
  MEGABYTE,
  OPERATIONS,
  THREE_FROM_MEDIUM,
  THREE_SHAPES,
} from './openai-family.ts';

const OLDER: readonly ModelEntry[] = [
  {
    ...GPT_IMAGE,
    id: 'openai/gpt-image-1.5',
    vendorId: 'gpt-image-1.5',
    label: 'GPT Image 1.5',
    aliases: [],
    lifecycle: { state: 'deprecated', shutdownAt: '2026-12-01', successor: 'openai/gpt-image-2.5-sunburst' },
    operations: { ...OPERATIONS, fidelity: 'option' },
    shape: THREE_SHAPES,
    quality: THREE_FROM_MEDIUM,
    delivery: { ...DELIVERY, typicalMs: 30_000 },
    pricing: {
      weight: 2.5,
      usdPerMillionTokens: { textIn: 5, imageIn: 8, imageOut: 32 },
      asOf: AS_OF,
      source: 'Third-party price lists',
    },
    evidence:
      'Options and limits: openai 7.55 types. Third party: shutdown date, prices. Assumed: weights, typical time.',
  },
  {
    ...GPT_IMAGE,
    id: 'openai/gpt-image-1-mini',
    vendorId: 'gpt-image-1-mini',
    label: 'GPT Image 1 Mini',
    aliases: [],
    lifecycle: { state: 'deprecated', shutdownAt: '2026-12-01', successor: 'openai/gpt-image-2.5-flare' },
    operations: { ...OPERATIONS, fidelity: 'none' },
    shape: THREE_SHAPES,
    quality: { ...THREE_FROM_MEDIUM, weights: { low: 0.5, medium: 1, high: 3.5 } },
    delivery: { ...DELIVERY, typicalMs: 20_000 },
    pricing: { weight: 1, asOf: AS_OF, source: 'Third-party price lists' },
    evidence: `Options and limits: openai 7.55 types; input_fidelity only knows low, so fine detail is not promised. Third party:
      shutdown date. Assumed: weights, typical time; its price of input pictures is not known, so no cost is computed.`,
  },
  {
    ...GPT_IMAGE,
    id: 'openai/chatgpt-image-latest',
    vendorId: 'chatgpt-image-latest',
    label: 'ChatGPT Image',
    aliases: [],
    lifecycle: { state: 'deprecated', shutdownAt: '2026-12-01', successor: 'openai/gpt-image-2.5-sunburst' },
    operations: { ...OPERATIONS, fidelity: 'none' },
    shape: THREE_SHAPES,
    quality: THREE_FROM_MEDIUM,
    delivery: { ...DELIVERY, typicalMs: 30_000 },
    pricing: { weight: 2.5, asOf: AS_OF, source: 'Assumed as gpt-image-1.5' },
    evidence: 'Third party: shutdown date. Assumed: everything else as gpt-image-1.5, without the fidelity option.',
  },
  {
    ...GPT_IMAGE,
    id: 'openai/gpt-image-1',
    vendorId: 'gpt-image-1',
    label: 'GPT Image 1',
    aliases: [],
    lifecycle: { state: 'shutdown', shutdownAt: '2026-10-23', successor: 'openai/gpt-image-2.5-sunburst' },
    operations: { ...OPERATIONS, fidelity: 'option' },
    shape: THREE_SHAPES,
    quality: THREE_FROM_MEDIUM,
    delivery: { ...DELIVERY, typicalMs: 40_000 },
    pricing: { weight: 3, asOf: AS_OF, source: 'Assumed from the last published prices' },
    evidence: 'Shutdown: openai 7.55 types. Assumed: options as gpt-image-1.5, weights, typical time.',
  },
];

/** The DALL-E models know none of the newer options and answer with a link unless told otherwise. */
const DALL_E = {
  provider: 'openai',
  aliases: [],
  dialect: 'dall-e',
  lifecycle: { state: 'shutdown', shutdownAt: '2026-05-12', successor: 'openai/gpt-image-2.6-flare' },
  moderation: false,
  seed: 'none',
} as const;
const DALL_E_OUTPUT = { formats: ['png'], compression: false, transparent: false } as const;
const DALL_E_DELIVERY = { ...DELIVERY, partials: 0, typicalMs: 20_000 } as const;

const OLDEST: readonly ModelEntry[] = [
  {
    ...DALL_E,
    id: 'openai/dall-e-3',
    vendorId: 'dall-e-3',
    label: 'DALL-E 3',
    operations: { generate: true, edit: false, maxReferences: 0, mask: 'none', fidelity: 'none' },
    input: { ...INPUT, maxPromptLength: 4000 },
    shape: {
      kind: 'size',
      presets: ['1024x1024', '1792x1024', '1024x1792'],
      default: '1024x1024',
      auto: false,
    },
    quality: { values: ['standard', 'hd'], default: 'standard', weights: { standard: 1, hd: 2 } },
    styles: ['vivid', 'natural'],
    output: { ...DALL_E_OUTPUT, maxCount: 1 },
    delivery: DALL_E_DELIVERY,
    pricing: { weight: 3, asOf: AS_OF, source: 'Assumed from the last published prices' },
    evidence: 'Shutdown, sizes, styles and limits: openai 7.55 types. Assumed: weights, typical time.',
  },
  {
    ...DALL_E,
    id: 'openai/dall-e-2',
    vendorId: 'dall-e-2',
    label: 'DALL-E 2',
    operations: { generate: true, edit: true, maxReferences: 1, mask: 'alpha0-edit', fidelity: 'none' },
    input: { maxBytesEach: 4 * MEGABYTE - 1, maskMaxBytes: 4 * MEGABYTE - 1, maxPromptLength: 1000 },
    shape: { kind: 'size', presets: ['1024x1024', '512x512', '256x256'], default: '1024x1024', auto: false },
    styles: [],
    output: { ...DALL_E_OUTPUT, maxCount: 10 },
    delivery: DALL_E_DELIVERY,
    pricing: { weight: 1.5, asOf: AS_OF, source: 'Assumed from the last published prices' },
    evidence: `Shutdown, sizes and limits: openai 7.55 types; edits take only square PNG files. Assumed: weights, typical
      time.`,
  },
];

/** Models the vendor retires or has retired; a compatible server may offer them longer. */
export const OLDER_OPENAI_MODELS: readonly ModelEntry[] = [...OLDER, ...OLDEST];
