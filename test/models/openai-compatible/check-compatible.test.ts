import { describe, expect, it } from 'vitest';
import { checkCompatible } from '#src/models/openai-compatible/check-compatible.ts';
import { hang, json, type Script } from '../../fakes/scripted-server.ts';
import { ABLE } from '../../fixtures/model-entries.ts';
import { scriptedServer } from '../setup.ts';

const KEY = 'studio-test-0123456789';
const ENTRIES = [
  { ...ABLE, id: 'studio/here', vendorId: 'here' },
  { ...ABLE, id: 'studio/gone', vendorId: 'gone' },
];

const soon = () => AbortSignal.timeout(5000);

async function check(script: Script, { apiKey = KEY, signal = soon() } = {}) {
  const server = await scriptedServer(script);
  const checked = await checkCompatible({ label: 'Studio', apiKey, baseUrl: `${server.url}/v1` }, ENTRIES, signal);
  return { checked, server };
}

describe('checkCompatible', () => {
  it('names models the server does not have', async () => {
    const { checked, server } = await check(json({ object: 'list', data: [{ id: 'here' }] }));
    expect(checked).toEqual({ ok: true, missing: ['studio/gone'], retiring: [] });
    expect(server.calls).toMatchObject([
      { method: 'GET', path: '/v1/models', headers: { authorization: `Bearer ${KEY}` } },
    ]);
  });

  it('sends no key where there is none', async () => {
    const { server } = await check(json({ data: [] }), { apiKey: '' });
    expect(server.calls[0]?.headers).not.toHaveProperty('authorization');
  });

  it('says that nothing is proven where the server has no list of models', async () => {
    const { checked } = await check(json({ error: 'not found' }, 404));
    expect(checked).toEqual({ ok: true, missing: [], retiring: [], silent: true });
  });

  it.each<[string, Script, string]>([
    ['a bad key', json({ error: 'unauthorized' }, 401), 'auth'],
    ['a server that fails', json({ error: 'server_error', message: 'No.' }, 500), 'provider-failed'],
    ['a server that is something else', json({ models: [] }), 'provider-failed'],
    ['a page instead of data', (response) => void response.end('<html>'), 'provider-failed'],
  ])('tells %s, and never the key', async (_what, script, code) => {
    const { checked } = await check(script);
    expect(checked).toMatchObject({ ok: false, error: { code } });
    if (!checked.ok) expect(`${checked.error.message} ${checked.error.cause}`).not.toContain(KEY);
  });

  it('waits no longer than it is told', async () => {
    const { checked } = await check(hang, { signal: AbortSignal.timeout(50) });
    expect(checked).toMatchObject({ ok: false, error: { code: 'unavailable' } });
  });
});
