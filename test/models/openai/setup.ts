import type { ModelEntry } from '#src/domain/model.ts';
import { OPENAI_MODELS } from '#src/models/catalogue/openai.ts';
import { SIMULATOR_MODELS } from '#src/models/catalogue/simulator.ts';
import { createOpenAiClient } from '#src/models/openai/openai-client.ts';
import { createOpenAiModel } from '#src/models/openai/openai-model.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';
import type { Script } from '../../fakes/scripted-server.ts';
import { scriptedServer } from '../setup.ts';

const API_KEY = 'sk-test-0123456789';

export function entryOf(id: string): ModelEntry {
  const entry = [...OPENAI_MODELS, ...SIMULATOR_MODELS].find((model) => model.id === id);
  if (!entry) throw new Error(`${id} is not in the catalogue.`);
  return entry;
}

export const FLARE = entryOf('openai/gpt-image-2.6-flare');

/** A model whose server answers as scripted; the test fails where a script is left over or missing. */
export async function scriptedModel(scripts: readonly Script[], entry: ModelEntry = FLARE) {
  const server = await scriptedServer(...scripts);
  const clock = createManualClock();
  const client = createOpenAiClient({ apiKey: API_KEY, baseUrl: `${server.url}/v1` });
  const model = createOpenAiModel({ entry, client, clock, providerName: 'OpenAI' });
  return { model, server, clock, client };
}
