import { describe, expect, it } from 'vitest';
import { GEMINI_MODELS } from '#src/models/catalogue/gemini.ts';
import { checkGemini } from '#src/models/gemini/check-gemini.ts';
import { hang, json, type Script } from '../../fakes/scripted-server.ts';
import { ABLE } from '../../fixtures/model-entries.ts';
import { scriptedServer, simulatorOf } from '../setup.ts';

const KEY = 'gemini-test-0123456789';
const ENTRIES = [
  { ...ABLE, id: 'gemini/new', vendorId: 'new-image' },
  { ...ABLE, id: 'gemini/gone', vendorId: 'gone-image' },
  { ...ABLE, id: 'gemini/dead', vendorId: 'dead-image', lifecycle: { state: 'shutdown' as const } },
];
const LIST = json({ models: [{ name: 'models/new-image' }, { name: 'models/gemini-3-flash' }] });

const soon = () => AbortSignal.timeout(5000);

async function check(script: Script, signal = soon()) {
  const server = await scriptedServer(script);
  const checked = await checkGemini({ label: 'Gemini', apiKey: KEY, baseUrl: server.url }, ENTRIES, signal);
  return { checked, server };
}

/** Google's shape of an error. */
const refusal = (code: number, status: string, message: string, reason?: string) =>
  json({ error: { code, status, message, details: reason ? [{ reason }] : [] } }, code);

describe('checkGemini', () => {
  it('names living models that the key is not offered', async () => {
    const { checked, server } = await check(LIST);
    expect(checked).toEqual({ ok: true, missing: ['gemini/gone'], retiring: [] });
    expect(server.calls).toHaveLength(1);
    expect(server.calls[0]).toMatchObject({ method: 'GET', headers: { 'x-goog-api-key': KEY } });
    expect(server.calls[0]?.path).toMatch(/^\/v1\/models\?pageSize=1000$/);
  });

  it('finds nothing to say about the simulator', async () => {
    const simulator = await simulatorOf();
    const baseUrl = `${simulator.url}/gemini`;
    expect(await checkGemini({ label: 'Gemini', apiKey: 'any-key', baseUrl }, GEMINI_MODELS, soon())).toEqual({
      ok: true,
      missing: [],
      retiring: [],
    });
    const wrong = await checkGemini({ label: 'Gemini', apiKey: 'wrong-key', baseUrl }, GEMINI_MODELS, soon());
    expect(wrong).toMatchObject({ ok: false, error: { code: 'auth' } });
    expect(simulator.taken).toBe(0);
  });

  it.each<[string, Script, string]>([
    ['a bad key', refusal(400, 'INVALID_ARGUMENT', 'API key not valid.', 'API_KEY_INVALID'), 'auth'],
    ['a key without rights', refusal(403, 'PERMISSION_DENIED', 'No.'), 'auth'],
    ['an account without money', refusal(402, 'FAILED_PRECONDITION', 'Prepaid credits are depleted.'), 'quota'],
    ['too many requests', refusal(429, 'RESOURCE_EXHAUSTED', 'Slow down.'), 'rate-limited'],
    ['a wrong address', json({ error: { message: 'No such route.' } }, 404), 'provider-failed'],
    ['a server that fails', json({}, 500), 'provider-failed'],
    ['a gateway that gives up', json({}, 504), 'provider-failed'],
    ['a server without any model', json({}), 'provider-failed'],
    ['a server that is something else', json({ data: [{ id: 'x' }] }), 'provider-failed'],
    ['a page instead of data', (response) => void response.end('<html>'), 'provider-failed'],
    ['an answer that breaks off', (response) => void response.destroy(), 'provider-failed'],
    [
      'a redirect, which would take the key along',
      (response) => void response.writeHead(302, { location: 'http://127.0.0.1:2/' }).end(),
      'provider-failed',
    ],
  ])('tells %s, and never the key', async (_what, script, code) => {
    const { checked } = await check(script);
    expect(checked).toMatchObject({ ok: false, error: { code } });
    if (!checked.ok) expect(`${checked.error.message} ${checked.error.cause}`).not.toContain(KEY);
  });

  it('tells a server that is not there', async () => {
    const nobody = { label: 'Gemini', apiKey: KEY, baseUrl: 'http://127.0.0.1:2' };
    expect(await checkGemini(nobody, ENTRIES, soon())).toMatchObject({ ok: false, error: { code: 'unavailable' } });
  });

  it('waits no longer than it is told', async () => {
    const { checked } = await check(hang, AbortSignal.timeout(50));
    expect(checked).toMatchObject({ ok: false, error: { code: 'unavailable' } });
  });
});
