import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import type { Parts } from '#src/app/parts.ts';
import type { Route } from '#src/app/route.ts';
import type { Config } from '#src/config/config.ts';
import { loadConfig } from '#src/config/load-config.ts';
import { openEasel } from '#src/main.ts';
import { startSimulator } from '#src/simulator/simulator.ts';
import {
  type Asked,
  createRecordingPlatform,
  type RecordingPlatform,
  type ShownMessage,
} from '../fakes/recording-platform.ts';
import { createSilentLog } from '../fakes/silent-log.ts';

export type Flow = Awaited<ReturnType<typeof openFlow>>;

export interface FlowOptions {
  /** Data of an earlier flow, for a restart. */
  readonly dataDir?: string;
  /** The platform people already talk on, for a restart. */
  readonly talk?: RecordingPlatform;
  readonly simulator?: Awaited<ReturnType<typeof startSimulator>>;
  /** Variables of other providers, given the simulator's address. */
  readonly env?: (url: string) => Readonly<Record<string, string>>;
  readonly change?: (config: Config) => Config;
  /** Stands between the engine and its parts. */
  readonly wrap?: (parts: Parts) => Parts;
}

/** The whole bot over the real SDK, store and queue: a recording platform on one side, the simulator as OpenAI on the other. */
export async function openFlow({
  dataDir,
  talk = createRecordingPlatform(),
  simulator,
  env: more = openAiAt,
  change = (config) => config,
  wrap = (parts) => parts,
}: FlowOptions = {}) {
  const folder = dataDir ?? (await mkdtemp(join(tmpdir(), 'easel-flow-')));
  const provider = simulator ?? (await startSimulator({ paceMs: 0 }));
  const env = {
    EASEL_DATA_DIR: folder,
    LOG_LEVEL: 'silent',
    ...more(provider.url),
  };
  const config = change(loadConfig({ env, cwd: folder }));
  const log = createSilentLog();
  const routes = new Map<string, Route>([[talk.platform.id, talk.platform]]);
  const easel = await openEasel(config, { routes, log, wrap });
  await talk.platform.start(easel.engine.handle, easel.engine.gone);
  await easel.engine.start();

  return { easel, talk, simulator: provider, dataDir: folder, log, made, ended, balance, stop, close };

  /** Asks and waits for the end, whatever it is. */
  async function made(asked: Asked): Promise<ShownMessage> {
    const { id } = await talk.ask(asked);
    return ended(id);
  }

  function ended(messageId: string): Promise<ShownMessage> {
    return vi.waitFor(
      async () => {
        const message = talk.message(messageId);
        if (message.ends === 0) throw new Error('Nothing has been shown yet.');
        // It is shown a moment before that is noted.
        const jobId = message.result?.jobId ?? message.failure?.jobId;
        const job = jobId === undefined ? undefined : await easel.jobs.get(jobId);
        if (job?.state === 'delivering') throw new Error('That it was shown has not been noted yet.');
        return message;
      },
      { timeout: 15_000, interval: 5 },
    );
  }

  async function balance(user = 'ada') {
    const { available, held } = await easel.engine.balance({ tenantId: 'guild', personId: user });
    return { available, held };
  }

  /** Ends this process's part and leaves the data and the provider for the next one. */
  async function stop(): Promise<void> {
    await easel.engine.stop(5000);
    await easel.close();
  }

  async function close(): Promise<void> {
    await stop();
    await provider.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Only OpenAI is configured. */
export const openAiAt = (url: string) => ({ OPENAI_API_KEY: 'test-key', OPENAI_BASE_URL: `${url}/v1` });

/** Every provider is configured, each played by the simulator. */
export const everyoneAt = (url: string) => ({
  ...openAiAt(url),
  GEMINI_API_KEY: 'test-key',
  GEMINI_BASE_URL: `${url}/gemini`,
  REPLICATE_API_TOKEN: 'test-key',
  REPLICATE_BASE_URL: `${url}/replicate/v1`,
  RUNWARE_API_KEY: 'test-key',
  RUNWARE_BASE_URL: `${url}/runware/v1`,
  AIREFINERY_API_KEY: 'test-key',
  AIREFINERY_BASE_URL: `${url}/compatible/v1`,
});

export const factsOf = ({ result }: ShownMessage): Record<string, string> =>
  Object.fromEntries(
    (result?.facts ?? []).map(({ label, value }) => [
      label,
      value.map((part) => ('plain' in part ? part.plain : '')).join(''),
    ]),
  );

export const buttonOf = ({ result }: ShownMessage, label: string): string =>
  result?.actions.find((action) => action.label === label)?.state ?? 'no such button';
