import { describe, expect, it } from 'vitest';
import { openOpenAiModeration } from '#src/models/openai/moderation.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';
import { hang, json, reset, type Script } from '../../fakes/scripted-server.ts';
import { pngOf } from '../../fixtures/pictures.ts';
import { eventually, refusalOf, scriptedServer, simulatorOf } from '../setup.ts';

const KEY = 'sk-test-0123456789';

function checkAt(baseUrl: string) {
  const clock = createManualClock();
  const connection = { provider: 'openai', label: 'OpenAI', apiKey: KEY, baseUrl, resultHosts: [] };
  return { check: openOpenAiModeration(connection, { clock }), clock };
}

async function scripted(script: Script) {
  const server = await scriptedServer(script);
  return { ...checkAt(`${server.url}/v1`), server };
}

const never = new AbortController().signal;

/** As OpenAI's reference shows an answer. */
const answer = (flagged: boolean, scores: Readonly<Record<string, number>>) =>
  json({
    id: 'modr-0d9740456c391e43c445bf0f010940c7',
    model: 'omni-moderation-latest',
    results: [
      {
        flagged,
        categories: Object.fromEntries(Object.entries(scores).map(([name, score]) => [name, score > 0.5])),
        category_scores: scores,
        category_applied_input_types: Object.fromEntries(Object.keys(scores).map((name) => [name, ['text']])),
      },
    ],
  });

describe('the moderation of OpenAI', () => {
  it('is asked about words as text', async () => {
    const { check, server, clock } = await scripted(answer(true, { violence: 0.91, harassment: 0.01 }));
    expect(await check.words('a battle', never)).toEqual({
      flagged: true,
      categories: ['violence'],
      scores: { violence: 0.91, harassment: 0.01 },
    });
    expect(server.calls[0]).toMatchObject({ path: '/v1/moderations', headers: { authorization: `Bearer ${KEY}` } });
    expect(JSON.parse(server.calls[0]?.body.toString() ?? '')).toEqual({
      model: 'omni-moderation-latest',
      input: [{ type: 'text', text: 'a battle' }],
    });
    expect(clock.waiting()).toBe(0);
  });

  it('is asked about a picture as a picture, never as text', async () => {
    const { check, server } = await scripted(answer(false, { sexual: 0.02 }));
    const bytes = await pngOf({ width: 8, height: 8 });
    expect(await check.picture({ bytes, type: 'image/png' }, never)).toMatchObject({ flagged: false, categories: [] });
    const { input } = JSON.parse(server.calls[0]?.body.toString() ?? '');
    expect(input).toEqual([
      { type: 'image_url', image_url: { url: `data:image/png;base64,${Buffer.from(bytes).toString('base64')}` } },
    ]);
  });

  it('takes categories that an older model does not have for none', async () => {
    const { check } = await scripted(
      json({ results: [{ flagged: false, categories: { illicit: null }, category_scores: { illicit: null } }] }),
    );
    expect(await check.words('x', never)).toEqual({ flagged: false, categories: [], scores: { illicit: 0 } });
  });

  it.each<[string, Script, string]>([
    ['no results', json({ results: [] }), 'provider-failed'],
    ['another shape', json({ flagged: false }), 'provider-failed'],
    ['a page', (response) => void response.end('<html>'), 'provider-failed'],
    ['a result without a verdict', json({ results: [{ categories: {} }] }), 'provider-failed'],
    ['a bad key', json({ error: { message: 'No.', code: 'invalid_api_key' } }, 401), 'auth'],
    ['no money', json({ error: { message: 'No.', code: 'insufficient_quota' } }, 429), 'quota'],
    ['a rate limit', json({ error: { message: 'Slow down.' } }, 429), 'rate-limited'],
    ['a fault', json({ error: { message: 'Oops.' } }, 500), 'provider-failed'],
    ['a lost connection', reset, 'outcome-unknown'],
    ['an answer without end', (response) => void response.write(Buffer.alloc(1_500_000, 0x20)), 'outcome-unknown'],
  ])('never takes %s for a yes, and is not asked again', async (_what, script, code) => {
    const { check, server, clock } = await scripted(script);
    expect((await refusalOf(check.words('x', never))).code).toBe(code);
    expect(server.calls).toHaveLength(1);
    expect(clock.waiting()).toBe(0);
  });

  it('is given twenty seconds', async () => {
    const { check, clock, server } = await scripted(hang);
    const outcome = refusalOf(check.words('x', never));
    await eventually(() => expect(server.calls).toHaveLength(1));
    await clock.advance(20_000);
    expect((await outcome).code).toBe('timed-out');
  });

  it('stops when what it is about is canceled', async () => {
    const { check, server } = await scripted(hang);
    const aborter = new AbortController();
    const outcome = refusalOf(check.words('x', aborter.signal));
    await eventually(() => expect(server.calls).toHaveLength(1));
    aborter.abort();
    expect((await outcome).code).toBe('canceled');
  });

  it('is played by the simulator: for words, for pictures, and with its refusals', async () => {
    const simulator = await simulatorOf();
    const { check } = checkAt(`${simulator.url}/v1`);
    expect(await check.words('a quiet lighthouse', never)).toMatchObject({ flagged: false, categories: [] });
    expect(await check.words('something forbidden', never)).toMatchObject({ flagged: true, categories: ['violence'] });
    const plain = await pngOf({ width: 32, height: 32, color: '#1478c8' });
    const red = await pngOf({ width: 32, height: 32, color: '#dc1414' });
    expect((await check.picture({ bytes: plain, type: 'image/png' }, never)).flagged).toBe(false);
    expect((await check.picture({ bytes: red, type: 'image/png' }, never)).categories).toEqual(['violence']);
    const broken = { bytes: new Uint8Array([1, 2, 3]), type: 'image/png' } as const;
    expect((await refusalOf(check.picture(broken, never))).code).toBe('invalid-request');
    expect(simulator.taken).toBe(0);
    expect(JSON.stringify(simulator.requests)).not.toContain(Buffer.from(red).toString('base64'));
  });
});
