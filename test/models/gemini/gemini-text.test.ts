import { describe, expect, it } from 'vitest';
import { openGeminiText } from '#src/models/gemini/gemini-text.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';
import { hang, json, reset, type Script } from '../../fakes/scripted-server.ts';
import { eventually, refusalOf, scriptedServer } from '../setup.ts';
import { answering, connectionTo } from './setup.ts';

const ASK = { instructions: 'Write a portrait.', words: 'Ada, a mathematician' };

async function writer(...scripts: readonly Script[]) {
  const server = await scriptedServer(...scripts);
  const clock = createManualClock();
  return { server, clock, model: openGeminiText(connectionTo(server.url), { clock }, 'gemini-3-flash') };
}

const write = async (...scripts: readonly Script[]) =>
  (await writer(...scripts)).model.write(ASK, new AbortController().signal);

describe('openGeminiText', () => {
  it('has the provider and the vendor’s id as its own', async () => {
    expect((await writer()).model.id).toBe('gemini/gemini-3-flash');
  });

  it('sends instructions apart from the words, and gives what was written without the thoughts', async () => {
    const { model, server, clock } = await writer(
      answering([{ text: 'Hm.', thought: true }, { text: 'Ada in a library.' }]),
    );
    expect(await model.write(ASK, new AbortController().signal)).toBe('Ada in a library.');
    expect(server.calls[0]?.path).toBe('/v1/models/gemini-3-flash:generateContent');
    expect(JSON.parse(String(server.calls[0]?.body))).toEqual({
      contents: [{ role: 'user', parts: [{ text: ASK.words }] }],
      generationConfig: {},
      systemInstruction: { role: 'user', parts: [{ text: ASK.instructions }] },
    });
    expect(clock.waiting()).toBe(0);
  });

  it.each<[string, Script, string]>([
    ['a block', json({ promptFeedback: { blockReason: 'SAFETY' } }), 'content-blocked'],
    ['nothing written', answering([]), 'provider-failed'],
    ['a bad key', json({ error: { details: [{ reason: 'API_KEY_INVALID' }] } }, 400), 'auth'],
    ['a model that is not there', json({ error: {} }, 404), 'model-unavailable'],
    ['a rate limit, which is not waited for', json({ error: {} }, 429), 'rate-limited'],
    ['a broken connection', reset, 'outcome-unknown'],
  ])('tells %s', async (_what, script, code) => {
    expect((await refusalOf(write(script))).code).toBe(code);
  });

  it('gives up after a minute', async () => {
    const { model, server, clock } = await writer(hang);
    const outcome = refusalOf(model.write(ASK, new AbortController().signal));
    await eventually(() => expect(server.calls).toHaveLength(1));
    await clock.advance(60_000);
    expect((await outcome).code).toBe('timed-out');
    expect(clock.waiting()).toBe(0);
  });

  it('stops when it is canceled, and asks nobody where it was before', async () => {
    const { model, server } = await writer(hang);
    const aborter = new AbortController();
    const outcome = refusalOf(model.write(ASK, aborter.signal));
    await eventually(() => expect(server.calls).toHaveLength(1));
    aborter.abort();
    expect((await outcome).code).toBe('canceled');
    expect((await refusalOf(model.write(ASK, aborter.signal))).code).toBe('canceled');
    expect(server.calls).toHaveLength(1);
  });
});
