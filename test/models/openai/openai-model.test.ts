import type { ServerResponse } from 'node:http';
import { describe, expect, it, vi } from 'vitest';
import { events, hang, json, reset, type Script } from '../../fakes/scripted-server.ts';
import { pngOf } from '../../fixtures/pictures.ts';
import { eventually, refusalOf, requestOf, startRun } from '../setup.ts';
import { entryOf, FLARE, scriptedModel } from './setup.ts';

const PNG = Buffer.from(await pngOf({ width: 8, height: 8, color: '#cc3300' }));
const B64 = PNG.toString('base64');
const USAGE = {
  input_tokens: 30,
  input_tokens_details: { image_tokens: 20, text_tokens: 10 },
  output_tokens: 439,
  total_tokens: 469,
};

const partial = (index: number) => ({
  type: 'image_generation.partial_image',
  partial_image_index: index,
  b64_json: B64,
});
const completed = { type: 'image_generation.completed', b64_json: B64, usage: USAGE };

/** Runs one streamed request against this answer. */
async function streamed(script: Script, options: Parameters<typeof requestOf>[0] = {}) {
  const { model, clock, server } = await scriptedModel([script]);
  const { run, partials, abort } = startRun();
  const outcome = model.generate(requestOf({ partials: 2, ...options }), run);
  outcome.catch(() => {});
  return { outcome, clock, partials, abort, server };
}

/** Runs one plain request against this answer. */
async function plain(script: Script, options: Parameters<typeof requestOf>[0] = {}) {
  const { model, clock, server } = await scriptedModel([script]);
  const { run, abort } = startRun();
  const outcome = model.generate(requestOf(options), run);
  outcome.catch(() => {});
  return { outcome, clock, abort, server };
}

describe('a plain answer', () => {
  it('gives the bytes untouched, tokens, the revised prompt and the id for support', async () => {
    const body = { created: 1, data: [{ b64_json: B64, revised_prompt: 'a tall lighthouse' }], usage: USAGE };
    const { outcome } = await plain(json(body, 200, { 'x-request-id': 'req_1' }));
    expect(await outcome).toEqual({
      pictures: [{ bytes: PNG }],
      usage: { inputTokens: 30, inputTextTokens: 10, inputImageTokens: 20, outputTokens: 439, totalTokens: 469 },
      revisedPrompt: 'a tall lighthouse',
      providerRequestId: 'req_1',
      warnings: [],
    });
  });

  it('may have fewer pictures than asked', async () => {
    const { outcome } = await plain(json({ data: [{ b64_json: B64 }, {}] }), { count: 3 });
    expect((await outcome).pictures).toHaveLength(1);
  });

  it('may be a data URL', async () => {
    const { outcome } = await plain(json({ data: [{ url: `data:image/png;base64,${B64}` }] }));
    expect((await outcome).pictures).toEqual([{ bytes: PNG }]);
  });

  it('does without counts and odd values of a server that counts nothing', async () => {
    const usage = { input_tokens: 0, output_tokens: 0, total_tokens: 0, input_tokens_details: null };
    const { outcome } = await plain(json({ data: [{ b64_json: B64, revised_prompt: null, url: null }], usage }));
    expect(await outcome).toEqual({ pictures: [{ bytes: PNG }], warnings: [] });
  });

  it('counts words and pictures apart where the server does not', async () => {
    const { outcome } = await plain(json({ data: [{ b64_json: B64 }], usage: { input_tokens: 7, output_tokens: 5 } }));
    expect((await outcome).usage).toEqual({
      inputTokens: 7,
      inputTextTokens: 7,
      inputImageTokens: 0,
      outputTokens: 5,
      totalTokens: 12,
    });
  });

  it.each<[string, Script]>([
    ['has no data', json({ created: 1 })],
    ['has empty data', json({ data: [] })],
    ['has data without a picture', json({ data: [{}] })],
    ['has a link to another server, which is never followed', json({ data: [{ url: 'http://127.0.0.1:9/x.png' }] })],
    ['is no JSON', (response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>')],
    ['is cut JSON', (response) => void response.writeHead(200).end('{"data":[{"b64_json":"iVBO')],
    ['is empty', (response) => void response.writeHead(200).end()],
    ['is null', json(null)],
  ])('that %s is no picture', async (_what, script) => {
    expect((await refusalOf((await plain(script)).outcome)).code).toBe('no-image');
  });

  it('may name a picture by an address of the same server, which is fetched without the key', async () => {
    const { model, server } = await scriptedModel([]);
    const address = `${server.url}/pictures/1.png`;
    server.script(json({ data: [{ url: address }] }), (response) => void response.end(PNG));
    const { pictures } = await model.generate(requestOf(), startRun().run);
    expect(Buffer.from(pictures[0]?.bytes ?? []).equals(PNG)).toBe(true);
    expect(server.calls[1]?.path).toBe('/pictures/1.png');
    expect(server.calls[1]?.headers.authorization).toBeUndefined();
  });

  it('that is no base64 is a damaged picture, unless another one is whole', async () => {
    const broken = { b64_json: '%%%' };
    expect((await refusalOf((await plain(json({ data: [broken] }))).outcome)).code).toBe('image-corrupt');
    const { outcome } = await plain(json({ data: [broken, { b64_json: B64 }] }), { count: 2 });
    expect((await outcome).pictures).toEqual([{ bytes: PNG }]);
  });

  it('with an error in it despite its status is that error', async () => {
    const { outcome } = await plain(json({ error: { code: 'moderation_blocked' } }));
    expect((await refusalOf(outcome)).code).toBe('content-blocked');
  });

  it('that breaks off leaves the outcome unknown', async () => {
    const { outcome } = await plain((response, call) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '9999' });
      response.write('{"data":', () => reset(response, call));
    });
    expect((await refusalOf(outcome)).code).toBe('outcome-unknown');
  });
});

