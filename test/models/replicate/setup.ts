import { onTestFinished, vi } from 'vitest';
import { EaselError } from '#src/domain/errors.ts';
import type { FittedOptions } from '#src/domain/fit.ts';
import type { ModelEntry } from '#src/domain/model.ts';
import { plainText, type Text } from '#src/domain/text.ts';
import { REPLICATE_MODELS } from '#src/models/catalogue/replicate.ts';
import { openReplicate } from '#src/models/replicate/open-replicate.ts';
import type { FittedRequest, Run } from '#src/ports/image-model.ts';
import type { Webhooks } from '#src/ports/provider.ts';
import { type SimulatorOptions, startSimulator } from '#src/simulator/simulator.ts';
import { createManualClock, type ManualClock } from '../../fakes/manual-clock.ts';
import { type Script, startScriptedServer } from '../../fakes/scripted-server.ts';

export const API_KEY = 'r8_0123456789abcdefghijklmnopqrstuvwxyzA';

export function entryOf(id: string): ModelEntry {
  const entry = REPLICATE_MODELS.find((model) => model.id === `replicate/${id}`);
  if (!entry) throw new Error(`${id} is not in the catalogue.`);
  return entry;
}

export const SCHNELL = entryOf('flux-schnell');

/** A fitted request for one square PNG. */
export function requestOf(
  options: Partial<FittedOptions> = {},
  more: Partial<Omit<FittedRequest, 'options'>> = {},
): FittedRequest {
  const usual: FittedOptions = {
    size: { width: 1024, height: 1024 },
    aspect: '1:1',
    background: 'auto',
    format: 'png',
    count: 1,
    partials: 0,
    timeoutMs: 120_000,
  };
  return { prompt: 'a lighthouse at dusk', references: [], ...more, options: { ...usual, ...options } };
}

/** A run that keeps what it is told. */
export function startRun() {
  const aborter = new AbortController();
  const tasks: string[] = [];
  const shares: (number | null)[] = [];
  const notes: string[] = [];
  const run: Run = {
    signal: aborter.signal,
    onTask: async (taskId) => void tasks.push(taskId),
    onProgress: ({ share, note }: { share: number | null; note?: Text }) => {
      shares.push(share);
      if (note) notes.push(plainText(note));
    },
    onPartial: () => {},
  };
  return { run, tasks, shares, notes, abort: (reason?: unknown) => aborter.abort(reason) };
}

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
  const server = await startScriptedServer();
  onTestFinished(() => server.close());
  server.script(...scripts);
  return { ...modelAt(`${server.url}/v1`, opening), server };
}

/** A model and the simulator it talks to. */
export async function simulatedModel(opening: Opening & SimulatorOptions = {}) {
  const { paceMs = 0, ...options } = opening;
  const simulator = await startSimulator({ ...options, paceMs });
  onTestFinished(() => simulator.close());
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
  vi.waitFor(check, { timeout: 10_000, interval: 10 });

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
