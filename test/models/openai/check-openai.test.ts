import { describe, expect, it } from 'vitest';
import { OPENAI_MODELS } from '#src/models/catalogue/openai.ts';
import { checkOpenAi } from '#src/models/openai/check-openai.ts';
import { createOpenAiClient } from '#src/models/openai/openai-client.ts';
import { startSimulator } from '#src/simulator/simulator.ts';
import { hang, json, type Script } from '../../fakes/scripted-server.ts';
import { eventually } from '../setup.ts';
import { entryOf, FLARE, scriptedModel } from './setup.ts';

const model = (id: string, shutdown_date?: string | null) => ({
  id,
  object: 'model',
  created: 1,
  owned_by: 'openai',
  shutdown_date,
});

async function check(script: Script, entries = OPENAI_MODELS) {
  const { client } = await scriptedModel([script]);
  return checkOpenAi(client, entries);
}

describe('checkOpenAi', () => {
  it('names what the key does not offer and what is going to end', async () => {
    const list = [
      model('gpt-image-2.6-flare', null),
      model('gpt-image-1.5', '2026-12-01'),
      model('gpt-4o', '2027-01-01'),
    ];
    const entries = [FLARE, entryOf('openai/gpt-image-1.5'), entryOf('openai/gpt-image-2'), entryOf('openai/dall-e-2')];
    expect(await check(json({ object: 'list', data: list }), entries)).toEqual({
      ok: true,
      missing: ['openai/gpt-image-2'],
      retiring: [{ id: 'openai/gpt-image-1.5', at: '2026-12-01' }],
    });
  });

  it('finds nothing to say about the simulator', async () => {
    const simulator = await startSimulator({ paceMs: 0 });
    const client = createOpenAiClient({ apiKey: 'any-key', baseUrl: `${simulator.url}/v1` });
    const checked = await checkOpenAi(client, [entryOf('simulator/sketch'), entryOf('simulator/sketch-precise')]);
    await simulator.close();
    expect(checked).toEqual({ ok: true, missing: [], retiring: [] });
  });

  it.each<[string, Script, string]>([
    ['a bad key', json({ error: { message: 'No.', code: 'invalid_api_key' } }, 401), 'auth'],
    ['a wrong address', json({ error: { message: 'No such route.' } }, 404), 'provider-failed'],
    ['a server that fails', json({}, 500), 'provider-failed'],
    ['a server that is something else', json({ data: [{ name: 'x' }] }), 'provider-failed'],
    ['a page instead of data', (response) => void response.end('<html>'), 'provider-failed'],
  ])('tells %s', async (_what, script, code) => {
    const checked = await check(script);
    expect(checked).toMatchObject({ ok: false, error: { code } });
  });

  it('tells a server that is not there', async () => {
    const client = createOpenAiClient({ apiKey: 'any-key', baseUrl: 'http://127.0.0.1:2/v1' });
    expect(await checkOpenAi(client, [FLARE])).toMatchObject({ ok: false, error: { code: 'unavailable' } });
  });

  it('does not wait longer than it is told to', async () => {
    const { client, server } = await scriptedModel([hang]);
    const aborter = new AbortController();
    const checked = checkOpenAi(client, [FLARE], aborter.signal);
    await eventually(() => expect(server.calls).toHaveLength(1));
    aborter.abort();
    expect(await checked).toMatchObject({ ok: false, error: { code: 'unavailable' } });
  });
});
