import { vi } from 'vitest';
import type { ModelEntry } from '#src/domain/model.ts';
import { REPLICATE_MODELS } from '#src/models/catalogue/replicate.ts';
import { openReplicate } from '#src/models/replicate/open-replicate.ts';
import type { Webhooks } from '#src/ports/provider.ts';
import type { SimulatorOptions } from '#src/simulator/simulator.ts';
import { createManualClock, type ManualClock } from '../../fakes/manual-clock.ts';
import type { Script } from '../../fakes/scripted-server.ts';
import { requestsWith, scriptedServer, simulatorOf } from '../setup.ts';

export const API_KEY = 'r8_0123456789abcdefghijklmnopqrstuvwxyzA';

export function entryOf(id: string): ModelEntry {
  const entry = REPLICATE_MODELS.find((model) => model.id === `replicate/${id}`);
  if (!entry) throw new Error(`${id} is not in the catalogue.`);
  return entry;
}

export const SCHNELL = entryOf('flux-schnell');

/** A fitted request for one square PNG. */
export const requestOf = requestsWith({ aspect: '1:1', timeoutMs: 120_000 });

interface Opening {
  readonly entry?: ModelEntry;
  readonly clock?: ManualClock;
  readonly apiKey?: string;
  readonly webhooks?: Webhooks;
  readonly resultHosts?: readonly string[];
}

export function modelAt(baseUrl: string, { entry = SCHNELL, clock = createManualClock(), ...more }: Opening = {}) {
  const { apiKey = API_KEY, webhooks, resultHosts = [] } = more;
  const connection = { provider: 'replicate', label: 'Replicate', apiKey, baseUrl, resultHosts };
  return { model: openReplicate(connection, { clock, ...(webhooks && { webhooks }) })(entry), clock };
}

/** A model whose server answers as scripted; the test fails where a script is left over or missing. */
export async function scriptedModel(scripts: readonly Script[], opening: Opening = {}) {
  const server = await scriptedServer(...scripts);
  return { ...modelAt(`${server.url}/v1`, opening), server };
}

/** A model and the simulator it talks to. */
export async function simulatedModel(opening: Opening & SimulatorOptions = {}) {
  const simulator = await simulatorOf(opening);
  return { ...modelAt(`${simulator.url}/replicate/v1`, opening), simulator };
}

/** A prediction as the provider tells it. */
export const prediction = (more: Readonly<Record<string, unknown>> = {}) => ({
  id: 'gm3qorzdhgbfurvjtvhg6dckhu',
  model: 'black-forest-labs/flux-schnell',
  version: 'hidden',
  input: {},
  output: null,
  logs: '',
  error: null,
  status: 'processing',
  data_removed: false,
  created_at: '2026-11-21T10:00:00.000Z',
  started_at: '2026-11-21T10:00:00.100Z',
  urls: { get: 'https://example.com', cancel: 'https://example.com', web: 'https://example.com' },
  ...more,
});

/** One transparent pixel. */
export const PIXEL =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

export const succeeded = (more: Readonly<Record<string, unknown>> = {}) =>
  prediction({ status: 'succeeded', output: [PIXEL], completed_at: '2026-11-21T10:00:06.100Z', ...more });

/** Lets the clock run on until the promise is settled, whatever it waits for. */
export async function runningOn<T>(promise: Promise<T>, clock: ManualClock, stepMs = 250): Promise<T> {
  let isOver = false;
  const over = () => {
    isOver = true;
  };
  promise.then(over, over);
  await vi.waitFor(
    async () => {
      await clock.advance(stepMs);
      if (!isOver) throw new Error('It is not over yet.');
    },
    { timeout: 15_000, interval: 5 },
  );
  return promise;
}
