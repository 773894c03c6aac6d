import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Replicate, { validateWebhook } from 'replicate';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { z } from 'zod';
import type { Fault } from '#src/simulator/faults.ts';
import { type SimulatorOptions, startSimulator } from '#src/simulator/simulator.ts';
import { descriptionOf, hasDescriptions } from '../../descriptions.ts';
import { maskPng, pngOf } from '../../fixtures/pictures.ts';
import { pixelsOf } from '../pixels.ts';

const spec = hasDescriptions ? await descriptionOf('replicate') : undefined;

const SCHNELL = 'black-forest-labs/flux-schnell';
const dataUrl = (png: Uint8Array) => `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
const SOURCE = dataUrl(await pngOf({ width: 64, height: 48 }));
const SMALLER = dataUrl(await pngOf({ width: 8, height: 8 }));

/** As much of a prediction or a refusal as is looked into. */
const answer = z.looseObject({
  id: z.string().catch(''),
  status: z.unknown().optional(),
  detail: z.string().catch(''),
  output: z.unknown().optional(),
});
const told = async (response: Response) => answer.parse(await response.json());

/** The first address of an output of either shape. */
const firstOf = (output: unknown): string => String([output].flat()[0]);

const signed = z.object({
  'webhook-id': z.string(),
  'webhook-timestamp': z.string(),
  'webhook-signature': z.string(),
});
type SignedHeaders = z.infer<typeof signed>;

async function open(options: SimulatorOptions = {}) {
  const simulator = await startSimulator({ paceMs: 0, ...options });
  onTestFinished(() => simulator.close());
  const base = `${simulator.url}/replicate/v1`;
  const client = new Replicate({ auth: 'any-key', baseUrl: base, useFileOutput: false });
  const post = (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
    fetch(`${base}${path}`, {
      method: 'POST',
      headers: { authorization: 'Bearer any-key', 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  /** A prediction by hand, waited for. */
  const predict = async (model: string, input: object, headers = {}) => {
    const response = await post(`/models/${model}/predictions`, { input }, { prefer: 'wait', ...headers });
    return { status: response.status, body: await told(response) };
  };
  return { simulator, base, client, post, predict };
}

const bytesAt = async (address: string) => new Uint8Array(await (await fetch(address)).arrayBuffer());

describe("the simulator's Replicate", { timeout: 20_000 }, () => {
  it('serves the official client from the request to the picture', async () => {
    const { client } = await open();
    const output = await client.run(SCHNELL, { input: { prompt: 'a red fox', num_outputs: 2, output_format: 'png' } });
    if (!Array.isArray(output)) throw new Error('It is no list.');
    expect(output).toHaveLength(2);
    expect(await pixelsOf(await bytesAt(String(output[0])))).toMatchObject({ width: 1024, height: 1024 });
  });

  it('goes from starting over processing to succeeded, with lines of progress', async () => {
    const { client } = await open({ paceMs: 400 });
    const made = await client.predictions.create({ model: SCHNELL, input: { prompt: 'a red fox', seed: 7 } });
    expect(made).toMatchObject({ status: 'starting', output: null, error: null });
    const states = new Set<string>();
    await vi.waitFor(
      async () => {
        const { status } = await client.predictions.get(made.id);
        states.add(status);
        expect(status).toBe('succeeded');
      },
      { timeout: 10_000, interval: 20 },
    );
    expect(states).toContain('processing');
    const { logs } = await client.predictions.get(made.id);
    expect(logs).toMatch(/^Using seed: 7\n 25%\|███ +\| 1\/4 .*\n(.*\n){2}100%\|█+\| 4\/4 /);
  });

  it('holds its answer back as long as it is asked to', async () => {
    const { post } = await open({ paceMs: 60_000 });
    const startedAt = performance.now();
    const response = await post(`/models/${SCHNELL}/predictions`, { input: { prompt: 'a' } }, { prefer: 'wait=1' });
    expect([response.status, (await told(response)).status]).toEqual([202, 'starting']);
    expect(performance.now() - startedAt).toBeGreaterThan(900);
  });

  it('draws the same for the same seed, but only without the fast way', async () => {
    let salt = 0;
    const { predict } = await open({ newSalt: () => String(salt++) });
    const picture = async (input: object) => {
      const { body } = await predict(SCHNELL, { prompt: 'a fox', seed: 7, output_format: 'png', ...input });
      return Buffer.from(await bytesAt(firstOf(body.output))).toString('base64');
    };
    expect(await picture({ go_fast: false })).toBe(await picture({ go_fast: false }));
    expect(await picture({})).not.toBe(await picture({}));
  });

  it('changes only what is white in a mask', async () => {
    const { predict } = await open();
    const hole = { left: 0, top: 0, width: 32, height: 48 };
    const mask = await maskPng({ width: 64, height: 48, hole });
    const { body } = await predict('bria/genfill', {
      prompt: 'a red fox',
      image: SOURCE,
      mask: dataUrl(mask),
    });
    expect(body.status).toBe('succeeded');
    expect(body.output).toHaveLength(1);
  });

  it.each<[string, string, object, string]>([
    [
      'an unknown aspect',
      SCHNELL,
      { prompt: 'a', aspect_ratio: '7:5' },
      'input.aspect_ratio: aspect_ratio must be one of',
    ],
    ['a number as text', SCHNELL, { prompt: 'a', num_outputs: '2' }, 'input.num_outputs'],
    ['too many pictures', SCHNELL, { prompt: 'a', num_outputs: 5 }, 'input.num_outputs'],
    ['no prompt', SCHNELL, {}, 'prompt is required'],
    ['a field it does not have', SCHNELL, { prompt: 'a', size: '2K' }, 'Additional property size'],
    ['no picture to edit', 'qwen/qwen-image-edit-plus', { prompt: 'a' }, 'image is required'],
    ['a picture that is none', 'bria/remove-background', { image: 'data:image/png;base64,aGk=' }, 'input.image'],
    ['a picture elsewhere', 'bria/remove-background', { image: 'https://example.com/a.png' }, 'input.image'],
    ['a mask of another size', 'bria/genfill', { prompt: 'a', image: SOURCE, mask: SMALLER }, 'input.mask'],
  ])('refuses %s', async (_what, model, input, words) => {
    const { simulator, predict } = await open();
    const { status, body } = await predict(model, input);
    expect([status, body.status, body.title]).toEqual([422, 422, 'Input validation failed']);
    expect(body.detail).toContain(words);
    expect(simulator.taken).toBe(0);
  });

  it('knows models of the community only by their version', async () => {
    const { post, predict } = await open();
    const name = 'nightmareai/real-esrgan';
    const input = { image: SOURCE, scale: 2 };
    expect((await predict(name, input)).status).toBe(404);
    expect((await predict('somebody/else', input)).status).toBe(404);
    const version = '42fed1c4974146d4d2414e2be2c5277c7fcf05fcc3a73abf41610695738c1d7b';
    for (const words of [version, name, `${name}:${version}`])
      expect((await post('/predictions', { version: words, input })).status).toBe(201);
    expect((await post('/predictions', { version: 'f'.repeat(64), input })).status).toBe(404);
  });

  it.each([undefined, 'Bearer wrong-key'])('refuses the key %s', async (authorization) => {
    const { base } = await open();
    for (const path of ['/predictions/x', '/webhooks/default/secret', '/models/sketch/flux', '/files/x']) {
      const answer = await fetch(`${base}${path}`, authorization === undefined ? {} : { headers: { authorization } });
      expect([path, answer.status]).toEqual([path, 401]);
    }
  });

  it('lets a forbidden prompt fail as a content filter does, unbilled', async () => {
    const { simulator, predict } = await open();
    const { body } = await predict('sketch/flux', { prompt: 'something forbidden' });
    expect(body).toMatchObject({ status: 'failed', output: null, error: expect.stringContaining('sensitive') });
    expect(simulator.taken).toBe(0);
  });

  it('cancels, and gives up at the deadline', async () => {
    const { client, predict } = await open({ paceMs: 60_000 });
    const made = await client.predictions.create({ model: SCHNELL, input: { prompt: 'a' } });
    expect((await client.predictions.cancel(made.id)).status).toBe('canceled');
    const { body } = await predict(SCHNELL, { prompt: 'a' }, { prefer: 'wait=5', 'cancel-after': '1s' });
    expect(body).toMatchObject({ status: 'aborted', deadline: expect.any(String) });
  });

  it('keeps files, and reads them as pictures', async () => {
    const { client, predict, base } = await open();
    const file = await client.files.create(
      new File([await pngOf({ width: 64, height: 48 })], 'a.png', { type: 'image/png' }),
    );
    expect(file).toMatchObject({ content_type: 'image/png', urls: { get: `${base}/files/${file.id}` } });
    expect((await client.files.get(file.id)).id).toBe(file.id);
    const { body } = await predict('sketch/upscale', { image: file.urls.get, scale: 3 });
    expect(await pixelsOf(await bytesAt(firstOf(body.output)))).toMatchObject({ width: 192, height: 144 });
    expect(await client.files.delete(file.id)).toBe(true);
    expect((await predict('sketch/upscale', { image: file.urls.get })).status).toBe(422);
  });

  it.runIf(spec)("answers as the vendor's description says", async () => {
    const { base, predict } = await open();
    const path = `/models/${SCHNELL}/predictions`;
    const { body } = await predict(SCHNELL, { prompt: 'a fox', megapixels: '0.25' });
    // The description allows a version's id or `hidden`, but in such a way that `hidden` is both, and so neither.
    const judged = (shown: object) => ({ ...shown, ...('version' in shown && { version: 'f'.repeat(64) }) });
    expect(body.version).toBe('hidden');
    expect(spec?.response({ method: 'POST', path, status: 201, body: judged(body) })).toEqual([]);
    for (const path of [`/predictions/${body.id}`, '/models/sketch/flux', '/webhooks/default/secret']) {
      const shown = await told(await fetch(`${base}${path}`, { headers: { authorization: 'Bearer any-key' } }));
      expect([path, spec?.response({ method: 'GET', path, status: 200, body: judged(shown) })]).toEqual([path, []]);
    }
  });

  it.each<[Fault, object]>([
    [
      { kind: 'task_ends', as: 'failed', error: 'CUDA error' },
      { status: 'failed', error: 'CUDA error' },
    ],
    [{ kind: 'task_ends', as: 'aborted' }, { status: 'aborted' }],
    [{ kind: 'task_ends', as: 'canceled' }, { status: 'canceled' }],
    [
      { kind: 'moderation_blocked', stage: 'output' },
      { status: 'failed', error: expect.stringContaining('NSFW') },
    ],
    [
      { kind: 'fewer', by: 2 },
      { status: 'succeeded', output: [expect.any(String)] },
    ],
    [{ kind: 'bad_output', how: 'html' }, { output: expect.arrayContaining([expect.stringContaining('/bad/html')]) }],
  ])('ends a prediction under %j', async (fault, ended) => {
    const { simulator, predict } = await open();
    simulator.fail(fault);
    expect((await predict('sketch/flux', { prompt: 'a', num_outputs: 3, megapixels: '0.25' })).body).toMatchObject(
      ended,
    );
  });

  it.each<[Fault, number, object]>([
    [
      { kind: 'rate_limit', retryAfterSeconds: 4 },
      429,
      { detail: expect.stringContaining('resets in ~4s'), retry_after: 4 },
    ],
    [{ kind: 'insufficient_quota' }, 402, { title: 'Insufficient credit' }],
    [{ kind: 'server_error' }, 500, { status: 500 }],
    [{ kind: 'status', status: 418, body: { a: 1 } }, 418, { a: 1 }],
  ])('answers a request under %j', async (fault, status, body) => {
    const { simulator, predict } = await open();
    simulator.fail(fault);
    expect(await predict('sketch/flux', { prompt: 'a' })).toMatchObject({ status, body });
  });

  it('lets a prediction run on whose answer is lost', async () => {
    const { simulator, predict } = await open();
    simulator.fail({ kind: 'reset_after_send' });
    await expect(predict('sketch/flux', { prompt: 'a' })).rejects.toThrow();
    expect(simulator.taken).toBe(1);
  });

  it('disturbs questions whose path is named', async () => {
    const { simulator, base, predict } = await open();
    const { body } = await predict('sketch/flux', { prompt: 'a', megapixels: '0.25' });
    simulator.fail({ kind: 'server_error', path: '/predictions/:id' });
    const look = async () =>
      (await fetch(`${base}/predictions/${body.id}`, { headers: { authorization: 'Bearer any-key' } })).status;
    expect([await look(), await look()]).toEqual([500, 200]);
  });

  it('calls back on this machine, signed as the vendor signs', async () => {
    const calls: { headers: SignedHeaders; body: string }[] = [];
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      calls.push({ headers: signed.parse(request.headers), body: Buffer.concat(chunks).toString() });
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    // A listening TCP server has this kind of address.
    const { port } = server.address() as AddressInfo;
    const { client } = await open();
    await client.predictions.create({
      model: 'sketch/flux',
      input: { prompt: 'a', megapixels: '0.25' },
      webhook: `http://127.0.0.1:${port}/webhooks/replicate`,
      webhook_events_filter: ['start', 'completed'],
    });
    await vi.waitFor(() => expect(calls).toHaveLength(2), { timeout: 10_000 });
    expect(calls.map(({ body }) => JSON.parse(body).status)).toEqual(['processing', 'succeeded']);
    const { key } = await client.webhooks.default.secret.get();
    const isValid = ({ headers, body }: (typeof calls)[number]) =>
      validateWebhook({
        id: headers['webhook-id'],
        timestamp: headers['webhook-timestamp'],
        signature: headers['webhook-signature'],
        body,
        secret: key,
      });
    const forged = `v1,${createHmac('sha256', 'another').update('x').digest('base64')}`;
    for (const { headers, body } of calls) {
      expect(await isValid({ headers, body })).toBe(true);
      expect(await isValid({ headers: { ...headers, 'webhook-signature': forged }, body })).toBe(false);
    }
  });

  it('calls no address but those of this machine by their usual names', async () => {
    let calls = 0;
    const server = createServer((_request, response) => {
      calls += 1;
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.2', resolve));
    onTestFinished(() => void server.close());
    // A listening TCP server has this kind of address.
    const { port } = server.address() as AddressInfo;
    const { client } = await open();
    const input = { prompt: 'a', megapixels: '0.25' };
    const webhook = `http://127.0.0.2:${port}/webhooks`;
    const made = await client.predictions.create({ model: 'sketch/flux', input, webhook, wait: 10 });
    expect(made.status).toBe('succeeded');
    // The next prediction is over later than a call about the first would have come.
    await client.predictions.create({ model: 'sketch/flux', input, wait: 10 });
    expect(calls).toBe(0);
  });

  it('records what came, without key and bytes', async () => {
    const { simulator, predict } = await open();
    await predict('sketch/upscale', { image: SOURCE, scale: 2 });
    const [recorded] = simulator.requests;
    expect(recorded).toMatchObject({
      vendor: 'replicate',
      method: 'POST',
      path: '/models/sketch/upscale/predictions',
      body: { input: { image: 'data:image/png;base64,', scale: 2 } },
    });
    expect(recorded?.headers).not.toHaveProperty('authorization');
  });
});
