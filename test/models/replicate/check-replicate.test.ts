import { describe, expect, it } from 'vitest';
import { checkReplicate } from '#src/models/replicate/check-replicate.ts';
import { hang, json, type Script } from '../../fakes/scripted-server.ts';
import { ABLE } from '../../fixtures/model-entries.ts';
import { scriptedServer } from '../setup.ts';

const KEY = 'r8_test_0123456789';
const ENTRIES = [
  { ...ABLE, id: 'replicate/fast', vendorId: 'maker/fast' },
  { ...ABLE, id: 'replicate/larger', vendorId: 'somebody/larger:42fed1c4' },
  { ...ABLE, id: 'replicate/dead', vendorId: 'maker/dead', lifecycle: { state: 'shutdown' as const } },
];

const soon = () => AbortSignal.timeout(5000);

/** Every question is answered by the script of its path. */
async function check(scripts: Readonly<Record<string, Script>>, signal = soon()) {
  const server = await scriptedServer();
  const script: Script = (response, call) => scripts[call.path.replace('/v1/models/', '')]?.(response, call);
  server.script(...Object.keys(scripts).map(() => script));
  const reached = { label: 'Replicate', apiKey: KEY, baseUrl: `${server.url}/v1` };
  return { checked: await checkReplicate(reached, ENTRIES, signal), server };
}

const there = (owner: string, name: string) => json({ owner, name, latest_version: { id: '1' } });
const both = (script: Script) => ({ 'maker/fast': script, 'somebody/larger': script });
const fast = there('maker', 'fast');

describe('checkReplicate', () => {
  it('asks after every living model once, without its version, and finds nothing to say', async () => {
    const { checked, server } = await check({ 'maker/fast': fast, 'somebody/larger': there('somebody', 'larger') });
    expect(checked).toEqual({ ok: true, missing: [], retiring: [] });
    expect(server.calls.map(({ method, path, headers }) => [method, path, headers.authorization]).sort()).toEqual([
      ['GET', '/v1/models/maker/fast', `Bearer ${KEY}`],
      ['GET', '/v1/models/somebody/larger', `Bearer ${KEY}`],
    ]);
  });

  it('names models that are gone', async () => {
    const { checked } = await check({ 'maker/fast': fast, 'somebody/larger': json({ detail: 'Not found.' }, 404) });
    expect(checked).toEqual({ ok: true, missing: ['replicate/larger'], retiring: [] });
  });

  it.each<[string, Script, string]>([
    ['a bad key', json({ title: 'Unauthenticated', detail: 'You did not pass a token.' }, 401), 'auth'],
    ['an account without money', json({ detail: 'Pay.' }, 402), 'quota'],
    ['too many requests', json({ detail: 'Request was throttled.' }, 429, { 'retry-after': '30' }), 'rate-limited'],
    ['a server that knows none of the models', json({ detail: 'Not found.' }, 404), 'provider-failed'],
    ['a server that fails', json({}, 500), 'provider-failed'],
    ['a server that is something else', json({ data: [] }), 'provider-failed'],
    ['a page instead of data', (response) => void response.end('<html>'), 'provider-failed'],
    ['an answer that breaks off', (response) => void response.destroy(), 'provider-failed'],
    [
      'a redirect, which would take the key along',
      (response) => void response.writeHead(302, { location: 'http://127.0.0.1:2/' }).end(),
      'provider-failed',
    ],
  ])('tells %s after one question each, and never the key', async (_what, script, code) => {
    const { checked } = await check(both(script));
    expect(checked).toMatchObject({ ok: false, error: { code } });
    if (!checked.ok) expect(`${checked.error.message} ${checked.error.cause}`).not.toContain(KEY);
  });

  it('tells a bad key rather than what else went wrong', async () => {
    const { checked } = await check({ 'maker/fast': json({}, 500), 'somebody/larger': json({}, 401) });
    expect(checked).toMatchObject({ ok: false, error: { code: 'auth' } });
  });

  it('tells a server that is not there', async () => {
    const nobody = { label: 'Replicate', apiKey: KEY, baseUrl: 'http://127.0.0.1:2/v1' };
    const checked = await checkReplicate(nobody, ENTRIES, soon());
    expect(checked).toMatchObject({ ok: false, error: { code: 'unavailable' } });
    if (!checked.ok) expect(String(checked.error.cause)).toContain('ECONNREFUSED');
  });

  it('waits no longer than it is told', async () => {
    const { checked } = await check(both(hang), AbortSignal.timeout(500));
    expect(checked).toMatchObject({ ok: false, error: { code: 'unavailable' } });
  });
});
