import { once } from 'node:events';
import { expect, it, onTestFinished, vi } from 'vitest';
import { startSimulator } from '#src/simulator/simulator.ts';
import { asOpenAi, openWorkplace, type Started } from '../cli/run-easel.ts';

const KEY = 'restart-key-0123456789abcdef';

const listening = ({ stdout }: Started): Promise<string> =>
  vi.waitFor(
    () => {
      const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(stdout()) ?? [];
      if (!url) throw new Error('It does not listen yet.');
      return url;
    },
    { timeout: 12_000, interval: 10 },
  );

/** Easel as processes that can be killed, over the same data and the same provider. */
async function open(paceMs: number) {
  const simulator = await startSimulator({ paceMs });
  onTestFinished(() => simulator.close());
  const env = { PORT: '0', LOG_LEVEL: 'silent', EASEL_API_KEYS: `ada:${KEY}`, ...asOpenAi(simulator.url) };
  const place = openWorkplace(env);
  return {
    simulator,
    async start() {
      const started = place.start('start');
      return { started, url: await listening(started) };
    },
  };
}

function ask(url: string, prompt: string, idempotencyKey?: string): Promise<Response> {
  return fetch(`${url}/v1/images/generations`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${KEY}`,
      'content-type': 'application/json',
      ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
    },
    body: JSON.stringify({ prompt, model: 'gpt-image-2.6-flare', size: '1024x1024', quality: 'low' }),
  });
}

async function credits(url: string): Promise<object> {
  const answer = await fetch(`${url}/v1/credits`, { headers: { authorization: `Bearer ${KEY}` } });
  return (await answer.json()) as object;
}

async function kill({ child }: Started): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

it('gives the very same answer to a repeated request after it was killed', async () => {
  const { start, simulator } = await open(0);
  const first = await start();
  const answer = await ask(first.url, 'a fox', 'order-1');
  const bytes = Buffer.from(await answer.arrayBuffer());
  await kill(first.started);
  const second = await start();
  const again = await ask(second.url, 'a fox', 'order-1');
  expect([again.status, Buffer.from(await again.arrayBuffer()).equals(bytes)]).toEqual([200, true]);
  expect(simulator.taken).toBe(1);
  expect((await ask(second.url, 'a wolf', 'order-1')).status).toBe(422);
});

it('asks no provider twice where it was killed between job and answer, and says that nobody knows', async () => {
  const { start, simulator } = await open(60_000);
  const first = await start();
  ask(first.url, 'a fox', 'order-1').catch(() => {});
  await vi.waitFor(() => expect(simulator.taken).toBe(1), { timeout: 5000, interval: 10 });
  await kill(first.started);
  const second = await start();
  const answers = [await ask(second.url, 'a fox', 'order-1'), await ask(second.url, 'a fox', 'order-1')];
  const told = await Promise.all(answers.map((answer) => answer.text()));
  expect(answers.map(({ status }) => status)).toEqual([500, 500]);
  expect(JSON.parse(told[0] ?? '')).toMatchObject({ error: { code: 'outcome_unknown', metadata: { charged: false } } });
  expect(told[1]).toBe(told[0]);
  expect(simulator.taken).toBe(1);
  expect(await credits(second.url)).toMatchObject({ available: 40, held: 0 });
});

it('makes what still waited for its turn, once, and the repeated request gets it', async () => {
  const { start, simulator } = await open(2500);
  const first = await start();
  // Four of a provider run at once; the fifth waits.
  const prompts = ['one', 'two', 'three', 'four', 'five'];
  for (const prompt of prompts) ask(first.url, prompt, `order-${prompt}`).catch(() => {});
  const soon = { timeout: 5000, interval: 10 };
  await vi.waitFor(async () => expect(await credits(first.url)).toMatchObject({ held: 5 }), soon);
  await vi.waitFor(() => expect(simulator.taken).toBe(4), soon);
  await kill(first.started);
  const second = await start();
  const answers = await Promise.all(prompts.map((prompt) => ask(second.url, prompt, `order-${prompt}`)));
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 500, 500, 500, 500]);
  expect(simulator.taken).toBe(5);
});
