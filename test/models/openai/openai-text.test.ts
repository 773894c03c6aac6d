import { describe, expect, it } from 'vitest';
import { PRESET_FLAGS } from '#src/domain/compatible-presets.ts';
import type { CompatibleFlags } from '#src/domain/connection.ts';
import { openOpenAiText } from '#src/models/openai/openai-text.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';
import { hang, json, reset, type Script } from '../../fakes/scripted-server.ts';
import { eventually, refusalOf, scriptedServer, simulatorOf } from '../setup.ts';

const KEY = 'sk-test-0123456789';
const ASK = { instructions: 'Describe a portrait in one sentence.', words: 'Ada, who likes looms' };

const said = (message: object, finish_reason = 'stop') => json({ choices: [{ index: 0, message, finish_reason }] });

function modelAt(baseUrl: string, { flags, apiKey = KEY }: { flags?: CompatibleFlags; apiKey?: string } = {}) {
  const clock = createManualClock();
  const connection = {
    provider: 'attic',
    label: 'The attic',
    apiKey,
    baseUrl,
    resultHosts: [],
    ...(flags && { flags }),
  };
  return { model: openOpenAiText(connection, { clock }, 'chat-1'), clock };
}

async function scripted(script: Script, how?: Parameters<typeof modelAt>[1]) {
  const server = await scriptedServer(script);
  return { ...modelAt(`${server.url}/v1`, how), server };
}

const never = new AbortController().signal;

describe('a model that writes', () => {
  it('is asked once, by instructions and words, with a bound', async () => {
    const { model, server, clock } = await scripted(said({ role: 'assistant', content: '  A portrait of Ada.\n' }));
    expect(await model.write(ASK, never)).toBe('A portrait of Ada.');
    expect(model.id).toBe('attic/chat-1');
    expect(server.calls[0]).toMatchObject({
      path: '/v1/chat/completions',
      headers: { authorization: `Bearer ${KEY}` },
    });
    expect(JSON.parse(server.calls[0]?.body.toString() ?? '')).toEqual({
      model: 'chat-1',
      messages: [
        { role: 'system', content: ASK.instructions },
        { role: 'user', content: ASK.words },
      ],
      max_completion_tokens: 2000,
    });
    expect(clock.waiting()).toBe(0);
  });

  it('is bounded by the older name on a compatible server, and needs no key there', async () => {
    const { model, server } = await scripted(said({ content: 'x' }), { flags: PRESET_FLAGS.localai, apiKey: '' });
    await model.write(ASK, never);
    const [call] = server.calls;
    expect(JSON.parse(call?.body.toString() ?? '')).toMatchObject({ max_tokens: 2000 });
    expect(call?.body.toString()).not.toContain('max_completion_tokens');
    expect(call?.headers).not.toHaveProperty('authorization');
  });

  it.each<[string, Script, string]>([
    ['a refusal', said({ content: null, refusal: 'I cannot do that.' }), 'content-blocked'],
    ['a filter', said({ content: 'A por' }, 'content_filter'), 'content-blocked'],
    ['no words', said({ content: ' ' }, 'length'), 'provider-failed'],
    ['no choices', json({ choices: [] }), 'provider-failed'],
    ['another shape', json({ text: 'x' }), 'provider-failed'],
    ['a page', (response) => void response.end('<html>'), 'provider-failed'],
    ['an error within the answer', json({ error: { code: 'insufficient_quota' } }), 'quota'],
    ['a bad key', json({ error: { message: 'No.', code: 'invalid_api_key' } }, 401), 'auth'],
    ['a rate limit', json({ error: { message: 'Slow down.' } }, 429), 'rate-limited'],
    ['a bare refusal', json({ error: 'no such model loaded' }, 400), 'invalid-request'],
    ['a fault', json({ error: { message: 'Oops.' } }, 500), 'provider-failed'],
    ['a lost connection', reset, 'outcome-unknown'],
    ['an answer without end', (response) => void response.write(Buffer.alloc(1_500_000, 0x20)), 'outcome-unknown'],
  ])('gives no words but an error for %s, and is not asked again', async (_what, script, code) => {
    const { model, server, clock } = await scripted(script);
    expect((await refusalOf(model.write(ASK, never))).code).toBe(code);
    expect(server.calls).toHaveLength(1);
    expect(clock.waiting()).toBe(0);
  });

  it('never repeats its key', async () => {
    const { model } = await scripted(json({ error: `wrong: ${KEY}` }, 400));
    const error = await refusalOf(model.write(ASK, never));
    expect(JSON.stringify([error.details, String(error.cause)])).not.toContain(KEY);
  });

  it('is given a minute', async () => {
    const { model, clock, server } = await scripted(hang);
    const outcome = refusalOf(model.write(ASK, never));
    await eventually(() => expect(server.calls).toHaveLength(1));
    await clock.advance(60_000);
    expect(await outcome).toMatchObject({ code: 'timed-out', details: { afterMs: 60_000 } });
  });

  it('stops when it is canceled, and is not asked where it was before', async () => {
    const { model, server } = await scripted(hang);
    const aborter = new AbortController();
    const outcome = refusalOf(model.write(ASK, aborter.signal));
    await eventually(() => expect(server.calls).toHaveLength(1));
    aborter.abort();
    expect((await outcome).code).toBe('canceled');
    expect((await refusalOf(model.write(ASK, AbortSignal.abort()))).code).toBe('canceled');
    expect(server.calls).toHaveLength(1);
  });

  it.each(['/v1', '/compatible/v1'])(
    'gets the same sentence for the same words from the simulator at %s',
    async (path) => {
      const simulator = await simulatorOf();
      const { model } = modelAt(`${simulator.url}${path}`);
      const sentence = await model.write(ASK, never);
      expect(sentence).toContain(ASK.words);
      expect(await model.write(ASK, never)).toBe(sentence);
      expect((await refusalOf(model.write({ ...ASK, words: 'something forbidden' }, never))).code).toBe(
        'content-blocked',
      );
      expect(simulator.requests[0]).toMatchObject({ path: '/chat/completions', body: { model: 'chat-1' } });
      expect(simulator.taken).toBe(0);
    },
  );
});
