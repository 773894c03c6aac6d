import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startEchoingServer } from '../fakes/echoing-server.ts';
import { freePort } from '../fakes/free-port.ts';
import { DISCORD_SECRETS, expectNone, PROVIDER_SECRETS as SECRETS, SLACK_SECRETS as SLACK } from './canary-secrets.ts';
import { openWorkplace, type Started } from './run-easel.ts';

const DISCORD = { ...DISCORD_SECRETS, DISCORD_APPLICATION_ID: '123456789012345678' };

const MODELS = [
  'openai/gpt-image-2.5-flare',
  'gemini/gemini-nano-banana-2.1',
  'replicate/qwen-image-2',
  'runware/flux-2-klein-4b',
];

/** A server that tells every secret back stands for everything Easel calls. */
async function open(more: Readonly<Record<string, string>> = {}) {
  const echo = await startEchoingServer();
  onTestFinished(() => echo.close());
  const { url } = echo;
  const port = await freePort();
  const place = openWorkplace({
    ...SECRETS,
    OPENAI_BASE_URL: `${url}/v1`,
    GEMINI_BASE_URL: url,
    REPLICATE_BASE_URL: `${url}/v1`,
    RUNWARE_BASE_URL: `${url}/v1`,
    AIREFINERY_BASE_URL: `${url}/v1`,
    SLACK_API_URL: `${url}/api/`,
    DISCORD_API_URL: `${url}/api`,
    LOG_LEVEL: 'trace',
    PORT: String(port),
    ...(more.S3_ENDPOINT !== undefined && { S3_BUCKET_NAME: 'pictures' }),
    ...more,
  });
  return { ...place, echo, server: `http://127.0.0.1:${port}` };
}

const NO_S3 = { S3_ACCESS_KEY: '', S3_SECRET_KEY: '' };

async function untilUp(started: Started, server: string): Promise<void> {
  for (let tries = 0; tries < 400 && started.child.exitCode === null; tries++) {
    const answer = await fetch(`${server}/healthz`).catch(() => undefined);
    if (answer) return;
    await sleep(25);
  }
}

const read = async (address: string, init?: RequestInit): Promise<string> => {
  const answer = await fetch(address, init);
  return JSON.stringify([...answer.headers]) + (await answer.text());
};

describe('a secret of the operator', () => {
  it('is told to nobody by a server whose providers tell it back, at the loudest level', {
    timeout: 60_000,
  }, async () => {
    const { start, echo, server } = await open(NO_S3);
    const running = start('start');
    await untilUp(running, server);
    const key = SECRETS.EASEL_API_KEYS.replace('ada:', '');
    const answers: string[] = [];
    for (const model of MODELS) {
      const body = JSON.stringify({ model, prompt: 'a fox' });
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
      answers.push(await read(`${server}/v1/images/generations`, { method: 'POST', headers, body }));
      answers.push(
        await read(`${server}/v1/images/generations`, {
          method: 'POST',
          headers: { ...headers, authorization: 'Bearer wrong' },
          body,
        }),
      );
    }
    for (const path of ['/metrics', '/readyz', '/v1/models', '/openapi.json', '/playground/commands'])
      answers.push(await read(`${server}${path}`));
    running.child.kill('SIGTERM');
    const { stdout, stderr } = await running.ended;
    expect(echo.heard.join()).toMatch(/sk-canary.*r8_canary/s);
    expect(stderr.length).toBeGreaterThan(1000);
    for (const words of [...answers, stdout, stderr]) expectNone(words);
  });

  it('is not in what the doctor says, nor in what a command says of its failure', { timeout: 60_000 }, async () => {
    const { easel, echo } = await open({ ...NO_S3, ...SLACK, ...DISCORD });
    const said = [await easel('doctor')];
    for (const model of MODELS) said.push(await easel('generate', 'a fox', '--model', model, '--raw'));
    expect(echo.heard.join()).toMatch(/sk-canary/);
    expect(echo.heard.join()).toMatch(/xoxb-canary/);
    for (const { stdout, stderr } of said) expectNone(stdout + stderr);
  });

  it('is not told by a server whose Slack and Discord tell it back', { timeout: 60_000 }, async () => {
    const { start, server, echo } = await open({ ...NO_S3, ...SLACK, ...DISCORD });
    const running = start('start');
    await untilUp(running, server);
    await expect.poll(() => echo.heard.join(), { timeout: 10_000 }).toMatch(/xoxb-canary|Bot Y2F/);
    await sleep(500);
    running.child.kill('SIGTERM');
    const { stdout, stderr } = await running.ended;
    expectNone(stdout + stderr);
  });

  it('is not told where pictures cannot be kept in S3', { timeout: 60_000 }, async () => {
    const echo = await startEchoingServer();
    onTestFinished(() => echo.close());
    const { easel } = await open({ S3_ENDPOINT: echo.url, OPENAI_API_KEY: '' });
    const said = [await easel('doctor'), await easel('generate', 'a fox', '--raw')];
    expect(echo.heard.join()).toContain('CANARYS3ACCESS');
    for (const { stdout, stderr } of said) expectNone(stdout + stderr);
  });

  it.each<[string, Record<string, string>]>([
    ['Postgres that is not there', { DATABASE_URL: 'postgres://easel:canary-password@127.0.0.1:1/easel' }],
    ['Redis as a store that is not there', { DATABASE_URL: 'redis://easel:canary-password@127.0.0.1:1/0' }],
    ['Redis for the queue that is not there', { REDIS_URL: 'redis://easel:canary-password@127.0.0.1:1/0' }],
    ['a store of an unknown kind', { DATABASE_URL: 'mysql://easel:canary-password@127.0.0.1:1/easel' }],
    ['a store whose address is none', { DATABASE_URL: 'canary-password' }],
    [
      'tokens of no known form',
      { SLACK_BOT_TOKEN: 'canary', SLACK_APP_TOKEN: 'canary', DISCORD_TOKEN: 'canary canary' },
    ],
    ['keys of programs that are none', { EASEL_API_KEYS: 'canary' }],
    [
      'an address with a password',
      { OPENAI_BASE_URL: 'http://user:canary@127.0.0.1:1/v1', S3_ENDPOINT: 'http://user:canary@127.0.0.1:1' },
    ],
    [
      'headers that are none',
      { OTEL_EXPORTER_OTLP_HEADERS: 'canary', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://u:canary@127.0.0.1:1' },
    ],
  ])('is not told with %s', { timeout: 60_000 }, async (_what, env) => {
    const { easel, start } = await open({ ...NO_S3, ...env });
    const running = start('start');
    const checked = await easel('doctor');
    running.child.kill('SIGTERM');
    for (const { stdout, stderr } of [checked, await running.ended]) expectNone(stdout + stderr);
  });
});
