import { setTimeout as pause } from 'node:timers/promises';
import type { ModelEntry } from '#src/domain/model.ts';
import { RUNWARE_MODELS } from '#src/models/catalogue/runware.ts';
import { openRunware } from '#src/models/runware/open-runware.ts';
import type { ImageModel } from '#src/ports/image-model.ts';
import type { SimulatorOptions } from '#src/simulator/simulator.ts';
import { createManualClock, type ManualClock } from '../../fakes/manual-clock.ts';
import type { Script, ScriptedServer } from '../../fakes/scripted-server.ts';
import { requestsWith, scriptedServer, simulatorOf } from '../setup.ts';

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
  const simulator = await simulatorOf(options);
  const clock = createHurriedClock();
  return { simulator, clock, model: modelAt(`${simulator.url}/runware/v1`, clock, entry, apiKey) };
}

/** A model whose server answers as scripted; the test fails where a script is left over or missing. */
export async function scriptedModel(scripts: (server: ScriptedServer) => readonly Script[], entry: ModelEntry = DEV) {
  const server = await scriptedServer();
  server.script(...scripts(server));
  const clock = createHurriedClock();
  return { server, clock, model: modelAt(`${server.url}/v1`, clock, entry) };
}

/** A fitted request for one small picture. */
export const requestOf = requestsWith({ size: { width: 256, height: 256 } });
