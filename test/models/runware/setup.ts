import { setTimeout as pause } from 'node:timers/promises';
import { onTestFinished, vi } from 'vitest';
import { EaselError } from '#src/domain/errors.ts';
import type { FittedOptions } from '#src/domain/fit.ts';
import type { ModelEntry } from '#src/domain/model.ts';
import { plainText, type Text } from '#src/domain/text.ts';
import { RUNWARE_MODELS } from '#src/models/catalogue/runware.ts';
import { openRunware } from '#src/models/runware/open-runware.ts';
import type { FittedRequest, ImageModel, Run } from '#src/ports/image-model.ts';
import { type SimulatorOptions, startSimulator } from '#src/simulator/simulator.ts';
import { createManualClock, type ManualClock } from '../../fakes/manual-clock.ts';
import { type Script, type ScriptedServer, startScriptedServer } from '../../fakes/scripted-server.ts';

export const API_KEY = 'rw-test-0123456789';

export function entryOf(id: string): ModelEntry {
  const entry = RUNWARE_MODELS.find((model) => model.id === id);
  if (!entry) throw new Error(`${id} is not in the catalogue.`);
  return entry;
}

export const DEV = entryOf('runware/flux-dev');

/**
 * A manual clock whose sleepers wake almost at once, while it tells that their whole time has passed: the simulator really draws,
 * so somebody has to ask again and again without the test moving the time. Timers still wait to be moved.
 */
export function createHurriedClock(): ManualClock {
  const clock = createManualClock();
  let sleptMs = 0;
  return {
    ...clock,
    now: () => clock.now() + sleptMs,
    async sleep(ms, signal) {
      signal.throwIfAborted();
      sleptMs += ms;
      await pause(5, undefined, { signal }).catch(() => signal.throwIfAborted());
    },
  };
}

export function modelAt(baseUrl: string, clock: ManualClock, entry: ModelEntry = DEV, apiKey = API_KEY): ImageModel {
  const connection = { provider: 'runware', label: 'Runware', apiKey, baseUrl, resultHosts: [] };
  return openRunware(connection, { clock })(entry);
}

/** A model whose far side is the simulator. */
export async function simulatedModel(entry: ModelEntry = DEV, options: SimulatorOptions = {}, apiKey = API_KEY) {
  const simulator = await startSimulator({ paceMs: 0, ...options });
  onTestFinished(() => simulator.close());
  const clock = createHurriedClock();
  return { simulator, clock, model: modelAt(`${simulator.url}/runware/v1`, clock, entry, apiKey) };
}

/** A model whose server answers as scripted; the test fails where a script is left over or missing. */
export async function scriptedModel(scripts: (server: ScriptedServer) => readonly Script[], entry: ModelEntry = DEV) {
  const server = await startScriptedServer();
  onTestFinished(() => server.close());
  server.script(...scripts(server));
  const clock = createHurriedClock();
  return { server, clock, model: modelAt(`${server.url}/v1`, clock, entry) };
}

/** A fitted request for one small picture. */
export function requestOf(
  options: Partial<FittedOptions> = {},
  more: Partial<Omit<FittedRequest, 'options'>> = {},
): FittedRequest {
  const usual: FittedOptions = {
    size: { width: 256, height: 256 },
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
