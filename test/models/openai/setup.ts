import { onTestFinished, vi } from 'vitest';
import { EaselError } from '#src/domain/errors.ts';
import type { FittedOptions } from '#src/domain/fit.ts';
import type { ModelEntry } from '#src/domain/model.ts';
import type { Picture } from '#src/domain/picture.ts';
import { plainText, type Text } from '#src/domain/text.ts';
import { OPENAI_MODELS } from '#src/models/catalogue/openai.ts';
import { SIMULATOR_MODELS } from '#src/models/catalogue/simulator.ts';
import { createOpenAiClient } from '#src/models/openai/openai-client.ts';
import { createOpenAiModel } from '#src/models/openai/openai-model.ts';
import type { FittedRequest, Run } from '#src/ports/image-model.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';
import { type Script, startScriptedServer } from '../../fakes/scripted-server.ts';

const API_KEY = 'sk-test-0123456789';

export function entryOf(id: string): ModelEntry {
  const entry = [...OPENAI_MODELS, ...SIMULATOR_MODELS].find((model) => model.id === id);
  if (!entry) throw new Error(`${id} is not in the catalogue.`);
  return entry;
}

export const FLARE = entryOf('openai/gpt-image-2.6-flare');

/** A fitted request for one small square, without previews unless told. */
export function requestOf(
  options: Partial<FittedOptions> = {},
  more: Partial<Omit<FittedRequest, 'options'>> = {},
): FittedRequest {
  const usual: FittedOptions = {
    size: { width: 1024, height: 1024 },
    background: 'auto',
    format: 'png',
    count: 1,
    partials: 0,
    timeoutMs: 180_000,
  };
  return { prompt: 'a lighthouse at dusk', references: [], ...more, options: { ...usual, ...options } };
}

/** A run that keeps what it is told. */
export function startRun() {
  const aborter = new AbortController();
  const partials: { readonly picture: Picture; readonly step: number }[] = [];
  const notes: string[] = [];
  const run: Run = {
    signal: aborter.signal,
    onTask: async () => {},
    onProgress: ({ note }: { note?: Text }) => void (note && notes.push(plainText(note))),
    onPartial: (picture, step) => void partials.push({ picture, step }),
  };
  return { run, partials, notes, abort: (reason?: unknown) => aborter.abort(reason) };
}

/** A model whose server answers as scripted; the test fails where a script is left over or missing. */
export async function scriptedModel(scripts: readonly Script[], entry: ModelEntry = FLARE) {
  const server = await startScriptedServer();
  onTestFinished(() => server.close());
  server.script(...scripts);
  const clock = createManualClock();
  const client = createOpenAiClient({ apiKey: API_KEY, baseUrl: `${server.url}/v1` });
  const model = createOpenAiModel({ entry, client, clock, providerName: 'OpenAI' });
  return { model, server, clock, client };
}

/** What a promise was refused with. */
export async function refusalOf(promise: Promise<unknown>): Promise<EaselError> {
  try {
    await promise;
  } catch (thrown) {
    if (thrown instanceof EaselError) return thrown;
    throw thrown;
  }
  throw new Error('It was not refused.');
}

/** Waits until the check holds; patient, because the machine may be busy. */
export const eventually = (check: () => void | Promise<void>): Promise<void> =>
  vi.waitFor(check, { timeout: 4000, interval: 10 });
