import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { expect, it, onTestFinished, vi } from 'vitest';
import { startEchoingServer } from '../fakes/echoing-server.ts';
import { expectNone, PROVIDER_SECRETS } from './canary-secrets.ts';
import { openWorkplace, type Started } from './run-easel.ts';

const PROMPT = 'a crimson walrus balancing seven teacups';
const MODELS = [
  'openai/gpt-image-2.5-flare',
  'gemini/gemini-nano-banana-2.1',
  'replicate/qwen-image-2',
  'runware/flux-2-klein-4b',
  'airefinery/FLUX.1-schnell',
];
const WAIT = { timeout: 25_000, interval: 50 };

/** A collector of traces that keeps what it is sent, without the headers, in which its key has to be. */
async function playCollector() {
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    bodies.push((await buffer(request)).toString('latin1'));
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  // Proof: it listens on TCP.
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, bodies };
}

async function open() {
  const echo = await startEchoingServer();
  onTestFinished(() => echo.close());
  const collector = await playCollector();
  const { folder, start } = openWorkplace({
    ...PROVIDER_SECRETS,
    ...{ S3_ACCESS_KEY: '', S3_SECRET_KEY: '' },
    OPENAI_BASE_URL: `${echo.url}/v1`,
    GEMINI_BASE_URL: echo.url,
    REPLICATE_BASE_URL: `${echo.url}/v1`,
    RUNWARE_BASE_URL: `${echo.url}/v1`,
    AIREFINERY_BASE_URL: `${echo.url}/v1`,
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    EASEL_CONFIG: 'easel.json',
    LOG_LEVEL: 'trace',
    PORT: '0',
  });
  writeFileSync(join(folder, 'easel.json'), JSON.stringify({ moderators: ['ada'] }));
  const running = start('start');
  const url = await vi.waitFor(() => {
    const found = /ready: (http:\/\/127\.0\.0\.1:\d+)/.exec(running.stdout())?.[1];
    if (!found) throw new Error('It is not ready yet.');
    return found;
  }, WAIT);
  return { running, url, echo, collector };
}

/** Sends a command as the page does. */
async function command(url: string, name: string, options: object = {}): Promise<string> {
  const form = new FormData();
  const fields = { eventId: crypto.randomUUID(), name: 'Ada', command: name, options: JSON.stringify(options) };
  for (const [field, value] of Object.entries(fields)) form.append(field, value);
  const answer = await fetch(`${url}/playground/requests`, { method: 'POST', body: form });
  expect(answer.status).toBe(202);
  const { messageId } = (await answer.json()) as { messageId: string };
  return messageId;
}

/** The file that an answer comes with. */
const fileOf = (url: string, messageId: string): Promise<string> =>
  vi.waitFor(async () => {
    const answer = await fetch(`${url}/playground/pictures/${messageId}/file-0?name=Ada`);
    expect(answer.status).toBe(200);
    return answer.text();
  }, WAIT);

/** Everything that the page shows, once it shows what it is waited for. */
async function shown(url: string, until: RegExp): Promise<string> {
  return vi.waitFor(async () => {
    const answer = await fetch(`${url}/playground/events?name=Ada`);
    const reader = answer.body?.getReader();
    let seen = '';
    while (!seen.includes('\n\n')) seen += Buffer.from((await reader?.read())?.value ?? []).toString();
    await reader?.cancel();
    if (!until.test(seen)) throw new Error(`Not shown yet: ${seen.slice(-300)}`);
    return seen;
  }, WAIT);
}

async function batch(url: string): Promise<string> {
  const headers = { authorization: `Bearer ${PROVIDER_SECRETS.EASEL_API_KEYS.replace('ada:', '')}` };
  const made = await fetch(`${url}/v1/image_batches`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'text/csv' },
    body: `prompt,model\n${MODELS.map((model) => `${PROMPT},${model}`).join('\n')}\n`,
  });
  const { id } = (await made.json()) as { id: string };
  const one = `${url}/v1/image_batches/${id}`;
  const told = await (await fetch(`${one}/start`, { method: 'POST', headers })).text();
  const view = await vi.waitFor(async () => {
    const now = await (await fetch(one, { headers })).text();
    if (!/"status":"(?:done|stopped)"/.test(now)) throw new Error(`It is not over yet: ${now.slice(0, 300)}`);
    return now;
  }, WAIT);
  const files = await Promise.all(
    ['manifest?format=jsonl', 'manifest?format=csv', 'archive'].map(async (what) =>
      (await fetch(`${one}/${what}`, { headers })).text(),
    ),
  );
  return [told, view, ...files].join('\n');
}

const stopped = (running: Started) => {
  running.child.kill('SIGTERM');
  return running.ended;
};

it('tells no secret in chat, exports, audits, lists, batches or traces while every provider tells all of them back', {
  timeout: 120_000,
}, async () => {
  const { running, url, echo, collector } = await open();
  const seen = [await batch(url)];
  for (const model of MODELS) await command(url, 'imagine', { prompt: PROMPT, model });
  await vi.waitFor(() => expect(echo.heard.length).toBeGreaterThanOrEqual(MODELS.length + 1), WAIT);
  seen.push(await fileOf(url, await command(url, 'audit', { csv: true })));
  seen.push(await fileOf(url, await command(url, 'privacy export')));
  await command(url, 'usage');
  seen.push(await shown(url, /Nothing was charged/));
  for (const path of ['/metrics', '/readyz']) seen.push(await (await fetch(url + path)).text());
  const { stdout, stderr } = await stopped(running);
  expect(echo.heard.join()).toMatch(/canary.*crimson walrus/s);
  expect(collector.bodies.join()).toContain('easel');
  for (const words of [...seen, stdout, stderr, collector.bodies.join()]) expectNone(words);
  // Nor do the provider's words bring the prompt into the log or the traces.
  expect(stderr).toContain('Job ended without pictures');
  for (const words of [stderr, collector.bodies.join()]) expect(words).not.toMatch(/crimson walrus|seven teacups/);
});
