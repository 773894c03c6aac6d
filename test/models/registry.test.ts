import { describe, expect, it, onTestFinished } from 'vitest';
import { createCatalogue } from '#src/models/catalogue/create-catalogue.ts';
import { BUILT_IN_MODELS, type Connection, createImageModels } from '#src/models/registry.ts';
import { createManualClock } from '../fakes/manual-clock.ts';
import { json, startScriptedServer } from '../fakes/scripted-server.ts';
import { requestOf, startRun } from './setup.ts';

function modelsOf(connections: readonly Connection[]) {
  const catalogue = createCatalogue({
    builtIn: BUILT_IN_MODELS,
    providers: new Map([
      ['openai', { vendorHosted: true }],
      ['simulator', { vendorHosted: false }],
    ]),
    overrides: [],
  });
  return createImageModels({
    catalogue,
    connections: new Map(connections.map((connection) => [connection.provider, connection])),
    clock: createManualClock(),
  });
}

const connectionOf = (reached: Pick<Connection, 'provider' | 'apiKey' | 'baseUrl'>): Connection => ({
  protocol: 'openai',
  label: 'OpenAI',
  resultHosts: [],
  ...reached,
});

describe('createImageModels', () => {
  it('reaches each provider at its own address with its own key', async () => {
    const server = await startScriptedServer();
    onTestFinished(() => server.close());
    server.script(json({ data: [{ b64_json: 'QUJD' }] }), json({ data: [{ b64_json: 'QUJD' }] }));
    const modelOf = modelsOf([
      connectionOf({ provider: 'openai', apiKey: 'key-a', baseUrl: `${server.url}/a` }),
      connectionOf({ provider: 'simulator', apiKey: 'key-b', baseUrl: async () => `${server.url}/b` }),
    ]);
    await (await modelOf('openai/gpt-image-2')).generate(requestOf(), startRun().run);
    await (await modelOf('simulator/sketch')).generate(requestOf(), startRun().run);
    expect(server.calls.map(({ path, headers }) => [path, headers.authorization])).toEqual([
      ['/a/images/generations', 'Bearer key-a'],
      ['/b/images/generations', 'Bearer key-b'],
    ]);
  });

  it('makes a model once, and starts a lazy server once', async () => {
    let starts = 0;
    const baseUrl = async () => {
      starts += 1;
      return 'http://127.0.0.1:2/v1';
    };
    const modelOf = modelsOf([connectionOf({ provider: 'simulator', apiKey: 'x', baseUrl })]);
    expect(starts).toBe(0);
    const [first, second] = await Promise.all([modelOf('simulator/sketch'), modelOf('simulator/sketch-precise')]);
    expect(await modelOf('sketch')).toBe(first);
    expect(second?.id).toBe('simulator/sketch-precise');
    expect(starts).toBe(1);
  });

  it('tries a server that did not start again the next time', async () => {
    const addresses = [Promise.reject(new Error('no port')), Promise.resolve('http://127.0.0.1:2/v1')];
    addresses[0]?.catch(() => {});
    const baseUrl = () => addresses.shift() ?? Promise.reject(new Error('asked once more'));
    const modelOf = modelsOf([connectionOf({ provider: 'simulator', apiKey: 'x', baseUrl })]);
    await expect(modelOf('sketch')).rejects.toThrow('no port');
    expect((await modelOf('sketch')).id).toBe('simulator/sketch');
  });

  it('says that a model is not offered where its provider is not connected', async () => {
    await expect(modelsOf([])('openai/gpt-image-2')).rejects.toMatchObject({ code: 'model-unavailable' });
  });

  it('does not know a model the catalogue does not know', async () => {
    await expect(modelsOf([])('openai/gpt-image-9')).rejects.toMatchObject({ code: 'unknown-model' });
  });
});
