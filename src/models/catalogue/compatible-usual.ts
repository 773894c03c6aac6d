import type { CompatibleConnection } from '#src/domain/connection.ts';
import type { ModelEntry } from '#src/domain/model.ts';
import { AS_OF, MEGABYTE } from './openai-family.ts';

/** What the presets' models are before they have a name. */
export type UsualModel = Omit<ModelEntry, 'id' | 'provider' | 'vendorId' | 'label'> & {
  /** What the server calls its model where it has one that is always there. */
  readonly vendorId?: string;
};

/** Nobody has published what these servers take, so a picture may be as large as most take. */
const INPUT = { maxBytesEach: 20 * MEGABYTE, maskMaxBytes: 4 * MEGABYTE - 1, maxPromptLength: 4000 };
const DELIVERY = {
  partials: 0,
  timeoutMs: 180_000,
  idleTimeoutMs: 90_000,
  pollCeilingMs: 5000,
  typicalMs: 20_000,
} as const;
/** A machine without a graphics card draws for minutes. */
const OWN_MACHINE = { ...DELIVERY, timeoutMs: 600_000, idleTimeoutMs: 120_000, typicalMs: 30_000 } as const;

const PLAIN: UsualModel = {
  aliases: [],
  lifecycle: { state: 'current' },
  operations: { generate: true, edit: true, maxReferences: 4, mask: 'alpha0-edit', fidelity: 'none' },
  input: INPUT,
  shape: {
    kind: 'size',
    presets: ['1024x1024', '1536x1024', '1024x1536'],
    default: '1024x1024',
    auto: false,
  },
  styles: [],
  moderation: false,
  output: { formats: ['png'], chosenBy: 'provider', compression: false, transparent: false, maxCount: 1 },
  seed: 'none',
  delivery: DELIVERY,
  pricing: { weight: 1, asOf: AS_OF, source: 'Assumed as the default model of OpenAI' },
  evidence: `Assumed: a server of unknown kind does what OpenAI's oldest models did. What it does otherwise belongs into the
    connection's flags and models.`,
};

const AIREFINERY: UsualModel = {
  ...PLAIN,
  vendorId: 'black-forest-labs/FLUX.1-schnell',
  operations: { generate: true, edit: false, maxReferences: 0, mask: 'none', fidelity: 'none' },
  shape: {
    kind: 'size',
    presets: ['1024x1024', '1344x768', '768x1344', '1216x832', '832x1216', '512x512'],
    default: '1024x1024',
    auto: false,
  },
  output: { ...PLAIN.output, maxCount: 4 },
  delivery: { ...DELIVERY, typicalMs: 10_000 },
  pricing: { weight: 0.25, asOf: AS_OF, source: 'Assumed as FLUX.1 schnell elsewhere; the price is in your contract' },
  evidence: `Vendor: the model, the route, base64, no edits (Accenture/airefinery-sdk 1.32). Third party: ten seconds a picture, one
    after the other; 512 and 1024 pixels square. Assumed: the other sizes, which FLUX.1 draws elsewhere, and four at once, so
    that a gateway's minute suffices.`,
};

/** Pixels on the grid of 64 that the diffusion models have in common. */
const GRID = { multiple: 64, maxEdge: 1536, maxRatio: 3, minPixels: 65_536, maxPixels: 1_572_864 };

const SD_CPP: UsualModel = {
  ...PLAIN,
  vendorId: 'sd-cpp-local',
  operations: { ...PLAIN.operations, mask: 'white-edit' },
  // What `auto` is, whoever started the server has decided.
  shape: {
    kind: 'size',
    presets: ['512x512', '768x512', '512x768', '1024x1024', '1024x576', '576x1024'],
    default: 'auto',
    auto: true,
    free: GRID,
  },
  output: { formats: ['png', 'jpeg'], compression: true, transparent: false, maxCount: 4 },
  seed: 'exact',
  negativePrompt: true,
  delivery: OWN_MACHINE,
  pricing: { weight: 0.5, asOf: AS_OF, source: 'Your own machine' },
  evidence: `Vendor: routes, fields, the block within the prompt, grey masks; edits know no webp (leejet/stable-diffusion.cpp,
    examples/server, 2026-08). Assumed: sizes, four references and four pictures, which the machine decides.`,
};

const LOCALAI: UsualModel = {
  ...PLAIN,
  operations: { ...PLAIN.operations, mask: 'white-edit' },
  input: { ...INPUT, maxBytesEach: 10 * MEGABYTE, maxBytesTogether: 10 * MEGABYTE },
  shape: {
    kind: 'size',
    presets: ['512x512', '768x512', '512x768', '1024x1024', '1024x576', '576x1024'],
    default: '512x512',
    auto: false,
    free: GRID,
  },
  // It draws several one after the other, with one seed for all; Easel's own calls lose nothing and repaint as often as asked.
  output: { formats: ['png'], chosenBy: 'provider', compression: false, transparent: false, maxCount: 1 },
  seed: 'exact',
  negativePrompt: true,
  delivery: OWN_MACHINE,
  pricing: { weight: 0.5, asOf: AS_OF, source: 'Your own machine' },
  evidence: `Vendor: routes, fields, the sign for negative prompts, white masks, 512 pixels where no size is told
    (mudler/LocalAI, 2026-08). Assumed: what the model behind it can edit, sizes, four references, 15 MB of upload as usual.`,
};

/** The model each kind of server usually has. */
export const USUAL_MODELS: Readonly<Record<CompatibleConnection['preset'], UsualModel>> = {
  openai: PLAIN,
  airefinery: AIREFINERY,
  localai: LOCALAI,
  'sd-cpp': SD_CPP,
};
