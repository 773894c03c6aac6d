import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '#src/domain/error-details.ts';
import { EaselError } from '#src/domain/errors.ts';
import type { Picture } from '#src/domain/picture.ts';
import { hang, json, reset, type Script } from '../../fakes/scripted-server.ts';
import { eventually, refusalOf, startRun } from '../setup.ts';
import {
  API_KEY,
  entryOf,
  PIXEL,
  prediction,
  requestOf,
  runningOn,
  SCHNELL,
  scriptedModel,
  succeeded,
} from './setup.ts';

const running = (more: Readonly<Record<string, unknown>> = {}) => json(prediction(more), 201);
const failed = (error: string) => json(prediction({ status: 'failed', error }), 201);

/** Answers with a status and Replicate's kind of body. */
const problem = (status: number, detail: string, headers: Readonly<Record<string, string>> = {}): Script =>
  json({ title: 'No', detail, status }, status, headers);

const LARGE: Picture = { bytes: new Uint8Array(300 * 1024).fill(7), type: 'image/jpeg' };
const SMALL: Picture = { bytes: new Uint8Array(1000).fill(7), type: 'image/png' };
const uploaded = (id: string) => json({ id, urls: { get: `https://files.example.com/${id}` } }, 201);
const gone: Script = (response) => void response.writeHead(204).end();

