import type { SizeShape } from '#src/domain/model.ts';

/** What the simulator knows of one model: enough to refuse what the real one refuses. */
export interface SimulatedModel {
  readonly id: string;
  /** `YYYY-MM-DD`, or `null` where none is announced. Only told; the simulator goes on drawing. */
  readonly shutdownDate: string | null;
  readonly shape: SizeShape;
  readonly qualities: readonly string[];
  /** What `auto` means here. */
  readonly usualQuality: string;
  readonly complexity: boolean;
  /** Values of `input_fidelity`; empty where the parameter must be left out. */
  readonly fidelity: readonly string[];
  /** Values of `response_format`; empty where the answer is always base64. */
  readonly responseFormats: readonly string[];
  readonly maxCount: number;
  readonly maxReferences: number;
  readonly maxPromptLength: number;
  /** How output tokens are counted: by the calculator's base for each quality, by fixed numbers, or not at all. */
  readonly tokens:
    | { readonly kind: 'formula'; readonly base: Readonly<Record<string, number>> }
    | {
        readonly kind: 'fixed';
        readonly square: Readonly<Record<string, number>>;
        readonly oblong: Readonly<Record<string, number>>;
      }
    | { readonly kind: 'none' };
}

/** Used where a request names none. */
export const DEFAULT_MODEL = 'gpt-image-2';

export const findModel = (id: string): SimulatedModel | undefined => MODELS.find((model) => model.id === id);

/** A model as `GET /models` tells it. */
export const listed = ({ id, shutdownDate }: SimulatedModel): object => ({
  id,
  object: 'model',
  created: 1_777_000_000,
  owned_by: id.startsWith('sketch') ? 'simulator' : 'system',
  shutdown_date: shutdownDate,
});

const THREE_SIZES = ['1024x1024', '1536x1024', '1024x1536'];

const GPT_IMAGE_1: Omit<SimulatedModel, 'id'> = {
  shutdownDate: '2026-12-01',
  shape: { kind: 'size', presets: THREE_SIZES, default: '1024x1024', auto: true },
  qualities: ['low', 'medium', 'high'],
  usualQuality: 'medium',
  complexity: false,
  fidelity: ['high', 'low'],
  responseFormats: [],
  maxCount: 10,
  maxReferences: 16,
  maxPromptLength: 32_000,
  // OpenAI's table for gpt-image-1; assumed to hold for its successors of the same family.
  tokens: {
    kind: 'fixed',
    square: { low: 272, medium: 1056, high: 4160 },
    oblong: { low: 400, medium: 1568, high: 6208 },
  },
};

const GPT_IMAGE_2: Omit<SimulatedModel, 'id'> = {
  ...GPT_IMAGE_1,
  shutdownDate: null,
  shape: {
    kind: 'size',
    presets: THREE_SIZES,
    default: '1024x1024',
    auto: true,
    free: { multiple: 16, maxEdge: 3840, maxRatio: 3, minPixels: 655_360, maxPixels: 8_294_400 },
  },
  fidelity: [],
  tokens: { kind: 'formula', base: { low: 16, medium: 48, high: 96 } },
};

const GPT_IMAGE_2_5: Omit<SimulatedModel, 'id'> = {
  ...GPT_IMAGE_2,
  qualities: ['low', 'medium', 'high', 'xhigh', 'max'],
  tokens: { kind: 'formula', base: { low: 16, medium: 24, high: 48, xhigh: 64, max: 96 } },
};

const GPT_IMAGE_2_6: Omit<SimulatedModel, 'id'> = { ...GPT_IMAGE_2_5, complexity: true };

const DALL_E: Omit<SimulatedModel, 'id'> = {
  ...GPT_IMAGE_1,
  shutdownDate: '2026-05-12',
  shape: { kind: 'size', presets: ['1024x1024', '256x256', '512x512'], default: '1024x1024', auto: true },
  qualities: ['standard'],
  usualQuality: 'standard',
  fidelity: [],
  responseFormats: ['url', 'b64_json'],
  maxReferences: 1,
  maxPromptLength: 1000,
  tokens: { kind: 'none' },
};

/** Every id the official client 7.55 names, and the simulator's own two. */
export const MODELS: readonly SimulatedModel[] = [
  { ...GPT_IMAGE_2_6, id: 'sketch', fidelity: ['high', 'low'] },
  { ...GPT_IMAGE_1, id: 'sketch-precise', shutdownDate: null },
  { ...GPT_IMAGE_2_6, id: 'gpt-image-2.6-flare' },
  { ...GPT_IMAGE_2_6, id: 'gpt-image-2.6-sunburst' },
  { ...GPT_IMAGE_2_5, id: 'gpt-image-2.5-flare' },
  { ...GPT_IMAGE_2_5, id: 'gpt-image-2.5-flare-2026-09-08' },
  { ...GPT_IMAGE_2_5, id: 'gpt-image-2.5-sunburst' },
  { ...GPT_IMAGE_2_5, id: 'gpt-image-2.5-sunburst-2026-09-08' },
  { ...GPT_IMAGE_2, id: 'gpt-image-2' },
  { ...GPT_IMAGE_2, id: 'gpt-image-2-2026-04-21' },
  { ...GPT_IMAGE_1, id: 'gpt-image-1.5' },
  { ...GPT_IMAGE_1, id: 'gpt-image-1-mini', fidelity: ['low'] },
  { ...GPT_IMAGE_1, id: 'chatgpt-image-latest' },
  { ...GPT_IMAGE_1, id: 'gpt-image-1', shutdownDate: '2026-10-23' },
  { ...DALL_E, id: 'dall-e-2' },
  {
    ...DALL_E,
    id: 'dall-e-3',
    shape: { kind: 'size', presets: ['1024x1024', '1792x1024', '1024x1792'], default: '1024x1024', auto: true },
    qualities: ['standard', 'hd'],
    maxCount: 1,
    maxReferences: 0,
    maxPromptLength: 4000,
  },
];