describe('a streamed answer', () => {
  it('shows previews as they come and gives the completed picture', async () => {
    const { outcome, partials } = await streamed(events([partial(0), partial(1), completed]));
    expect(await outcome).toMatchObject({ pictures: [{ bytes: PNG }], providerRequestId: 'req_scripted' });
    expect(partials).toMatchObject([
      { picture: { bytes: PNG, type: 'image/png' }, step: 1 },
      { picture: { bytes: PNG, type: 'image/png' }, step: 2 },
    ]);
    expect(partials.map(({ picture }) => Buffer.concat(picture.base64 ?? []).toString())).toEqual([B64, B64]);
  });

  it('has a completed picture for each that was asked for, and the tokens of all', async () => {
    const { outcome } = await streamed(events([partial(0), completed, partial(0), completed]), { count: 2 });
    const { pictures, usage } = await outcome;
    expect(pictures).toHaveLength(2);
    expect(usage).toMatchObject({ outputTokens: 878, totalTokens: 938 });
  });

  it('is over with its last picture, although the server never closes; then we hang up', async () => {
    const closed = vi.fn();
    const { outcome } = await streamed(events([completed], (response) => void response.socket?.on('close', closed)));
    expect((await outcome).pictures).toHaveLength(1);
    await eventually(() => expect(closed).toHaveBeenCalledOnce());
  });

  it('is a failure without its completed event', async () => {
    const { outcome } = await streamed(events([partial(0), partial(1)]));
    expect((await refusalOf(outcome)).code).toBe('no-image');
  });

  it('that breaks leaves the outcome unknown', async () => {
    const { outcome } = await streamed(events([partial(0)], reset));
    expect((await refusalOf(outcome)).code).toBe('outcome-unknown');
  });

  it('that breaks after some of its pictures still gives those', async () => {
    const { outcome } = await streamed(events([completed], reset), { count: 3 });
    expect((await outcome).pictures).toHaveLength(1);
  });

  it.each<[string, object, string]>([
    ['a block', { type: 'error', error: { code: 'moderation_blocked' } }, 'content-blocked'],
    ['a block without a wrapper', { type: 'error', code: 'moderation_blocked', message: 'No.' }, 'content-blocked'],
    ['no money', { error: { code: 'insufficient_quota' } }, 'quota'],
    ['a complaint', { error: { type: 'image_generation_user_error', message: 'Bad mask.' } }, 'invalid-request'],
    ['a fault', { error: { type: 'server_error', message: 'Oops.' } }, 'provider-failed'],
    ['a rate limit, which is never repeated now', { error: { code: 'rate_limit_exceeded' } }, 'provider-failed'],
  ])('can tell %s', async (_what, event, code) => {
    const { outcome } = await streamed(events([partial(0), event]));
    const error = await refusalOf(outcome);
    expect({ code: error.code, retryable: error.retryable }).toEqual({ code, retryable: false });
  });

  it('passes over events and previews it cannot read', async () => {
    const odd = [{ type: 'image_generation.thinking' }, { type: 'x.partial_image', b64_json: '%%%' }, [1]];
    const { outcome, partials } = await streamed(events([...odd, completed]));
    expect((await outcome).pictures).toHaveLength(1);
    expect(partials).toEqual([]);
  });

  it('that comes as plain JSON all the same is not wasted', async () => {
    const { outcome, server } = await streamed(json({ data: [{ b64_json: B64 }] }));
    expect((await outcome).pictures).toEqual([{ bytes: PNG }]);
    expect(server.calls).toHaveLength(1);
  });

  it('is read also where none was asked for', async () => {
    const { outcome } = await plain(events([completed]));
    expect((await outcome).pictures).toHaveLength(1);
  });

  it('survives a listener that throws', async () => {
    const { model } = await scriptedModel([events([partial(0), completed])]);
    const { run } = startRun();
    const onPartial = () => {
      throw new Error('The page is gone.');
    };
    expect((await model.generate(requestOf({ partials: 1 }), { ...run, onPartial })).pictures).toHaveLength(1);
  });
});

