import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import OpenAI from 'openai';
import type { Config } from '#src/config/config.ts';
import { loadConfig } from '#src/config/load-config.ts';
import { startSimulator } from '#src/simulator/simulator.ts';
import { startEasel } from '#src/start.ts';
import { openAiAt } from './open-flow.ts';

export const FLOW_KEY = 'flow-key-0123456789abcdef';

export type ApiFlow = Awaited<ReturnType<typeof openApiFlow>>;

/** A whole Easel with its HTTP server, as `easel start` runs it, and the simulator as the providers. */
export async function openApiFlow({
  env: more = openAiAt,
  change = (config) => config,
}: {
  readonly env?: (url: string) => Readonly<Record<string, string>>;
  readonly change?: (config: Config) => Config;
} = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'easel-api-'));
  const simulator = await startSimulator({ paceMs: 0 });
  const env = {
    EASEL_DATA_DIR: folder,
    LOG_LEVEL: 'silent',
    PORT: '0',
    EASEL_API_KEYS: `ada:${FLOW_KEY}`,
    ...more(simulator.url),
  };
  const config = change(loadConfig({ env, cwd: folder }));
  const running = await startEasel(config);
  const client = new OpenAI({ apiKey: FLOW_KEY, baseURL: `${running.url}/v1`, maxRetries: 0 });

  return { ...running, config, simulator, client, dataDir: folder, close, left };

  async function left(personId = 'ada') {
    const { available, held } = await running.easel.engine.balance({ tenantId: 'api', personId });
    return { available, held };
  }

  async function close(): Promise<void> {
    await running.stop(5000);
    await simulator.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Every event of a stream. */
export async function eventsOf<T>(stream: AsyncIterable<T>): Promise<readonly T[]> {
  const events: T[] = [];
  for await (const event of stream) events.push(event);
  return events;
}
