import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fault } from '#src/simulator/faults.ts';
import { pngOf } from '../fixtures/pictures.ts';
import { expectFailure, expectResult, openConnectedFlow } from './fault-kit.ts';
import type { Flow } from './open-flow.ts';

/** Each provider's way of answering with an address, asked for one small picture. */
const MODELS = ['replicate/flux-schnell', 'runware/flux-dev', 'studio/sketch-local'];

/** A compatible server that answers with addresses. */
const connections = (url: string) => [
  {
    name: 'studio',
    baseUrl: `${url}/compatible/v1`,
    flags: { responseFormat: 'url' },
    models: [{ name: 'sketch-local', output: { maxCount: 4 } }],
  },
];

type BadOutput = Extract<Fault, { kind: 'bad_output' }>['how'];
const BAD: readonly [string, BadOutput][] = [
  ['is gone (404)', 'missing'],
  ['is a page of HTML', 'html'],
  ['has 60 MB', 'huge'],
  ['redirects to another host', 'other-host'],
  ['redirects to another port of this machine', 'other-port'],
];

const asked = (model: string, options = {}) => ({ options: { prompt: 'a fox', aspect: '1:1', model, ...options } });

let flow: Flow;
let trap: Awaited<ReturnType<typeof openTrap>>;
beforeAll(async () => {
  [flow, trap] = await Promise.all([openConnectedFlow(connections), openTrap()]);
});
afterAll(async () => {
  await flow.close();
  trap.close();
});

describe.each(MODELS)('a picture of %s that is named by its address', (model) => {
  it('is fetched, kept, and shown from our own store', async () => {
    const cost = model.startsWith('studio') ? 2 : 1;
    const shown = await expectResult(flow, asked(model), { pictures: 1, cost, taken: 1 });
    expect((await shown.result?.pictures[0]?.open())?.byteLength).toBeGreaterThan(1000);
  });

  it.each(BAD)('is not believed where the address %s', async (_what, how) => {
    // From Replicate more is taken, for enlarged pictures: this one is read to its end and found to be none.
    const isRead = how === 'huge' && model.startsWith('replicate');
    flow.simulator.fail({ kind: 'bad_output', how });
    await expectFailure(flow, asked(model), {
      code: isRead ? 'image-corrupt' : 'no-image',
      blame: 'provider',
      taken: 1,
    });
  });
});

describe('an address that leads to another server of this machine, which has a picture', () => {
  const picture = (url: string) => ({ status: 'success', url, imageURL: url });

  it.each(['studio/sketch-local', 'runware/flux-dev'])('is not followed for %s', async (model) => {
    flow.simulator.fail({ kind: 'status', status: 200, body: { data: [picture(`${trap.url}/picture.png`)] } });
    await expectFailure(flow, asked(model), { code: 'no-image', blame: 'provider', taken: 1 });
    expect(trap.calls()).toBe(0);
  });

  it('is not followed for Replicate', async () => {
    const body = { id: 'made', status: 'succeeded', output: [`${trap.url}/picture.png`] };
    flow.simulator.fail({ kind: 'status', status: 201, body });
    await expectFailure(flow, asked('replicate/flux-schnell'), { code: 'no-image', blame: 'provider', taken: 1 });
    expect(trap.calls()).toBe(0);
  });

  it.each([
    ['with a name and a password', (url: string) => url.replace('://', '://ada:secret@')],
    ['within the machine', () => 'file:///etc/passwd'],
    ['of the network the machine is in', () => 'http://169.254.169.254/latest/meta-data/'],
    ['that is none', () => 'http://'],
  ])('neither is one %s', async (_what, address) => {
    const own = `${flow.simulator.url}/compatible/v1/generated-images/none`;
    flow.simulator.fail({ kind: 'status', status: 200, body: { data: [picture(address(own))] } });
    const shown = await flow.made(asked('studio/sketch-local'));
    expect(['no-image', 'image-corrupt']).toContain(shown.failure?.failure.code);
    expect(shown.failure?.failure.charged).toBe(false);
  });
});

describe('several pictures named by their addresses', () => {
  it('are charged as far as they could be fetched', async () => {
    const [whole, kept] = [await pngOf({ width: 64, height: 64 }), flow.simulator.requests.length];
    const data = [
      { url: `data:image/png;base64,${Buffer.from(whole).toString('base64')}` },
      { url: `${trap.url}/a.png` },
    ];
    flow.simulator.fail({ kind: 'status', status: 200, body: { created: 1, data } });
    const warns = '1 of 2 pictures arrived whole; you pay only for that one.';
    await expectResult(flow, asked('studio/sketch-local', { n: 2 }), { pictures: 1, cost: 2, taken: 1, warns });
    expect(flow.simulator.requests.length - kept).toBe(1);
    expect(trap.calls()).toBe(0);
  });
});

/** Another server of this machine, with a real picture, counting who calls. */
async function openTrap() {
  const bytes = await pngOf({ width: 64, height: 64 });
  let calls = 0;
  const server = createServer((_request, response) => {
    calls += 1;
    response.writeHead(200, { 'content-type': 'image/png' }).end(bytes);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return { url: `http://127.0.0.1:${port}`, calls: () => calls, close: () => server.close() };
}
