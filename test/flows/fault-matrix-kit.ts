import { expect } from 'vitest';
import type { Parts } from '#src/app/parts.ts';
import type { Config } from '#src/config/config.ts';
import { connectionsOf } from '#src/connections.ts';
import { isFinal, type Job } from '#src/domain/job.ts';
import { createImageModels } from '#src/models/registry.ts';
import { type ChaosProxy, startChaosProxy } from '../fakes/chaos-proxy.ts';
import { type CountingProvider, countedAt, startCountingProvider } from '../fakes/counting-provider.ts';
import { pngOf } from '../fixtures/pictures.ts';
import { createQuickClock } from './fault-kit.ts';
import { type MatrixFault, PROVIDERS, type Provider } from './fault-matrix.ts';

/** Each of these has seconds of patience instead of minutes, and models' seconds pass twenty times as fast. */
const PATIENCE = { timeoutMs: 30_000, idleTimeoutMs: 30_000, typicalMs: 2000 };
const TOLD_WITHIN_MS = 5000;
const WAIT = { timeout: 10_000, interval: 10 };
const ALLOWANCE = 40;
let asked = 0;

/** Providers that count, behind a wire that can go wrong. */
export async function openWires() {
  const provider = await startCountingProvider({
    picture: await pngOf({ width: 64, height: 64, noise: true }),
    drawMs: 5,
  });
  const proxy = await startChaosProxy(provider.url);
  // By a name, so that the name can be unknown.
  const variables = countedAt(proxy.url.replace('127.0.0.1', 'localhost'));
  let config: Config | undefined;
  return {
    proxy,
    provider,
    options: {
      env: () => variables,
      change(loaded: Config): Config {
        const models = Object.values(PROVIDERS).map(({ model }) => ({ id: model, delivery: PATIENCE }));
        config = { ...loaded, models: [...loaded.models, ...models] };
        return config;
      },
      wrap(parts: Parts): Parts {
        if (!config) return parts;
        const connections = connectionsOf(config, async () => '');
        return { ...parts, modelOf: createImageModels({ ...parts, connections, clock: createQuickClock() }) };
      },
    },
    async close() {
      await proxy.close();
      await provider.close();
    },
  };
}

export type Wires = { readonly proxy: ChaosProxy; readonly provider: CountingProvider };

/** One way to ask for a picture, and to see what came of it. */
export interface MatrixPlatform {
  /** Somebody new asks. Resolves with what they are told in the end, and whether a picture is there. */
  ask(
    prompt: string,
    model: string,
  ): Promise<{ readonly words: string; readonly pictures: number; job(): Promise<Job> }>;
  balance(): Promise<{ readonly available: number; readonly held: number }>;
  unfinished(): Promise<readonly Job[]>;
}

/** One cell of the table. */
export async function expectCell(
  platform: MatrixPlatform,
  wires: Wires,
  { begin, expected }: MatrixFault,
  provider: Provider,
): Promise<void> {
  const { model, cost } = PROVIDERS[provider];
  const { end, paid } = expected[provider];
  asked += 1;
  const prompt = `fox-${asked}-${provider.toLowerCase()}`;
  const stop = await begin(wires, provider);
  const shown = await platform.ask(prompt, model).finally(() => stop?.());
  const toldAt = Date.now();
  await expect.poll(() => platform.unfinished(), WAIT).toEqual([]);
  const job = await shown.job();
  const isMade = end === 'picture';
  expect(isFinal(job.state)).toBe(true);
  expect({
    end: job.failure?.code ?? 'picture',
    pictures: shown.pictures,
    paid: wires.provider.paid.get(prompt) ?? 0,
  }).toEqual({ end, pictures: isMade ? 1 : 0, paid });
  if (!isMade) expect(shown.words).toContain('Nothing was charged');
  expect(await platform.balance()).toEqual({ available: ALLOWANCE - (isMade ? cost : 0), held: 0 });
  const decidedAt = isMade ? wires.proxy.lastDownAt : (job.finishedAt ?? 0);
  expect(toldAt - decidedAt).toBeLessThan(TOLD_WITHIN_MS);
}