describe('the watch over a call', () => {
  it('cuts a stream that falls silent', async () => {
    const { outcome, clock, partials } = await streamed(events([partial(0)], hang));
    await eventually(() => expect(partials).toHaveLength(1));
    await clock.advance(FLARE.delivery.idleTimeoutMs);
    const error = await refusalOf(outcome);
    expect(error).toMatchObject({ code: 'timed-out', details: { provider: 'OpenAI', afterMs: 90_000 } });
    expect(clock.waiting()).toBe(0);
  });

  it('counts silence from the last byte, not from the beginning', async () => {
    const responses: ServerResponse[] = [];
    const { outcome, clock, partials } = await streamed(
      events([partial(0)], (response) => void responses.push(response)),
    );
    await eventually(() => expect(partials).toHaveLength(1));
    await clock.advance(60_000);
    responses[0]?.write(`data: ${JSON.stringify(partial(1))}\n\n`);
    await eventually(() => expect(partials).toHaveLength(2));
    await clock.advance(60_000);
    responses[0]?.end(`data: ${JSON.stringify(completed)}\n\n`);
    expect((await outcome).pictures).toHaveLength(1);
  });

  it('ends a call that takes too long before any answer', async () => {
    const { outcome, clock, server } = await plain(hang, { timeoutMs: 60_000 });
    await eventually(() => expect(server.calls).toHaveLength(1));
    await clock.advance(59_999);
    await clock.advance(1);
    expect(await refusalOf(outcome)).toMatchObject({ code: 'timed-out', details: { afterMs: 60_000 } });
  });

  it('lets a plain answer be silent after its headers, up to the whole time', async () => {
    const finish: (() => void)[] = [];
    const { outcome, clock } = await plain((response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
      finish.push(() => void response.end(JSON.stringify({ data: [{ b64_json: B64 }] })));
    });
    await eventually(() => expect(finish).toHaveLength(1));
    await clock.advance(FLARE.delivery.idleTimeoutMs + 1);
    finish[0]?.();
    expect((await outcome).pictures).toHaveLength(1);
  });

  it.each<[string, Script]>([
    ['waits for its answer', hang],
    ['is being streamed', events([partial(0)], hang)],
  ])('stops at once when it is canceled while it %s, and hangs up', async (_when, script) => {
    let closed = false;
    const { outcome, clock, server, abort } = await streamed((response, call) => {
      response.socket?.on('close', () => (closed = true));
      return script(response, call);
    });
    await eventually(() => expect(server.calls).toHaveLength(1));
    abort(new Error('pressed Cancel'));
    expect((await refusalOf(outcome)).code).toBe('canceled');
    expect(clock.waiting()).toBe(0);
    await eventually(() => expect(closed).toBe(true));
  });

  it('stays canceled although a picture had come already', async () => {
    const { outcome, abort, partials } = await streamed(events([completed, partial(0)], hang), { count: 2 });
    await eventually(() => expect(partials).toHaveLength(1));
    abort();
    expect((await refusalOf(outcome)).code).toBe('canceled');
  });

  it('sends nothing at all where it was canceled before', async () => {
    const { model, server } = await scriptedModel([]);
    const { run, abort } = startRun();
    abort();
    expect((await refusalOf(model.generate(requestOf(), run))).code).toBe('canceled');
    expect(server.calls).toHaveLength(0);
  });
});

