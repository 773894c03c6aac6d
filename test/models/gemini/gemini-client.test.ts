import { createServer } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createManualClock } from '../../fakes/manual-clock.ts';
import { json, reset, startScriptedServer } from '../../fakes/scripted-server.ts';
import { refusalOf, requestOf, scriptedServer, startRun } from '../setup.ts';
import { API_KEY, answer, answering, BANANA, image, modelAt } from './setup.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const once = (baseUrl: string) =>
  modelAt(baseUrl, createManualClock()).generate(requestOf({ timeoutMs: 500 }), startRun().run);

/** A port nobody listens on. */
async function nobody(): Promise<string> {
  const server = await startScriptedServer();
  await server.close();
  return server.url;
}

describe('the client', () => {
  it('is not led elsewhere by the environment, and says nothing about it', async () => {
    const printed = ['warn', 'log', 'info', 'debug', 'error'] as const;
    const spies = printed.map((name) => vi.spyOn(console, name).mockImplementation(() => {}));
    for (const [name, value] of Object.entries({
      GOOGLE_API_KEY: 'from-environment-1',
      GEMINI_API_KEY: 'from-environment-2',
      GOOGLE_GENAI_USE_VERTEXAI: 'true',
      GOOGLE_GENAI_USE_ENTERPRISE: 'true',
      GOOGLE_CLOUD_PROJECT: 'a-project',
      GOOGLE_CLOUD_LOCATION: 'global',
      GOOGLE_GEMINI_BASE_URL: 'http://127.0.0.1:2',
      GOOGLE_VERTEX_BASE_URL: 'http://127.0.0.1:2',
      GOOGLE_GENAI_API_VERSION: 'beta',
    }))
      vi.stubEnv(name, value);
    const server = await scriptedServer(answering([{ text: 'Hi.' }, image('x'), image('y')]));
    await once(server.url);
    expect(server.calls.map(({ path, headers }) => [path, headers['x-goog-api-key']])).toEqual([
      ['/v1/models/gemini-nano-banana-2.1:generateContent', API_KEY],
    ]);
    for (const spy of spies) expect(spy).not.toHaveBeenCalled();
  });

  it('leaves the console as it was', async () => {
    const { warn } = console;
    modelAt('http://127.0.0.1:2', createManualClock());
    expect(console.warn).toBe(warn);
  });

  it('sends each call once, whatever becomes of it', async () => {
    const server = await scriptedServer(json({ error: { message: 'Oops.' } }, 500), reset, json({}, 504));
    for (const code of ['provider-failed', 'outcome-unknown', 'outcome-unknown'])
      expect((await refusalOf(once(server.url))).code).toBe(code);
    expect(server.calls).toHaveLength(3);
  });

  it('does not go on by itself where an answer wants to be continued', async () => {
    const unfinished = { candidates: [{ content: { parts: [image('x')] }, finishReason: 'CONTINUATION' }] };
    const server = await scriptedServer(json({ ...unfinished, continuationToken: 'dG9rZW4=' }));
    expect((await once(server.url)).pictures).toHaveLength(1);
    expect(server.calls).toHaveLength(1);
  });

  it('keeps no connection for the next call, which could be closed just as that one is sent', async () => {
    const server = await scriptedServer(answering([image('x')]));
    await once(server.url);
    expect(server.calls[0]?.headers.connection).toBe('close');
  });

  it('reads answers that come compressed, as the vendor sends them', async () => {
    const packed = gzipSync(JSON.stringify(answer([image('x')])));
    const server = await scriptedServer((response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(packed);
    });
    expect((await once(server.url)).pictures).toEqual([{ bytes: Buffer.from('x') }]);
  });

  it('knows that a refused connection was never sent', async () => {
    const error = await refusalOf(once(await nobody()));
    expect({ code: error.code, retryable: error.retryable }).toEqual({ code: 'unavailable', retryable: true });
  });

  it('calls nothing a lost answer that was never asked', async () => {
    const server = await scriptedServer();
    const model = modelAt(server.url, createManualClock(), { ...BANANA, vendorId: '../files' });
    await expect(model.generate(requestOf(), startRun().run)).rejects.toThrow('invalid model parameter');
    expect(server.calls).toHaveLength(0);
  });

  it.each([302, 307, 308])('does not carry the key to where a redirect of %i leads', async (status) => {
    const elsewhere = await scriptedServer();
    const server = await scriptedServer(
      (response) => void response.writeHead(status, { location: elsewhere.url }).end(),
    );
    expect((await refusalOf(once(server.url))).details).toEqual({ provider: 'Gemini', status });
    expect(elsewhere.calls).toHaveLength(0);
  });

  it('takes no answer without end', { timeout: 30_000 }, async () => {
    const chunk = Buffer.alloc(4_194_304, 'A');
    const server = createServer((request, response) => {
      request.resume();
      response.on('error', () => {});
      const more = (): void => {
        if (!response.destroyed) response.write(chunk, () => setImmediate(more));
      };
      more();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const error = await refusalOf(once(`http://127.0.0.1:${port}`));
    server.closeAllConnections();
    server.close();
    expect(error).toMatchObject({ code: 'outcome-unknown', cause: { message: 'The answer is too large.' } });
  });
});
