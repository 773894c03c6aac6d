import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Simulator, startSimulator } from '#src/simulator/simulator.ts';
import { asOpenAi, openWorkplace, type Started } from '../cli/run-easel.ts';
import { registerFrom } from '../crash/register-commands.ts';
import { type PlayedDiscord, startDiscord } from '../fakes/discord/discord.ts';
import { playCollector } from '../fakes/otel-collector.ts';
import { realRedis } from '../fakes/real-stores.ts';
import { scratchFolder } from '../fakes/scratch-folder.ts';
import { isResult } from '../flows/open-discord-flow.ts';

const SLOW = 120_000;
const PATIENCE_MS = 30_000;
const PATIENT = { timeout: PATIENCE_MS, interval: 100 };
const PROMPT = 'a crimson walrus in a top hat';
/** The first three are the gateway's, the others the worker's. */
const STEPS = ['request', 'plan', 'hold', 'queue wait', 'provider call', 'store pictures', 'settle', 'deliver'];

interface Line {
  readonly msg: string;
  readonly traceId?: string;
  readonly jobId?: string;
}

const linesOf = ({ stderr }: Started): readonly Line[] =>
  stderr()
    .split('\n')
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
    .map((line) => JSON.parse(line));

/** What a process says of one job, as somebody finds it who searches the log. */
const said = (started: Started, jobId: string) => linesOf(started).filter((line) => line.jobId === jobId);

describe.skipIf(realRedis.missing)(`a gateway and a worker that are watched${realRedis.missing ?? ''}`, () => {
  let discord: PlayedDiscord;
  let simulator: Simulator;
  beforeAll(async () => {
    [discord, simulator] = await Promise.all([startDiscord(), startSimulator({ paceMs: 0 })]);
  });
  afterAll(async () => {
    await simulator.close();
    await discord.close();
  });

  it(
    'say one trace of one request from its arrival to its end, and send its steps as one trace, without its words',
    async () => {
      const collector = await playCollector();
      const { gateway, worker, ada, channel } = await open({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
      await ada.command(channel, 'imagine', { prompt: PROMPT });
      await discord.until(() => ada.sees(channel).some(isResult), PATIENCE_MS);
      await expect.poll(() => linesOf(worker).some(({ msg }) => msg === 'Job delivered'), PATIENT).toBe(true);
      const { jobId = '', traceId } = linesOf(gateway).find(({ msg }) => msg === 'Job accepted') ?? {};
      expect(traceId).toMatch(/^[0-9a-f]{32}$/);
      expect(said(gateway, jobId).map(({ msg }) => msg)).toContain('Job planned');
      expect(said(worker, jobId).map(({ msg }) => msg)).toContain('Provider called');
      for (const line of [...said(gateway, jobId), ...said(worker, jobId)])
        expect(line.traceId, line.msg).toBe(traceId);
      for (const { child, ended } of [gateway, worker]) {
        child.kill('SIGTERM');
        expect((await ended).code).toBe(0);
      }
      const spans = collector.spans().filter(({ name }) => STEPS.includes(name));
      expect(new Set(spans.map(({ name }) => name))).toEqual(new Set(STEPS));
      expect(new Set(spans.map((span) => span.traceId))).toEqual(new Set([traceId]));
      for (const text of [gateway.stderr(), worker.stderr(), collector.text()]) expect(text).not.toContain('walrus');
    },
    SLOW,
  );

  it(
    'tell somebody whose picture failed by what name whoever runs Easel finds it in the log of both',
    async () => {
      const { gateway, worker, ada, channel } = await open({});
      simulator.fail({ kind: 'reset_after_send' });
      await ada.command(channel, 'imagine', { prompt: PROMPT });
      const shown = () =>
        ada
          .sees(channel)
          .map(({ text }) => text)
          .join('\n');
      await expect.poll(shown, PATIENT).toContain('finds it in the log as job ');
      const [, jobId = ''] = /finds it in the log as job `?(\w+)/.exec(shown()) ?? [];
      expect(said(gateway, jobId).map(({ msg }) => msg)).toContain('Job accepted');
      await expect
        .poll(() => said(worker, jobId).map(({ msg }) => msg), PATIENT)
        .toEqual(expect.arrayContaining(['Job ended without pictures', 'Job delivered']));
    },
    SLOW,
  );

  async function open(more: Readonly<Record<string, string>>) {
    const REDIS_URL = realRedis.corner();
    onTestFinished(() => realRedis.forget(REDIS_URL));
    const folder = scratchFolder();
    const keys = { DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.apiUrl, ...asOpenAi(simulator.url) };
    const place = openWorkplace({ ...keys, REDIS_URL, EASEL_DATA_DIR: folder, PORT: '0', ...more }, folder);
    await discord.until(() => discord.gateway.connections() === 0, PATIENCE_MS);
    await registerFrom(folder, discord);
    const [gateway, worker] = ['gateway', 'worker'].map((role) => place.start('start', '--role', role));
    if (!gateway || !worker) throw new Error('Two were started.');
    for (const { stdout } of [gateway, worker])
      await expect.poll(stdout, { timeout: PATIENCE_MS, interval: 50 }).toContain('Easel is ready');
    await discord.until(() => discord.gateway.connections() === 1, PATIENCE_MS);
    return { gateway, worker, ada: discord.person('ada'), channel: discord.addChannel() };
  }
});
