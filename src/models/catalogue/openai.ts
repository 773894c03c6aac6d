import type { ModelEntry } from '#src/domain/model.ts';
import {
  DELIVERY,
  FAMILY_2_5,
  FIVE_FROM_HIGH,
  FIVE_FROM_MEDIUM,
  OPERATIONS,
  price,
  SLOW_DELIVERY,
  THREE_FROM_MEDIUM,
  TOKENS_2_5,
} from './openai-family.ts';
import { OLDER_OPENAI_MODELS } from './openai-older.ts';

const CURRENT: readonly ModelEntry[] = [
  {
    ...FAMILY_2_5,
    id: 'openai/gpt-image-2.6-flare',
    vendorId: 'gpt-image-2.6-flare',
    label: 'GPT Image 2.6 Flare',
    aliases: ['flare'],
    operations: { ...OPERATIONS, fidelity: 'always' },
    quality: FIVE_FROM_MEDIUM,
    delivery: { ...DELIVERY, typicalMs: 12_000 },
    pricing: price(1, TOKENS_2_5),
    evidence: `Options and limits: openai 7.55 types. Assumed: fidelity is built in as in gpt-image-2, the token formula is that
      of 2.5. Third party: xhigh and max, typical time. The complexity option stays at the vendor's default, high.`,
  },
  {
    ...FAMILY_2_5,
    id: 'openai/gpt-image-2.6-sunburst',
    vendorId: 'gpt-image-2.6-sunburst',
    label: 'GPT Image 2.6 Sunburst',
    aliases: ['sunburst'],
    operations: { ...OPERATIONS, fidelity: 'always' },
    quality: FIVE_FROM_HIGH,
    delivery: { ...SLOW_DELIVERY, typicalMs: 35_000 },
    pricing: price(4, TOKENS_2_5),
    evidence: `Options and limits: openai 7.55 types; prices: the vendor's model page. Assumed: fidelity is built in as in
      gpt-image-2, the token formula is that of 2.5. Third party: xhigh and max, typical time.`,
  },
  {
    ...FAMILY_2_5,
    id: 'openai/gpt-image-2.5-flare',
    vendorId: 'gpt-image-2.5-flare',
    label: 'GPT Image 2.5 Flare',
    aliases: [],
    operations: { ...OPERATIONS, fidelity: 'none' },
    quality: FIVE_FROM_MEDIUM,
    delivery: { ...DELIVERY, typicalMs: 15_000 },
    pricing: price(1, TOKENS_2_5),
    evidence:
      'Options and limits: openai 7.55 types, which say nothing about fidelity. Third party: prices, typical time.',
  },
  {
    ...FAMILY_2_5,
    id: 'openai/gpt-image-2.5-sunburst',
    vendorId: 'gpt-image-2.5-sunburst',
    label: 'GPT Image 2.5 Sunburst',
    aliases: [],
    operations: { ...OPERATIONS, fidelity: 'none' },
    quality: FIVE_FROM_HIGH,
    delivery: { ...SLOW_DELIVERY, typicalMs: 45_000 },
    pricing: price(4, TOKENS_2_5),
    evidence:
      'Options and limits: openai 7.55 types, which say nothing about fidelity. Third party: prices, typical time.',
  },
  {
    ...FAMILY_2_5,
    id: 'openai/gpt-image-2',
    vendorId: 'gpt-image-2',
    label: 'GPT Image 2',
    aliases: [],
    operations: { ...OPERATIONS, fidelity: 'always' },
    quality: { ...THREE_FROM_MEDIUM, weights: { low: 0.125, medium: 1, high: 4 } },
    delivery: { ...DELIVERY, typicalMs: 45_000 },
    pricing: price(4, { low: 16, medium: 48, high: 96 }),
    evidence: `Options and limits: openai 7.55 types; fidelity is built in; transparency is in preview. Third party: size bounds,
      prices, typical time.`,
  },
];

/** OpenAI's image models, the best first: the first is what is used where nobody names a model. */
export const OPENAI_MODELS: readonly ModelEntry[] = [...CURRENT, ...OLDER_OPENAI_MODELS];
