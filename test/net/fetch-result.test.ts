import { describe, expect, it, onTestFinished } from 'vitest';
import { EaselError } from '#src/domain/errors.ts';
import { type FetchResultOptions, fetchResult } from '#src/net/fetch-result.ts';
import { internet } from '../fakes/internet.ts';
import { hang, reset, type Script, startScriptedServer } from '../fakes/scripted-server.ts';
import { pngOf } from '../fixtures/pictures.ts';

const PICTURE = await pngOf({ width: 4, height: 4 });

async function serverOf(...scripts: readonly Script[]) {
  const server = await startScriptedServer();
  onTestFinished(() => server.close());
  server.script(...scripts);
  return server;
}

type More = Partial<FetchResultOptions> & { readonly hosts?: readonly string[] };

const fetched = (address: string, baseUrl: string, { hosts = [], ...more }: More = {}) =>
  fetchResult(address, {
    allowed: { baseUrl, hosts },
    maxBytes: 10_000,
    signal: AbortSignal.timeout(5000),
    provider: 'OpenAI',
    ...more,
  });

const picture: Script = (response) => void response.end(PICTURE);
const redirect =
  (location: string): Script =>
  (response) =>
    void response.writeHead(302, { location }).end();

/** Writes for ever, as fast as it is read. */
const endless =
  (chunk: Buffer): Script =>
  (response) => {
    const write = (): void => {
      if (!response.destroyed && response.write(chunk)) setImmediate(write);
    };
    response.on('drain', write);
    response.on('error', () => {});
    response.write(PICTURE);
    write();
  };