describe('repeating', () => {
  const limited = json({ error: { code: 'rate_limit_exceeded' } }, 429, { 'retry-after': '20' });

  it('waits out a rate limit, tells so, and makes one paid call', async () => {
    const { model, clock, server } = await scriptedModel([limited, json({ data: [{ b64_json: B64 }] })]);
    const { run, notes } = startRun();
    const outcome = model.generate(requestOf(), run);
    await eventually(() => expect(notes).toEqual(['OpenAI is busy, asking again in 20 seconds']));
    expect(server.calls).toHaveLength(1);
    await clock.advance(20_000);
    expect((await outcome).pictures).toHaveLength(1);
    expect(server.calls).toHaveLength(2);
  });

  it('does not mind that nobody can be told', async () => {
    const { model, clock, server } = await scriptedModel([limited, json({ data: [{ b64_json: B64 }] })]);
    const onProgress = () => {
      throw new Error('The page is gone.');
    };
    const outcome = model.generate(requestOf(), { ...startRun().run, onProgress });
    await eventually(async () => {
      await clock.advance(500);
      expect(server.calls).toHaveLength(2);
    });
    expect((await outcome).pictures).toHaveLength(1);
  });

  it('gives up where the wait would leave no time for the picture', async () => {
    const { model } = await scriptedModel([limited]);
    const error = await refusalOf(model.generate(requestOf({ timeoutMs: 30_000 }), startRun().run));
    expect(error).toMatchObject({ code: 'rate-limited', retryAfterMs: 20_000 });
  });

  it('ends with the cancellation during a wait', async () => {
    const { model, clock } = await scriptedModel([limited]);
    const { run, notes, abort } = startRun();
    const outcome = refusalOf(model.generate(requestOf(), run));
    await eventually(() => expect(notes).toHaveLength(1));
    abort();
    expect((await outcome).code).toBe('canceled');
    expect(clock.waiting()).toBe(0);
  });

  it('never repeats a call that broke after it was sent', async () => {
    const { model, server } = await scriptedModel([reset]);
    expect((await refusalOf(model.generate(requestOf(), startRun().run))).code).toBe('outcome-unknown');
    expect(server.calls).toHaveLength(1);
  });

  it('says unavailable, and tries again, where no connection could be made', async () => {
    const { model, server, clock } = await scriptedModel([]);
    await server.close();
    const { run, notes } = startRun();
    const outcome = refusalOf(model.generate(requestOf(), run));
    await eventually(async () => {
      await clock.advance(200);
      expect(notes).toHaveLength(3);
    });
    await clock.advance(5000);
    expect((await outcome).code).toBe('unavailable');
  });
});

describe('the oldest models', () => {
  it('say that they have no background setting', async () => {
    const { model } = await scriptedModel([json({ data: [{ b64_json: B64 }] })], entryOf('openai/dall-e-3'));
    const { warnings } = await model.generate(requestOf({ background: 'opaque' }), startRun().run);
    expect(warnings).toEqual([[{ plain: 'openai/dall-e-3 has no background setting, so it was left out.' }]]);
  });
});