describe('a prediction', () => {
  it('is asked for until it is done, with its id told first and its progress from its logs', async () => {
    const logs = 'Using seed: 42\n 25%|██▌       | 1/4 [00:00<00:01,  2.10it/s]\n';
    const { model, clock, server } = await scriptedModel([
      running({ status: 'starting', started_at: undefined }),
      json(prediction({ logs })),
      json(succeeded({ logs })),
    ]);
    const { run, tasks, shares, notes } = startRun();
    const { pictures, providerRequestId, seed } = await runningOn(model.generate(requestOf(), run), clock);
    expect(Buffer.from(pictures[0]?.bytes ?? []).toString('latin1', 1, 4)).toBe('PNG');
    expect([tasks, providerRequestId, seed]).toEqual([[prediction().id], prediction().id, 42]);
    expect(shares).toEqual([null, 0.25]);
    expect(notes).toEqual(['Replicate is starting the model']);
    expect(server.calls.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /v1/models/black-forest-labs/flux-schnell/predictions',
      `GET /v1/predictions/${prediction().id}`,
      `GET /v1/predictions/${prediction().id}`,
    ]);
  });

  it('is not asked for before its id is kept', async () => {
    const { model, server } = await scriptedModel([running(), json(prediction({ status: 'canceled' }))]);
    const kept = Promise.withResolvers<void>();
    const { run, abort } = startRun();
    const outcome = refusalOf(model.generate(requestOf(), { ...run, onTask: () => kept.promise }));
    await eventually(() => expect(server.calls).toHaveLength(1));
    abort();
    kept.resolve();
    expect((await outcome).code).toBe('canceled');
    await eventually(() => expect(server.calls.map(({ path }) => path).at(-1)).toMatch(/\/cancel$/));
  });

  it('is looked at again where a look fails in passing', async () => {
    const { model, clock, server } = await scriptedModel([
      running(),
      reset,
      problem(502, 'Bad gateway'),
      problem(429, 'Request was throttled.'),
      (response) => void response.writeHead(200).end('<html>'),
      json(succeeded()),
    ]);
    expect((await runningOn(model.generate(requestOf(), startRun().run), clock)).pictures).toHaveLength(1);
    expect(server.calls).toHaveLength(6);
  });

  it('that is never done times out, and is canceled at the provider', async () => {
    const many = Array.from({ length: 40 }, () => json(prediction()));
    const { model, clock, server } = await scriptedModel([running(), ...many]);
    const error = await refusalOf(runningOn(model.generate(requestOf({ timeoutMs: 5000 }), startRun().run), clock));
    expect(error.code).toBe('timed-out');
    await eventually(() => expect(server.calls.at(-1)?.path).toMatch(/\/cancel$/));
    const unused = 41 - server.calls.length;
    expect(unused).toBeGreaterThan(0);
    while (server.calls.length < 41) await fetch(server.url);
  });

  it('whose creation was canceled is canceled at the provider as soon as its id is known', async () => {
    const answer = Promise.withResolvers<void>();
    const slow: Script = async (response, call) => {
      await answer.promise;
      await running()(response, call);
    };
    const { model, server } = await scriptedModel([slow, json(prediction({ status: 'canceled' }))]);
    const { run, abort } = startRun();
    const outcome = refusalOf(model.generate(requestOf(), run));
    await eventually(() => expect(server.calls).toHaveLength(1));
    abort();
    expect((await outcome).code).toBe('canceled');
    answer.resolve();
    await eventually(() =>
      expect(server.calls.at(-1)).toMatchObject({ method: 'POST', path: `/v1/predictions/${prediction().id}/cancel` }),
    );
  });

  it('goes on at the provider where only this process stops', async () => {
    const { model, server, clock } = await scriptedModel([running()]);
    const { run, tasks, abort } = startRun();
    const outcome = refusalOf(model.generate(requestOf(), run));
    await eventually(() => expect(tasks).toHaveLength(1));
    abort(new EaselError('shutting-down', {}));
    expect((await outcome).code).toBe('canceled');
    expect(clock.waiting()).toBe(0);
    expect(server.calls).toHaveLength(1);
  });

  it.each<[string, Readonly<Record<string, unknown>>, ErrorCode]>([
    ['was aborted before it began', { status: 'aborted' }, 'unavailable'],
    ['was canceled at the provider', { status: 'canceled' }, 'canceled'],
    [
      'was canceled past its deadline',
      { status: 'canceled', deadline: '2026-11-21T10:02:00Z', completed_at: '2026-11-21T10:02:00Z' },
      'timed-out',
    ],
    ['failed', { status: 'failed', error: 'CUDA error' }, 'provider-failed'],
    ['failed with an object', { status: 'failed', error: { code: 3 } }, 'provider-failed'],
    [
      'was flagged',
      { status: 'failed', error: 'The input or output was flagged as sensitive. (E005)' },
      'content-blocked',
    ],
    ['was found to be NSFW', { status: 'failed', error: 'NSFW content detected.' }, 'content-blocked'],
    ['could not read its picture', { status: 'failed', error: 'cannot identify image file' }, 'invalid-request'],
    ['has no output', { status: 'succeeded', output: null }, 'no-image'],
    ['has words as its output', { status: 'succeeded', output: ['a red fox'] }, 'no-image'],
    ['has a broken picture', { status: 'succeeded', output: 'data:image/png;base64,!' }, 'image-corrupt'],
    ['has its output deleted', { status: 'succeeded', output: [PIXEL], data_removed: true }, 'no-image'],
  ])('that %s is told so, and asked for once', async (_what, more, code) => {
    const { model, server } = await scriptedModel([running(more)]);
    expect((await refusalOf(model.generate(requestOf(), startRun().run))).code).toBe(code);
    expect(server.calls).toHaveLength(1);
  });

  it('may be told with nothing but an id and a state', async () => {
    const { model, clock } = await scriptedModel([json({ id: 'a1', status: 'starting' }, 201), json(succeeded())]);
    expect((await runningOn(model.generate(requestOf(), startRun().run), clock)).pictures).toHaveLength(1);
  });

  it('of an unknown state is taken for a running one', async () => {
    const { model, clock } = await scriptedModel([running({ status: 'pondering' }), json(succeeded())]);
    expect((await runningOn(model.generate(requestOf(), startRun().run), clock)).pictures).toHaveLength(1);
  });
});

