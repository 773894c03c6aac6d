import type { ModelEntry } from '#src/domain/model.ts';
import { GEMINI_MODELS } from '#src/models/catalogue/gemini.ts';
import { SIMULATOR_MODELS } from '#src/models/catalogue/simulator.ts';
import { openGemini } from '#src/models/gemini/open-gemini.ts';
import type { ImageModel } from '#src/ports/image-model.ts';
import type { ProviderConnection } from '#src/ports/provider.ts';
import { createManualClock, type ManualClock } from '../../fakes/manual-clock.ts';
import { json, type Script } from '../../fakes/scripted-server.ts';
import { scriptedServer } from '../setup.ts';

export const API_KEY = 'AIza-test-0123456789';

export function entryOf(id: string): ModelEntry {
  const entry = [...GEMINI_MODELS, ...SIMULATOR_MODELS].find((model) => model.id === id);
  if (!entry) throw new Error(`${id} is not in the catalogue.`);
  return entry;
}

export const BANANA = entryOf('gemini/gemini-nano-banana-2.1');

export const connectionTo = (baseUrl: string): ProviderConnection => ({
  provider: 'gemini',
  label: 'Gemini',
  apiKey: API_KEY,
  baseUrl,
  resultHosts: [],
});

export const modelAt = (baseUrl: string, clock: ManualClock, entry: ModelEntry = BANANA): ImageModel =>
  openGemini(connectionTo(baseUrl), { clock })(entry);

export async function scriptedModel(...scripts: readonly Script[]) {
  const server = await scriptedServer(...scripts);
  const clock = createManualClock();
  return { server, clock, model: modelAt(server.url, clock) };
}

export const image = (words: string, more: object = {}) => ({
  inlineData: { mimeType: 'image/jpeg', data: Buffer.from(words).toString('base64') },
  ...more,
});

/** A response with one candidate of these parts. */
export const answer = (parts: readonly object[], more: object = {}) => ({
  candidates: [{ content: { role: 'model', parts }, finishReason: 'STOP', index: 0 }],
  modelVersion: 'gemini-nano-banana-2.1',
  responseId: 'resp-1',
  ...more,
});

export const answering = (parts: readonly object[], more: object = {}): Script => json(answer(parts, more));
