import type { ModelEntry } from '#src/domain/model.ts';
import { OPENAI_MODELS } from './openai.ts';

/** The provider that is there without any account. It is never the default where a real one is configured. */
export const SIMULATOR = 'simulator';

/** The abilities of the OpenAI model of that name, as the simulator's server has them. */
function abilitiesOf(id: string): ModelEntry {
  const entry = OPENAI_MODELS.find((model) => model.id === id);
  if (!entry) throw new Error(`${id} is not in the catalogue.`);
  return entry;
}

const flare = abilitiesOf('openai/gpt-image-2.6-flare');
const precise = abilitiesOf('openai/gpt-image-1.5');
const PRICING = { weight: 1, asOf: '2026-11-21', source: 'Nothing is paid for drawings of the simulator' };

export const SIMULATOR_MODELS: readonly ModelEntry[] = [
  {
    ...flare,
    id: `${SIMULATOR}/sketch`,
    provider: SIMULATOR,
    vendorId: 'sketch',
    label: 'Simulator sketch',
    aliases: [],
    lifecycle: { state: 'current' },
    delivery: { ...flare.delivery, typicalMs: 1500 },
    pricing: PRICING,
    evidence: 'Drawn by the simulator; same options as gpt-image-2.6-flare.',
  },
  {
    ...precise,
    id: `${SIMULATOR}/sketch-precise`,
    provider: SIMULATOR,
    vendorId: 'sketch-precise',
    label: 'Simulator sketch, precise',
    aliases: [],
    lifecycle: { state: 'current' },
    delivery: { ...precise.delivery, typicalMs: 1500 },
    pricing: PRICING,
    evidence: 'Drawn by the simulator; same options as gpt-image-1.5, so that fidelity can be asked for.',
  },
];
