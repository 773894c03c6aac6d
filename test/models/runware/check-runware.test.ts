import { describe, expect, it } from 'vitest';
import { checkRunware } from '#src/models/runware/check-runware.ts';
import { SIMULATOR_PATHS } from '#src/simulator/simulator.ts';
import { hang, json, type Script } from '../../fakes/scripted-server.ts';
import { scriptedServer, simulatorOf } from '../setup.ts';

const KEY = 'runware-test-0123456789';
const soon = () => AbortSignal.timeout(5000);

async function check(script: Script, signal = soon()) {
  const server = await scriptedServer(script);
  const checked = await checkRunware({ label: 'Runware', apiKey: KEY, baseUrl: `${server.url}/v1` }, [], signal);
  return { checked, server };
}

const refusal = (status: number, code: string, message = 'No.') => json({ errors: [{ code, message }] }, status);

const FINE = { ok: true, missing: [], retiring: [] };

describe('checkRunware', () => {
  it('asks after a task that never was, and takes that for proof', async () => {
    const { checked, server } = await check(refusal(404, 'taskNotFound'));
    expect(checked).toEqual(FINE);
    expect(server.calls).toMatchObject([{ method: 'POST', path: '/v1', headers: { authorization: `Bearer ${KEY}` } }]);
    const body: unknown = JSON.parse(String(server.calls[0]?.body));
    expect(body).toEqual([{ taskType: 'getResponse', taskUUID: expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-4/) }]);
  });

  it.each([
    ['nothing at all', json({ data: [] })],
    ['that the question does not fit', refusal(400, 'invalidTaskUUID')],
  ])('is content where the answer is %s', async (_what, script) => {
    expect((await check(script)).checked).toEqual(FINE);
  });

  it('finds nothing to say about the simulator, but for a wrong key', async () => {
    const simulator = await simulatorOf();
    const reached = { label: 'Runware', baseUrl: `${simulator.url}${SIMULATOR_PATHS.runware}` };
    expect(await checkRunware({ ...reached, apiKey: 'any-key' }, [], soon())).toEqual(FINE);
    const wrong = await checkRunware({ ...reached, apiKey: 'wrong-key' }, [], soon());
    expect(wrong).toMatchObject({ ok: false, error: { code: 'auth' } });
    expect(simulator.taken).toBe(0);
  });

  it.each<[string, Script, string]>([
    ['a bad key', refusal(401, 'invalidApiKey'), 'auth'],
    ['a bad key in an answer of 200', refusal(200, 'invalidApiKey'), 'auth'],
    ['a bad key in plain words', (response) => void response.writeHead(401).end('No.'), 'auth'],
    ['an account without money', refusal(402, 'insufficientCredits'), 'quota'],
    ['too many requests', refusal(429, 'rateLimitExceeded'), 'rate-limited'],
    ['a server that fails', refusal(500, 'internalServerError'), 'provider-failed'],
    ['a wrong address', (response) => void response.writeHead(404).end('<html>'), 'provider-failed'],
    ['a server that is something else', json({ hello: 'world' }), 'provider-failed'],
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
    const nobody = { label: 'Runware', apiKey: KEY, baseUrl: 'http://127.0.0.1:2/v1' };
    expect(await checkRunware(nobody, [], soon())).toMatchObject({ ok: false, error: { code: 'unavailable' } });
  });

  it('waits no longer than it is told', async () => {
    const { checked } = await check(hang, AbortSignal.timeout(50));
    expect(checked).toMatchObject({ ok: false, error: { code: 'unavailable' } });
  });
});
