import { describe, expect, it, onTestFinished } from 'vitest';
import { createPictureFetch, type PictureFetchOptions } from '#src/chat/discord/intake/open-image.ts';
import { internet } from '../../../fakes/internet.ts';
import { hang, reset, type Script, startScriptedServer } from '../../../fakes/scripted-server.ts';

const BYTES = Buffer.from('whatever somebody attached');
const API = 'https://discord.com/api';
const ADDRESS = 'https://cdn.discordapp.com/attachments/1/2/cat.png?ex=1&is=2&hm=3';

const bytes: Script = (response) => void response.end(BYTES);
const status =
  (code: number): Script =>
  (response) =>
    void response.writeHead(code).end('This content is no longer available.');
const redirect =
  (location: string): Script =>
  (response) =>
    void response.writeHead(302, { location }).end();

async function serverOf(...scripts: readonly Script[]) {
  const server = await startScriptedServer();
  onTestFinished(() => server.close());
  server.script(...scripts);
  return server;
}

const opened = (
  key: string,
  options: PictureFetchOptions,
  { maxBytes = 1000, signal = AbortSignal.timeout(5000), declaredBytes = BYTES.length } = {},
) => createPictureFetch(options)({ key, filename: 'cat.png', declaredBytes }, { maxBytes, signal });

describe('an attached picture', () => {
  it.each([
    ADDRESS,
    'https://media.discordapp.net/attachments/1/2/cat.png',
    'https://cdn.discordapp.com/ephemeral-attachments/1/2/cat.png',
  ])('is fetched from %s', async (address) => {
    const server = await serverOf(bytes);
    const { reached, network } = internet('162.159.133.233', Number(new URL(server.url).port));
    expect(Buffer.from(await opened(address, { apiUrl: API, ...network }))).toEqual(BYTES);
    expect(reached).toEqual([new URL(address).hostname]);
    expect(server.calls[0]?.headers).not.toHaveProperty('authorization');
  });

  it('is fetched from the API that the operator chose, loopback and plain http too', async () => {
    const server = await serverOf(bytes);
    const file = `${server.url}/attachments/1/2/cat.png?ex=1`;
    expect(Buffer.from(await opened(file, { apiUrl: `${server.url}/api` }))).toEqual(BYTES);
  });

  it.each([
    'http://cdn.discordapp.com/attachments/1/2/cat.png',
    'https://cdn.discordapp.com:8443/attachments/1/2/cat.png',
    'https://cdn.discordapp.com.evil.example/cat.png',
    'https://user@cdn.discordapp.com/cat.png',
    'https://evil.example/cat.png',
    'http://127.0.0.1/cat.png',
    'http://169.254.169.254/latest/meta-data',
    'file:///etc/passwd',
    '/etc/passwd',
    'data:image/png;base64,AAAA',
    '',
  ])('is not fetched from "%s"', async (address) => {
    const { reached, network } = internet('162.159.133.233', 1);
    await expect(opened(address, { apiUrl: API, ...network })).rejects.toMatchObject({
      code: 'image-missing',
      message: expect.stringContaining('cat.png could not be fetched. Attach it again.'),
    });
    expect(reached).toEqual([]);
  });

  it.each(['127.0.0.1', '10.0.0.7', '169.254.169.254', '::1', '::ffff:192.168.0.1', 'fd00::1'])(
    'is not fetched where the name of the host leads to %s',
    async (inside) => {
      const { reached, network } = internet(inside, 1);
      await expect(opened(ADDRESS, { apiUrl: API, ...network })).rejects.toMatchObject({ code: 'image-missing' });
      expect(reached).toEqual([]);
    },
  );

  it('is fetched through a redirect to the other host of Discord', async () => {
    const server = await serverOf(redirect('https://media.discordapp.net/attachments/1/2/cat.png'), bytes);
    const { reached, network } = internet('162.159.133.233', Number(new URL(server.url).port));
    expect(Buffer.from(await opened(ADDRESS, { apiUrl: API, ...network }))).toEqual(BYTES);
    expect(reached).toEqual(['cdn.discordapp.com', 'media.discordapp.net']);
  });

  it.each(['https://evil.example/cat.png', 'http://127.0.0.1:1/', 'http://cdn.discordapp.com/'])(
    'is not fetched through a redirect to %s',
    async (location) => {
      const server = await serverOf(redirect(location));
      const { reached, network } = internet('162.159.133.233', Number(new URL(server.url).port));
      await expect(opened(ADDRESS, { apiUrl: API, ...network })).rejects.toMatchObject({ code: 'image-missing' });
      expect(reached).toEqual(['cdn.discordapp.com']);
    },
  );

  it.each([403, 404, 410])('is missing where Discord answers %i, and is not asked for again', async (code) => {
    const server = await serverOf(status(code));
    const missing = opened(`${server.url}/cat.png`, { apiUrl: server.url });
    await expect(missing).rejects.toMatchObject({ code: 'image-missing', details: { name: 'cat.png' } });
  });

  it.each<[string, Script]>([
    ['the server stumbles', status(502)],
    ['the connection breaks', reset],
  ])('is asked for once more where %s', async (_why, script) => {
    const server = await serverOf(script, bytes);
    expect(Buffer.from(await opened(`${server.url}/cat.png`, { apiUrl: server.url }))).toEqual(BYTES);
  });

  it('is missing where the server stumbles twice', async () => {
    const server = await serverOf(status(502), status(503));
    const missing = opened(`${server.url}/cat.png`, { apiUrl: server.url });
    await expect(missing).rejects.toMatchObject({ code: 'image-missing' });
  });

  it('is refused by the size Discord tells, before anything is fetched', async () => {
    const server = await serverOf();
    const refused = opened(`${server.url}/cat.png`, { apiUrl: server.url }, { declaredBytes: 1001 });
    await expect(refused).rejects.toMatchObject({
      code: 'image-too-large',
      details: { name: 'cat.png', byteLength: 1001, limitBytes: 1000 },
    });
  });

  it('is read no further than its limit, whatever size was told', async () => {
    const server = await serverOf((response) => {
      response.write(Buffer.alloc(600));
      response.write(Buffer.alloc(600));
    });
    const refused = opened(`${server.url}/cat.png`, { apiUrl: server.url });
    await expect(refused).rejects.toMatchObject({ code: 'image-too-large', details: { limitBytes: 1000 } });
  });

  it('is missing where the server falls silent', async () => {
    const server = await serverOf(hang);
    const missing = opened(`${server.url}/cat.png`, { apiUrl: server.url, timeoutMs: 60 });
    await expect(missing).rejects.toMatchObject({ code: 'image-missing' });
  });

  it('is given up as soon as the signal says so', async () => {
    const server = await serverOf(hang);
    const stop = new AbortController();
    const opening = opened(`${server.url}/cat.png`, { apiUrl: server.url }, { signal: stop.signal });
    opening.catch(() => {});
    await expect.poll(() => server.calls.length).toBe(1);
    stop.abort(new Error('enough'));
    await expect(opening).rejects.toThrow('enough');
  });

  it('never tells its signed address to a log', async () => {
    const server = await serverOf(status(404));
    const error: unknown = await opened(`${server.url}/cat.png?hm=secret`, { apiUrl: server.url }).catch((it) => it);
    expect(error).toMatchObject({ cause: { message: 'It answers 404.' } });
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('secret');
  });
});
