import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { APIConnectionError, toFile } from 'openai';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createOpenAiClient } from '#src/models/openai/openai-client.ts';
import { NeverSent } from '#src/net/never-sent.ts';
import { json, reset, type Script } from '../../fakes/scripted-server.ts';
import { scriptedServer } from '../setup.ts';

const EMPTY = json({ created: 1, data: [] });

async function scripted(...scripts: readonly Script[]) {
  const server = await scriptedServer(...scripts);
  return { server, client: createOpenAiClient({ apiKey: 'the-key', baseUrl: `${server.url}/v1` }) };
}

/** What a call to this address breaks with. */
async function causeOf(baseUrl: string): Promise<unknown> {
  const client = createOpenAiClient({ apiKey: 'the-key', baseUrl });
  const thrown = await client.images.generate({ prompt: 'x' }).catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(APIConnectionError);
  return thrown instanceof Error ? thrown.cause : undefined;
}

/** A server that accepts connections and closes them without a word, or after the first bytes. */
async function closing(when: 'at once' | 'after the first bytes'): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    if (when === 'at once') socket.destroy();
    else socket.once('data', () => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  // A listening TCP server has this kind of address.
  return `127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
}

describe('the client', () => {
  it('sends each call once, whatever becomes of it', async () => {
    const { client, server } = await scripted(json({ error: { message: 'Oops.' } }, 500), reset);
    await expect(client.images.generate({ prompt: 'x' })).rejects.toThrow('Oops.');
    await expect(client.images.generate({ prompt: 'x' })).rejects.toThrow();
    expect(server.calls).toHaveLength(2);
  });

  it('keeps no connection for the next call, which could be closed just as that one is sent', async () => {
    const { client, server } = await scripted(EMPTY);
    await client.images.generate({ prompt: 'x' });
    expect(server.calls[0]?.headers.connection).toBe('close');
  });

  it('writes a form with each file under its name and type, and says how long it is', async () => {
    const { client, server } = await scripted(EMPTY);
    await client.images.edit({
      prompt: 'pürple',
      image: await toFile(Buffer.from('PNG'), 'image-1.png', { type: 'image/png' }),
    });
    const [call] = server.calls;
    const body = call?.body.toString() ?? '';
    expect(call?.headers['content-length']).toBe(String(call?.body.length));
    expect(body).toContain('name="image"; filename="image-1.png"\r\nContent-Type: image/png\r\n\r\nPNG');
    expect(body).toContain('name="prompt"\r\n\r\npürple');
  });

  it('sends no key where there is none, not even one of the environment', async () => {
    vi.stubEnv('OPENAI_API_KEY', 'wrong');
    onTestFinished(() => void vi.unstubAllEnvs());
    const server = await scriptedServer();
    server.script(EMPTY);
    await createOpenAiClient({ apiKey: '', baseUrl: `${server.url}/v1` }).images.generate({ prompt: 'x' });
    expect(server.calls[0]?.headers).not.toHaveProperty('authorization');
  });

  it('reads nothing from the environment', async () => {
    vi.stubEnv('OPENAI_ORG_ID', 'org-of-the-environment');
    vi.stubEnv('OPENAI_PROJECT_ID', 'proj-of-the-environment');
    vi.stubEnv('OPENAI_BASE_URL', 'http://127.0.0.1:9/wrong');
    vi.stubEnv('OPENAI_API_KEY', 'wrong');
    onTestFinished(() => void vi.unstubAllEnvs());
    const { client, server } = await scripted(EMPTY);
    await client.images.generate({ prompt: 'x' });
    expect(server.calls[0]?.headers).toMatchObject({ authorization: 'Bearer the-key' });
    expect(JSON.stringify(server.calls[0]?.headers)).not.toContain('of-the-environment');
  });
});

describe('the proof that a request never left', () => {
  it.each([
    ['nobody listens', 'http://127.0.0.1:2/v1'],
    ['the port is one that fetch refuses', 'http://127.0.0.1:1/v1'],
    ['the name does not exist', 'http://nowhere.invalid/v1'],
    ['the address is no web address', 'ftp://127.0.0.1/v1'],
  ])('is there where %s', async (_why, baseUrl) => {
    expect(await causeOf(baseUrl)).toBeInstanceOf(NeverSent);
  });

  it('is there where the secure connection could not be agreed on', async () => {
    expect(await causeOf(`https://${await closing('after the first bytes')}`)).toBeInstanceOf(NeverSent);
  });

  it.each(['at once', 'after the first bytes'] as const)('is not there where the server closes %s', async (when) => {
    expect(await causeOf(`http://${await closing(when)}`)).not.toBeInstanceOf(NeverSent);
  });
});
