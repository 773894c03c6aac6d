import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { KeptArrival } from '#src/chat/discord/inbox.ts';
import { type Simulator, startSimulator } from '#src/simulator/simulator.ts';
import type { Label } from '../crash/labels.ts';
import { readEasel } from '../crash/read-easel.ts';
import { registerFrom } from '../crash/register-commands.ts';
import { said } from '../crash/wall.ts';
import { type PlayedDiscord, startDiscord } from '../fakes/discord/discord.ts';
import { startChild } from '../fakes/start-child.ts';
import { isResult } from './open-discord-flow.ts';
import { openAiAt } from './open-flow.ts';

/** Where a job is when its process is killed, and what its person gets in the end. */
const CASES: readonly (readonly [Label | 'arrived' | 'acknowledged', 'a picture' | 'told that nobody knows'])[] = [
  ['arrived', 'a picture'],
  ['acknowledged', 'a picture'],
  ['accepted', 'a picture'],
  ['queued', 'a picture'],
  ['running', 'a picture'],
  ['answered', 'told that nobody knows'],
  ['delivering', 'a picture'],
  ['posted', 'a picture'],
];

/** A process starts within a second, or within half a minute on a crowded machine. */
const PATIENCE_MS = 60_000;
const SLOW_MS = 4 * PATIENCE_MS;

describe('kill -9 of the bot on Discord', () => {
  let folder: string;
  let simulator: Simulator;
  let discord: PlayedDiscord;
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    discord = await startDiscord();
  });
  afterAll(async () => {
    await discord.expectConform();
    await discord.close();
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'easel-discord-'));
    simulator = await startSimulator({ paceMs: 0 });
    await registerFrom(folder, discord);
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await simulator.close();
    await rm(folder, { recursive: true, force: true });
  });

  it.each(CASES)(
    'at %s: the same message ends with %s, once',
    async (label, end) => {
      const ada = discord.person('ada');
      const channel = discord.addChannel();
      const first = start(label);
      await discord.until(() => discord.gateway.sessions.some(({ socket }) => socket), PATIENCE_MS);
      await ada.command(channel, 'imagine', { prompt: 'a red fox' });
      await said(first, `at ${label}`);
      await expect.poll(isKept, { timeout: PATIENCE_MS }).toBe(true);
      first.kill('SIGKILL');
      await once(first, 'exit');

      await said(start(''), 'started');
      const isEnd = end === 'a picture' ? isResult : ({ text }: { text: string }) => text.includes('restarted while');
      await discord.until(() => ada.sees(channel).some(isEnd), PATIENCE_MS);
      await expect.poll(() => readEasel(folder, ({ jobs }) => jobs.unfinished()), { timeout: PATIENCE_MS }).toEqual([]);
      expect(ada.sees(channel)).toHaveLength(1);
      expect(simulator.requests).toHaveLength(1);
      const whose = { tenantId: `discord:${discord.guild.id}`, personId: ada.id };
      const { available, held } = await readEasel(folder, ({ engine }) => engine.balance(whose));
      expect({ available, held }).toEqual({ available: end === 'a picture' ? 38 : 40, held: 0 });
    },
    SLOW_MS,
  );

  /** It is kept beside its acknowledgement, which does not wait for that. */
  async function isKept(): Promise<boolean> {
    return readEasel(folder, async ({ documents, jobs }) => {
      for await (const _arrival of documents<KeptArrival>('discord-inbox').list()) return true;
      return (await jobs.unfinished()).length > 0;
    });
  }

  function start(stopAt: (typeof CASES)[number][0] | ''): ChildProcess {
    const program = new URL('./discord-child.ts', import.meta.url).pathname;
    const env = { ...process.env, ...openAiAt(simulator.url), ...discordEnv() };
    const child = startChild([program, stopAt], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    return child;
  }

  const discordEnv = () => ({
    EASEL_DATA_DIR: folder,
    DISCORD_TOKEN: discord.token,
    DISCORD_API_URL: discord.apiUrl,
    LOG_LEVEL: 'silent',
  });
});
