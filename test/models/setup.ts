import { onTestFinished, vi } from 'vitest';
import { EaselError } from '#src/domain/errors.ts';
import type { FittedOptions } from '#src/domain/fit.ts';
import type { Picture } from '#src/domain/picture.ts';
import { plainText, type Text } from '#src/domain/text.ts';
import type { FittedRequest, Run } from '#src/ports/image-model.ts';
import { type SimulatorOptions, startSimulator } from '#src/simulator/simulator.ts';
import { type Script, type ScriptedServer, startScriptedServer } from '../fakes/scripted-server.ts';

const SQUARE: FittedOptions = {
  size: { width: 1024, height: 1024 },
  background: 'auto',
  format: 'png',
  count: 1,
  partials: 0,
  timeoutMs: 180_000,
};

/** Makes fitted requests that are alike but for what each is told. */
export const requestsWith =
  (usual: Partial<FittedOptions>) =>
  (options: Partial<FittedOptions> = {}, more: Partial<Omit<FittedRequest, 'options'>> = {}): FittedRequest => ({
    prompt: 'a lighthouse at dusk',
    references: [],
    ...more,
    options: { ...SQUARE, ...usual, ...options },
  });

/** A fitted request for one square PNG, without previews unless told. */
export const requestOf = requestsWith({});

/** A run that keeps what it is told. */
export function startRun() {
  const aborter = new AbortController();
  const tasks: string[] = [];
  const shares: (number | null)[] = [];
  const notes: string[] = [];
  const partials: { readonly picture: Picture; readonly step: number }[] = [];
  const run: Run = {
    signal: aborter.signal,
    onTask: async (taskId) => void tasks.push(taskId),
    onProgress: ({ share, note }: { share: number | null; note?: Text }) => {
      shares.push(share);
      if (note) notes.push(plainText(note));
    },
    onPartial: (picture, step) => void partials.push({ picture, step }),
  };
  return { run, tasks, shares, notes, partials, abort: (reason?: unknown) => aborter.abort(reason) };
}

/** A server that answers as scripted; the test fails where a script is left over or missing. */
export async function scriptedServer(...scripts: readonly Script[]): Promise<ScriptedServer> {
  const server = await startScriptedServer();
  onTestFinished(() => server.close());
  server.script(...scripts);
  return server;
}

/** The simulator, quick unless told, for one test. */
export async function simulatorOf(options: SimulatorOptions = {}) {
  const simulator = await startSimulator({ paceMs: 0, ...options });
  onTestFinished(() => simulator.close());
  return simulator;
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
  vi.waitFor(check, { timeout: 10_000, interval: 10 });