describe('a picture named by its address', () => {
  it('is fetched from the very origin of the API, without credentials', async () => {
    const server = await serverOf(picture);
    expect(Buffer.from(await fetched(`${server.url}/1.png`, `${server.url}/v1`))).toEqual(PICTURE);
    for (const header of ['authorization', 'cookie', 'referer'])
      expect(server.calls[0]?.headers).not.toHaveProperty(header);
  });

  it('is fetched through redirects within the origin', async () => {
    const server = await serverOf(redirect('/2.png'), redirect('3.png'), redirect('4.png'), picture);
    expect(Buffer.from(await fetched(`${server.url}/1.png`, server.url))).toEqual(PICTURE);
  });

  it('is not fetched through a redirect to another loopback port', async () => {
    const elsewhere = await serverOf();
    const server = await serverOf(redirect(`${elsewhere.url}/secret`));
    await expect(fetched(`${server.url}/1.png`, server.url)).rejects.toThrow(EaselError);
    expect(elsewhere.calls).toHaveLength(0);
  });

  it.each(['https://cdn.example.net/1.png', 'http://cdn.example.com/1.png', 'file:///etc/passwd', 'https://'])(
    'is not fetched through a redirect to %s',
    async (location) => {
      const server = await serverOf(redirect(location));
      const refused = fetched(`${server.url}/1.png`, server.url, { hosts: ['cdn.example.com'] });
      await expect(refused).rejects.toMatchObject({ code: 'no-image' });
    },
  );

  it('is not fetched round in circles', async () => {
    const server = await serverOf(...Array.from({ length: 4 }, () => redirect('/again')));
    await expect(fetched(`${server.url}/again`, server.url)).rejects.toMatchObject({ code: 'no-image' });
    expect(server.calls).toHaveLength(4);
  });

  it.each([
    'http://127.0.0.1:1/x.png',
    'https://127.0.0.1:2/x.png',
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

  it.each(['user:secret@', 'user@', ':secret@'])('is not fetched with %s in its address', async (credentials) => {
    const server = await serverOf();
    const address = server.url.replace('http://', `http://${credentials}`);
    await expect(fetched(`${address}/x.png`, server.url)).rejects.toMatchObject({ code: 'no-image' });
  });

  it.each<[string, Script, string]>([
    [
      'is larger than allowed',
      (response) => void response.end(Buffer.concat([PICTURE, Buffer.alloc(10_001)])),
      'bytes',
    ],
    [
      'says it has 60 MB',
      (response) => void response.writeHead(200, { 'content-length': 62_914_560 }).write(PICTURE),
      'bytes',
    ],
    ['never ends', endless(Buffer.alloc(4096)), 'bytes'],
    ['is gone', (response) => void response.writeHead(404).end('no'), '404'],
    ['redirects nowhere', (response) => void response.writeHead(302).end(), '302'],
    ['is cut off', reset, 'broke'],
    ['is cut off in the middle', (response) => void response.write(PICTURE, () => response.destroy()), 'broke'],
    [
      'is a web page',
      (response) => void response.setHeader('content-type', 'image/png').end('\n<!doctype html><html>'),
      'text',
    ],
    ['is JSON', (response) => void response.end('{"error":"gone, sorry"}'), 'text'],
    ['is a drawing in SVG', (response) => void response.end('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'text'],
    ['is a few letters', (response) => void response.end('no'), 'text'],
    ['is empty', (response) => void response.end(), 'empty'],
  ])('is refused where it %s', async (_what, script, why) => {
    const server = await serverOf(script);
    const refused = fetched(`${server.url}/1.png`, server.url);
    await expect(refused).rejects.toMatchObject({ code: 'no-image', cause: { message: expect.stringContaining(why) } });
  });

  it('is told to be damaged where its bytes are neither a picture nor text', async () => {
    const server = await serverOf((response) => void response.end(Buffer.alloc(100, 0xfe)));
    await expect(fetched(`${server.url}/1.png`, server.url)).rejects.toMatchObject({ code: 'image-corrupt' });
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

  it.each<[string, Script]>([
    ['before it answers', hang],
    ['in the middle', (response) => void response.write(PICTURE)],
  ])('is given up where its server falls silent %s', async (_when, script) => {
    const server = await serverOf(script);
    const refused = fetched(`${server.url}/1.png`, server.url, { timeoutMs: 60 });
    await expect(refused).rejects.toMatchObject({ code: 'timed-out', details: { afterMs: 60 } });
  });
});

describe('a picture on another host', () => {
  const HOSTS = ['cdn.example.com', '*.delivery.example'];
  const BASE = 'https://api.example.com/v1';

  it.each(['https://cdn.example.com/1.png', 'https://CDN.example.com:443/1', 'https://a.b.delivery.example/1.png'])(
    'is fetched from %s, which is listed and public',
    async (address) => {
      const server = await serverOf(picture);
      const { reached, network } = internet('93.184.215.14', Number(new URL(server.url).port));
      expect(Buffer.from(await fetched(address, BASE, { hosts: HOSTS, network }))).toEqual(PICTURE);
      expect(reached).toEqual([new URL(address).hostname]);
    },
  );

  it.each([
    'http://cdn.example.com/1.png',
    'https://cdn.example.com:8443/1.png',
    'https://cdn.example.com./1.png',
    'https://cdn.example.com.evil.example/1.png',
    'https://evilcdn.example.com/1.png',
    'https://delivery.example/1.png',
    'https://evildelivery.example/1.png',
    'https://api.example.com:8443/1.png',
    'http://api.example.com/1.png',
  ])('is not fetched from %s', async (address) => {
    const { reached, network } = internet('93.184.215.14', 1);
    await expect(fetched(address, BASE, { hosts: HOSTS, network })).rejects.toMatchObject({ code: 'no-image' });
    expect(reached).toEqual([]);
  });

  it.each(['127.0.0.1', '10.1.2.3', '169.254.169.254', '::1', '::ffff:127.0.0.1'])(
    'is not fetched where its name leads to %s',
    async (inside) => {
      const { reached, network } = internet(inside, 1);
      const refused = fetched('https://cdn.example.com/1.png', BASE, { hosts: HOSTS, network });
      await expect(refused).rejects.toMatchObject({ code: 'no-image' });
      expect(reached).toEqual([]);
    },
  );

  it('is not fetched through a redirect of it to a host that is not listed', async () => {
    const server = await serverOf(redirect('https://elsewhere.example.com/1.png'));
    const { reached, network } = internet('93.184.215.14', Number(new URL(server.url).port));
    const refused = fetched('https://cdn.example.com/1.png', BASE, { hosts: HOSTS, network });
    await expect(refused).rejects.toMatchObject({ code: 'no-image' });
    expect(reached).toEqual(['cdn.example.com']);
  });
});
