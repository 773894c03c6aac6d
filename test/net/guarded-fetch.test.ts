import { describe, expect, it, onTestFinished } from 'vitest';
import { FetchRefused, type GuardedFetchOptions, guardedFetch, mayComeAgain } from '#src/net/guarded-fetch.ts';
import { internet } from '../fakes/internet.ts';
import { hang, reset, type Script, startScriptedServer } from '../fakes/scripted-server.ts';

async function refusalOf(script: Script, options: Partial<GuardedFetchOptions> = {}): Promise<unknown> {
  const server = await startScriptedServer();
  onTestFinished(() => server.close());
  server.script(script);
  return guardedFetch(`${server.url}/1`, {
    allowed: { baseUrl: server.url, hosts: [] },
    maxBytes: 100,
    signal: AbortSignal.timeout(5000),
    timeoutMs: 5000,
    ...options,
  }).catch((thrown: unknown) => thrown);
}

const words: Script = (response) => void response.end('only words, and more of them');

describe('what somebody else named by its address', () => {
  it('may be anything, unless only a picture is wanted', async () => {
    expect(await refusalOf(words)).toEqual(Buffer.from('only words, and more of them'));
    expect(await refusalOf(words, { pictureOnly: true })).toMatchObject({ refusal: { kind: 'text' } });
  });

  it.each<[string, Script, object, boolean]>([
    ['is gone', (response) => void response.writeHead(404).end(), { kind: 'status', status: 404 }, false],
    ['stumbles', (response) => void response.writeHead(503).end(), { kind: 'status', status: 503 }, true],
    ['is cut off', reset, { kind: 'broken' }, true],
    [
      'says that it is large',
      (response) => void response.writeHead(200, { 'content-length': 101 }).flushHeaders(),
      { kind: 'too-large', byteLength: 101 },
      false,
    ],
    [
      'leads elsewhere',
      (response) => void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
      { kind: 'address' },
      false,
    ],
  ])('is refused by its kind where it %s', async (_what, script, refusal, again) => {
    const refused = await refusalOf(script);
    expect(refused).toMatchObject({ refusal });
    expect(refused instanceof FetchRefused && mayComeAgain(refused)).toBe(again);
  });

  it('is late where it takes too long', async () => {
    expect(await refusalOf(hang, { timeoutMs: 50 })).toMatchObject({ refusal: { kind: 'late' } });
  });

  it('is told who asks, and nobody it redirects to is', async () => {
    const server = await startScriptedServer();
    onTestFinished(() => server.close());
    const to =
      (location: string): Script =>
      (response) =>
        void response.writeHead(302, { location }).end();
    const { network } = internet('8.8.8.8', Number(new URL(server.url).port));
    server.script(to('/2'), to('https://files.example.com/3'), words);
    await guardedFetch(`${server.url}/1`, {
      allowed: { baseUrl: server.url, hosts: ['files.example.com'] },
      ...{ maxBytes: 100, signal: AbortSignal.timeout(5000), timeoutMs: 5000, authorization: 'Bearer secret', network },
    });
    const told = server.calls.map(({ headers }) => [headers.host, headers.authorization]);
    const own = [new URL(server.url).host, 'Bearer secret'];
    expect(told).toEqual([own, own, ['files.example.com', undefined]]);
  });
});
