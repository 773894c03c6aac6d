import { once } from 'node:events';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { patientFetch } from '#src/net/patient-fetch.ts';
import { json, type Script, startScriptedServer } from '../fakes/scripted-server.ts';

const MEGABYTE = 1_048_576;

async function fetched(scripts: readonly Script[], init: RequestInit = {}) {
  const server = await startScriptedServer();
  onTestFinished(server.close);
  server.script(...scripts);
  return { server, response: await patientFetch()(`${server.url}/start`, init) };
}

describe('patientFetch', () => {
  it.each([
    ['in one piece', { 'content-length': String(3 * MEGABYTE) }],
    ['in chunks', { 'transfer-encoding': 'chunked' }],
  ])('gives megabytes as they were sent, %s', async (_how, headers) => {
    const sent = Buffer.alloc(3 * MEGABYTE, 'any picture at all');
    const { response } = await fetched([(answer) => void answer.writeHead(200, headers).end(sent)]);
    expect(Buffer.from(await response.arrayBuffer()).equals(sent)).toBe(true);
  });

  it('tells status and headers', async () => {
    const { response } = await fetched([json({ a: 1 }, 201, { 'x-request-id': 'req_1' })]);
    expect([response.status, response.headers.get('x-request-id')]).toEqual([201, 'req_1']);
    expect(await response.json()).toEqual({ a: 1 });
  });

  it('opens what is compressed', async () => {
    const { response } = await fetched([
      (answer) => void answer.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('the words')),
    ]);
    expect(await response.text()).toBe('the words');
  });

  it('gives the words of a refusal', async () => {
    const { response } = await fetched([json({ error: 'no' }, 400)]);
    expect([response.status, await response.json()]).toEqual([400, { error: 'no' }]);
  });

  it('takes an answer without a body', async () => {
    const { response } = await fetched([(answer) => void answer.writeHead(204).end()]);
    expect([response.status, await response.text()]).toEqual([204, '']);
  });

  it('follows a redirect to the body behind it', async () => {
    const { server, response } = await fetched([
      (answer) => void answer.writeHead(307, { location: '/next' }).end('moved'),
      json('here'),
    ]);
    expect(await response.json()).toBe('here');
    expect(server.calls.map(({ path }) => path)).toEqual(['/start', '/next']);
  });

  it('follows none where it is told not to', async () => {
    const redirect: Script = (answer) => void answer.writeHead(307, { location: '/next' }).end('moved');
    const { response } = await fetched([redirect], { redirect: 'manual' });
    expect(response.status).toBe(307);
  });

  it('holds the connection back while nobody reads', async () => {
    let isSent = false;
    const { server, response } = await fetched([
      (answer) => void answer.writeHead(200).end(Buffer.alloc(64 * MEGABYTE), () => (isSent = true)),
    ]);
    server.script((answer) => void answer.writeHead(200).end(Buffer.alloc(16 * MEGABYTE)));
    const meanwhile = await patientFetch()(`${server.url}/another`);
    expect((await meanwhile.arrayBuffer()).byteLength).toBe(16 * MEGABYTE);
    expect(isSent).toBe(false);
    expect((await response.arrayBuffer()).byteLength).toBe(64 * MEGABYTE);
  });

  it('ends the connection where nobody reads on', async () => {
    const closed = Promise.withResolvers<unknown>();
    const { response } = await fetched([
      (answer) => {
        closed.resolve(once(answer, 'close'));
        answer.writeHead(200).write('a');
      },
    ]);
    await response.body?.cancel();
    await expect(closed.promise).resolves.toBeDefined();
  });

  it('breaks off with the reason of the signal', async () => {
    const cut = new AbortController();
    const { response } = await fetched([(answer) => void answer.writeHead(200).write('a')], { signal: cut.signal });
    const reading = response.text();
    cut.abort(new Error('enough'));
    await expect(reading).rejects.toThrow('enough');
  });

  it('breaks off where the connection does', async () => {
    const { response } = await fetched([
      (answer) => void answer.writeHead(200, { 'content-length': '9' }).write('a', () => answer.destroy()),
    ]);
    await expect(response.text()).rejects.toThrow();
  });
});
