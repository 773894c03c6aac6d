import { PRESET_FLAGS } from '#src/domain/compatible-presets.ts';
import type { CompatibleConnection, CompatibleFlags } from '#src/domain/connection.ts';
import type { ModelEntry } from '#src/domain/model.ts';
import { compatibleModels } from '#src/models/catalogue/compatible.ts';
import { openCompatible } from '#src/models/openai-compatible/open-compatible.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';
import type { Script } from '../../fakes/scripted-server.ts';
import { scriptedServer, simulatorOf } from '../setup.ts';

type Preset = CompatibleConnection['preset'];

export const API_KEY = 'sk-test-0123456789';

/** The server's own name of a model for each kind, as the simulator knows it. */
const VENDOR_IDS: Readonly<Record<Preset, string>> = {
  openai: 'sketch-local',
  airefinery: 'black-forest-labs/FLUX.1-schnell',
  localai: 'localai-sketch',
  'sd-cpp': 'sd-cpp-local',
};

export interface Kind {
  readonly preset: Preset;
  readonly flags?: Partial<CompatibleFlags>;
  /** What the operator's one item says beside the name. */
  readonly item?: Readonly<Record<string, unknown>>;
  /** The empty word for none. */
  readonly apiKey?: string;
  readonly resultHosts?: readonly string[];
}

const connectionOf = ({ preset, flags, item = {} }: Kind): CompatibleConnection => ({
  name: preset,
  label: 'The attic',
  baseUrl: 'http://127.0.0.1:2/v1',
  flags: { ...PRESET_FLAGS[preset], ...flags },
  resultHosts: [],
  models: [{ name: VENDOR_IDS[preset], ...item }],
  preset,
});

export function entryFor(kind: Kind): ModelEntry {
  const [entry] = compatibleModels(connectionOf(kind));
  if (!entry) throw new Error(`${kind.preset} has no model.`);
  return entry;
}

/** The model of a kind of server, reached at an address. */
export function modelAt(baseUrl: string, kind: Kind) {
  const clock = createManualClock();
  const { flags, label, name } = connectionOf(kind);
  const { apiKey = API_KEY, resultHosts = [] } = kind;
  const open = openCompatible({ provider: name, label, apiKey, baseUrl, resultHosts, flags }, { clock });
  return { model: open(entryFor(kind)), clock };
}

/** A model whose server answers as scripted; the test fails where a script is left over or missing. */
export async function scripted(kind: Kind, ...scripts: readonly Script[]) {
  const server = await scriptedServer(...scripts);
  return { ...modelAt(`${server.url}/v1`, kind), server };
}

/** A model that talks to the simulator. */
export async function simulated(kind: Kind) {
  const simulator = await simulatorOf();
  return { ...modelAt(`${simulator.url}/compatible/v1`, kind), simulator };
}