describe('the one paid call', () => {
  it.each<[string, Script, ErrorCode]>([
    ['is reset', reset, 'outcome-unknown'],
    ['is answered by a gateway that gave up', problem(504, 'Gateway time-out'), 'outcome-unknown'],
    ['is answered with 500', problem(500, 'Oops'), 'provider-failed'],
    ['is answered with something else', (response) => void response.writeHead(201).end('{"id":'), 'outcome-unknown'],
    ['is answered with an id that is none', json({ id: '../files', status: 'starting' }, 201), 'outcome-unknown'],
    ['is refused for the key', problem(401, 'You did not pass a valid authentication token'), 'auth'],
    ['is refused for money', problem(402, 'You have insufficient credit to run this model.'), 'quota'],
    ['names no model', problem(404, 'The requested resource could not be found.'), 'model-unavailable'],
    ['is refused for its content', problem(422, 'Prompt was flagged by moderation'), 'content-blocked'],
  ])('that %s is sent once', async (_what, script, code) => {
    const { model, server } = await scriptedModel([script]);
    expect((await refusalOf(model.generate(requestOf(), startRun().run))).code).toBe(code);
    expect(server.calls).toHaveLength(1);
  });

  it.each([
    ['a header', problem(429, 'Request was throttled.', { 'retry-after': '7' }), 7000],
    ['its body', json({ detail: 'Request was throttled.', status: 429, retry_after: 5 }, 429), 5000],
    ['its words', problem(429, 'Request was throttled. Your rate limit resets in ~30s.'), 30_000],
  ])('is repeated after being throttled, when %s says', async (_where, throttled, waitMs) => {
    const { model, server, clock } = await scriptedModel([throttled, json(succeeded(), 201)]);
    const { run, notes } = startRun();
    const outcome = model.generate(requestOf(), run);
    await eventually(() => expect(notes).toEqual([`Replicate is busy, asking again in ${waitMs / 1000} seconds`]));
    await clock.advance(waitMs - 1);
    expect(server.calls).toHaveLength(1);
    await clock.advance(1);
    expect((await outcome).pictures).toHaveLength(1);
    expect(server.calls).toHaveLength(2);
  });

  it('tells what was wrong with the request, without keys and links', async () => {
    const detail = `- input.aspect_ratio: must be one of "1:1" ${API_KEY} see https://replicate.com/x\n`;
    const { model } = await scriptedModel([problem(422, detail)]);
    const error = await refusalOf(model.generate(requestOf(), startRun().run));
    expect(error.code).toBe('invalid-request');
    expect(error.message).toContain('input.aspect_ratio: must be one of "1:1" (key) see (link)');
    expect(String(error.cause)).not.toContain(API_KEY);
  });

  it('shows the key to nobody but the provider', async () => {
    const { model, server } = await scriptedModel([json(succeeded({ logs: API_KEY }), 201)]);
    const generated = await model.generate(requestOf(), startRun().run);
    expect(server.calls[0]?.headers.authorization).toBe(`Bearer ${API_KEY}`);
    expect(server.calls[0]?.body.toString()).not.toContain(API_KEY);
    expect(JSON.stringify(generated)).not.toContain(API_KEY);
  });

  it('says how long it waits and when the provider shall give up', async () => {
    const { model, server } = await scriptedModel([json(succeeded(), 201)]);
    await model.generate(requestOf({ timeoutMs: 60_000 }), startRun().run);
    expect(server.calls[0]?.headers).toMatchObject({ prefer: 'wait=5', 'cancel-after': '75s' });
  });

  it('is not made where it was canceled during an upload', async () => {
    const { model, server } = await scriptedModel([hang], { entry: entryOf('qwen-image-edit-plus') });
    const { run, abort } = startRun();
    const outcome = refusalOf(model.generate(requestOf({}, { references: [LARGE] }), run));
    await eventually(() => expect(server.calls).toHaveLength(1));
    abort();
    expect((await outcome).code).toBe('canceled');
    expect(server.calls.map(({ path }) => path)).toEqual(['/v1/files']);
  });
});

