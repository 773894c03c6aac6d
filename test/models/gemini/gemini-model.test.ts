import { describe, expect, it } from 'vitest';
import { plainText } from '#src/domain/text.ts';
import { hang, json } from '../../fakes/scripted-server.ts';
import { eventually, refusalOf, requestOf, startRun } from '../setup.ts';
import { answering, image, scriptedModel } from './setup.ts';

const BUSY = json(
  {
    error: { code: 429, status: 'RESOURCE_EXHAUSTED', details: [{ '@type': 'RetryInfo', retryDelay: '18s' }] },
  },
  429,
);

describe('createGeminiModel', () => {
  it('waits as long as the provider says, tells so, and asks again', async () => {
    const { model, clock, server } = await scriptedModel(BUSY, answering([image('x')]));
    const { run, notes } = startRun();
    const outcome = model.generate(requestOf(), run);
    await eventually(() => expect(notes).toEqual(['Gemini is busy, asking again in 18 seconds']));
    await clock.advance(17_999);
    expect(server.calls).toHaveLength(1);
    await clock.advance(1);
    expect((await outcome).pictures).toHaveLength(1);
    expect(server.calls).toHaveLength(2);
  });

  it('does not wait for what would come too late', async () => {
    const { model } = await scriptedModel(BUSY);
    const error = await refusalOf(model.generate(requestOf({ timeoutMs: 20_000 }), startRun().run));
    expect(error).toMatchObject({ code: 'rate-limited', retryAfterMs: 18_000 });
  });

  it('times out where the answer stops in the middle', async () => {
    const { model, clock, server } = await scriptedModel((response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"candidates":');
    });
    const outcome = refusalOf(model.generate(requestOf(), startRun().run));
    await eventually(() => expect(server.calls).toHaveLength(1));
    // Silence is only timed from the first bytes on, so there are two timers once they came.
    await eventually(() => expect(clock.waiting()).toBe(2));
    await clock.advance(60_000);
    expect((await outcome).details).toEqual({ provider: 'Gemini', afterMs: 60_000 });
    expect(clock.waiting()).toBe(0);
  });

  it('tells a time-out from a cancellation, which look alike to the SDK', async () => {
    for (const [end, code] of [
      ['time', 'timed-out'],
      ['person', 'canceled'],
    ] as const) {
      const { model, clock, server } = await scriptedModel(hang);
      const { run, abort } = startRun();
      const outcome = refusalOf(model.generate(requestOf({ timeoutMs: 5000 }), run));
      await eventually(() => expect(server.calls).toHaveLength(1));
      if (end === 'time') await clock.advance(5000);
      else abort();
      expect((await outcome).code).toBe(code);
    }
  });

  it('says that a background cannot be set', async () => {
    const { model } = await scriptedModel(answering([image('x')]), answering([image('x')]));
    const warnings = async (background: 'auto' | 'opaque') =>
      (await model.generate(requestOf({ background }), startRun().run)).warnings.map(plainText);
    expect(await warnings('opaque')).toEqual([
      'gemini/gemini-nano-banana-2.1 has no background setting, so it was left out; say it in the prompt.',
    ]);
    expect(await warnings('auto')).toEqual([]);
  });

  it('leaves the shape to the model where none was fitted', async () => {
    const { model, server } = await scriptedModel(answering([image('x')]));
    await model.generate(requestOf(), startRun().run);
    expect(JSON.parse(String(server.calls[0]?.body)).generationConfig).toEqual({
      responseModalities: ['TEXT', 'IMAGE'],
    });
  });
});
