import type { ModelEntry } from '#src/domain/model.ts';
import { GEMINI_MODELS } from './gemini.ts';
import { OPENAI_MODELS } from './openai.ts';
import { REPLICATE_MODELS } from './replicate.ts';
import { RUNWARE_MODELS } from './runware.ts';

/** The provider that is there without any account. It is never the default where a real one is configured. */
const SIMULATOR = 'simulator';

const REAL: readonly ModelEntry[] = [...OPENAI_MODELS, ...GEMINI_MODELS, ...REPLICATE_MODELS, ...RUNWARE_MODELS];

/** A stand-in with the abilities of a real model, as the simulator's server has them in that provider's wire format. */
function standIn(
  name: string,
  vendorId: string,
  of: string,
  label: string,
  more: Partial<ModelEntry> = {},
): ModelEntry {
  const entry = REAL.find((model) => model.id === of);
  if (!entry) throw new Error(`${of} is not in the catalogue.`);
  return {
    ...entry,
    id: `${SIMULATOR}/${name}`,
    provider: SIMULATOR,
    vendorId,
    label: `Simulator ${label}`,
    aliases: [],
    lifecycle: { state: 'current' },
    delivery: { ...entry.delivery, typicalMs: 1500 },
    pricing: { weight: 1, asOf: '2026-11-21', source: 'Nothing is paid for drawings of the simulator' },
    evidence: `Drawn by the simulator; same options as ${of}.`,
    ...more,
  };
}

const { quality: _quality, ...LOCAL } = standIn(
  'local',
  'sketch-local',
  'openai/gpt-image-1.5',
  'in the manner of a compatible server',
  {
    protocol: 'openai-compatible',
    operations: { generate: true, edit: true, maxReferences: 4, mask: 'alpha0-edit', fidelity: 'none' },
    output: { formats: ['png'], compression: false, transparent: false, maxCount: 4 },
    moderation: false,
    seed: 'exact',
    negativePrompt: true,
    delivery: { partials: 0, timeoutMs: 180_000, idleTimeoutMs: 90_000, pollCeilingMs: 5000, typicalMs: 1500 },
    evidence: 'Drawn by the simulator, which here has what servers of this kind usually have.',
  },
);

/** One model for each wire format, and one for each kind of work on a picture. */
export const SIMULATOR_MODELS: readonly ModelEntry[] = [
  standIn('sketch', 'sketch', 'openai/gpt-image-2.6-flare', 'sketch'),
  standIn('sketch-precise', 'sketch-precise', 'openai/gpt-image-1.5', 'sketch, precise'),
  standIn('banana', 'banana', 'gemini/gemini-nano-banana-2.1', 'in the manner of Gemini', { protocol: 'gemini' }),
  standIn('flux', 'sketch/flux', 'replicate/flux-schnell', 'in the manner of Replicate', { protocol: 'replicate' }),
  standIn('wave', 'sketch:1@1', 'runware/flux-dev', 'in the manner of Runware', {
    protocol: 'runware',
    dialect: 'references',
    operations: { generate: true, edit: true, maxReferences: 4, mask: 'white-edit', fidelity: 'none' },
  }),
  LOCAL,
  standIn('upscale', 'sketch/upscale', 'replicate/real-esrgan', 'upscaler', { protocol: 'replicate' }),
  standIn('cutout', 'sketch/cutout', 'replicate/bria-remove-background', 'background remover', {
    protocol: 'replicate',
  }),
];
