import { describe, expect, it, onTestFinished } from 'vitest';
import { EaselError } from '#src/domain/errors.ts';
import { fetchResult } from '#src/net/fetch-result.ts';
import { hang, reset, type Script, startScriptedServer } from '../fakes/scripted-server.ts';

const PICTURE = Buffer.from('the bytes of a picture');

async function serverOf(...scripts: readonly Script[]) {
  const server = await startScriptedServer();
  onTestFinished(() => server.close());
  server.script(...scripts);
  return server;
}

const fetched = (address: string, origin: string, more: { maxBytes?: number; signal?: AbortSignal } = {}) =>
  fetchResult(address, {
    allowedOrigins: [origin],
    maxBytes: 1000,
    signal: AbortSignal.timeout(5000),
    provider: 'OpenAI',
    ...more,
  });

const picture: Script = (response) => void response.end(PICTURE);
const redirect =
  (location: string): Script =>
  (response) =>
    void response.writeHead(302, { location }).end();

describe('a picture named by its address', () => {
  it('is fetched from the allowed origin, without credentials', async () => {
    const server = await serverOf(picture);
    expect(Buffer.from(await fetched(`${server.url}/1.png`, server.url))).toEqual(PICTURE);
    expect(server.calls[0]?.headers).not.toHaveProperty('authorization');
  });

  it('is fetched through redirects within the origin', async () => {
    const server = await serverOf(redirect('/2.png'), picture);
    expect(Buffer.from(await fetched(`${server.url}/1.png`, server.url))).toEqual(PICTURE);
  });

  it('is not fetched through a redirect that leaves it', async () => {
    const elsewhere = await serverOf();
    const server = await serverOf(redirect(`${elsewhere.url}/secret`));
    await expect(fetched(`${server.url}/1.png`, server.url)).rejects.toThrow(EaselError);
    expect(elsewhere.calls).toHaveLength(0);
  });

  it('is not fetched round in circles', async () => {
    const server = await serverOf(...Array.from({ length: 4 }, () => redirect('/again')));
    await expect(fetched(`${server.url}/again`, server.url)).rejects.toMatchObject({ code: 'no-image' });
    expect(server.calls).toHaveLength(4);
  });

  it.each([
    'http://127.0.0.1:1/x.png',
    'http://[::1]/x.png',
    'http://2130706433/x.png',
    'file:///etc/passwd',
    'data:image/png;base64,AAAA',
    'gopher://example.com/',
    '//example.com/x.png',
    'not an address',
  ])('is not fetched from %s', async (address) => {
    await expect(fetched(address, 'http://127.0.0.1:2')).rejects.toMatchObject({ code: 'no-image' });
  });

  it('is not fetched with a name and password in its address', async () => {
    const server = await serverOf();
    const address = server.url.replace('http://', 'http://user:secret@');
    await expect(fetched(`${address}/x.png`, server.url)).rejects.toMatchObject({ code: 'no-image' });
  });

  it.each<[string, Script]>([
    ['is larger than allowed', (response) => void response.end(Buffer.alloc(1001))],
    ['is answered with an error', (response) => void response.writeHead(404).end('no')],
    ['is cut off', reset],
  ])('is refused where it %s', async (_what, script) => {
    const server = await serverOf(script);
    await expect(fetched(`${server.url}/1.png`, server.url)).rejects.toMatchObject({ code: 'no-image' });
  });

  it('is given up as soon as the signal says so', async () => {
    const server = await serverOf(hang);
    const stop = new AbortController();
    const fetching = fetched(`${server.url}/1.png`, server.url, { signal: stop.signal });
    fetching.catch(() => {});
    await expect.poll(() => server.calls.length).toBe(1);
    stop.abort(new Error('enough'));
    await expect(fetching).rejects.toThrow('enough');
  });
});