describe('the pictures of a request', () => {
  const entry = entryOf('qwen-image-edit-plus');

  it('go as data URLs where they are small, else as uploads that are deleted afterwards', async () => {
    const { model, server } = await scriptedModel([uploaded('f1'), json(succeeded(), 201), gone], { entry });
    await model.generate(requestOf({}, { references: [SMALL, LARGE] }), startRun().run);
    const [upload, paid] = server.calls;
    expect(upload?.headers['content-type']).toMatch(/^multipart\/form-data/);
    expect(upload?.body.toString('latin1')).toContain('filename="image-2.jpg"\r\nContent-Type: image/jpeg');
    const { image } = JSON.parse(paid?.body.toString() ?? '').input;
    expect(image).toEqual([expect.stringMatching(/^data:image\/png;base64,BwcH/), 'https://files.example.com/f1']);
    await eventually(() => expect(server.calls.at(-1)).toMatchObject({ method: 'DELETE', path: '/v1/files/f1' }));
  });

  it('are uploaded where they would be too much together', async () => {
    const picture: Picture = { bytes: new Uint8Array(250 * 1024), type: 'image/png' };
    const scripts = [uploaded('f5'), json(succeeded(), 201), gone];
    const { model, server } = await scriptedModel(scripts, { entry: entryOf('nano-banana-2') });
    await model.generate(requestOf({}, { references: Array.from({ length: 5 }, () => picture) }), startRun().run);
    await eventually(() => expect(server.calls).toHaveLength(3));
  });

  it.each<[string, Script]>([
    ['is reset', reset],
    ['is answered with 503', problem(503, 'Busy')],
  ])('are uploaded again where an upload %s, for nothing was paid', async (_what, script) => {
    const scripts = [script, uploaded('f2'), json(succeeded(), 201), gone];
    const { model, server, clock } = await scriptedModel(scripts, { entry });
    await runningOn(model.generate(requestOf({}, { references: [LARGE] }), startRun().run), clock);
    await eventually(() => expect(server.calls).toHaveLength(4));
  });

  it('are deleted where the paid call is refused', async () => {
    const scripts = [uploaded('f3'), problem(402, 'No money'), gone];
    const { model, server } = await scriptedModel(scripts, { entry });
    const request = requestOf({}, { references: [LARGE] });
    expect((await refusalOf(model.generate(request, startRun().run))).code).toBe('quota');
    await eventually(() => expect(server.calls.at(-1)?.path).toBe('/v1/files/f3'));
  });

  it('that are too large for the provider are told so', async () => {
    const { model } = await scriptedModel([problem(413, 'Files must be less than 100MB in size')], { entry });
    const error = await refusalOf(model.generate(requestOf({}, { references: [LARGE] }), startRun().run));
    expect([error.code, error.message.includes('less than 100MB')]).toEqual(['invalid-request', true]);
  });
});

describe('a prediction of an earlier process', () => {
  const ID = prediction().id;
  const resumed = async (...scripts: readonly Script[]) => {
    const { model, clock, server } = await scriptedModel(scripts);
    const { run } = startRun();
    return { outcome: runningOn(model.resume?.(ID, run) ?? Promise.reject(new Error('It cannot.')), clock), server };
  };

  it('is gone on with, without another paid call', async () => {
    const { outcome, server } = await resumed(running(), json(succeeded()));
    expect((await outcome).pictures).toHaveLength(1);
    expect(server.calls.map(({ method }) => method)).toEqual(['GET', 'GET']);
  });

  it('that nobody knows any more is of unknown outcome', async () => {
    const { outcome } = await resumed(problem(404, 'The requested resource could not be found.'));
    const error = await refusalOf(outcome);
    expect([error.code, error.details]).toEqual(['outcome-unknown', { provider: 'Replicate', restarted: true }]);
  });

  it.each<[string, Script, ErrorCode]>([
    ['has lost its data', json(succeeded({ output: null, data_removed: true })), 'no-image'],
    ['may not be seen with this key', problem(401, 'No'), 'auth'],
    ['failed meanwhile', failed('CUDA error'), 'provider-failed'],
  ])('that %s is told so', async (_what, script, code) => {
    expect((await refusalOf((await resumed(script)).outcome)).code).toBe(code);
  });

  it('is not asked for under a name that is none', async () => {
    const { model, server } = await scriptedModel([]);
    const error = await refusalOf(model.resume?.('../account', startRun().run) ?? Promise.resolve());
    expect([error.code, server.calls.length]).toEqual(['outcome-unknown', 0]);
  });

  it('is canceled when it is canceled', async () => {
    const { model, server, clock } = await scriptedModel([
      json(prediction()),
      json(prediction({ status: 'canceled' })),
    ]);
    const { run, abort, shares } = startRun();
    const outcome = refusalOf(model.resume?.(ID, run) ?? Promise.resolve());
    await eventually(() => expect(shares).toHaveLength(1));
    abort();
    expect((await outcome).code).toBe('canceled');
    expect(clock.waiting()).toBe(0);
    await eventually(() => expect(server.calls.at(-1)?.path).toBe(`/v1/predictions/${ID}/cancel`));
  });
});

describe('the seed', () => {
  it('is the one asked for, whatever the logs say', async () => {
    const { model } = await scriptedModel([json(succeeded({ logs: 'Using seed: 9' }), 201)]);
    expect((await model.generate(requestOf({ seed: 7 }), startRun().run)).seed).toBe(7);
  });

  it('is not told where the model has none', async () => {
    const entry = { ...SCHNELL, seed: 'none' as const };
    const { model } = await scriptedModel([json(succeeded({ logs: 'Using seed: 9' }), 201)], { entry });
    expect(await model.generate(requestOf(), startRun().run)).not.toHaveProperty('seed');
  });
});
