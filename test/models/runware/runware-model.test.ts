import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '#src/domain/error-details.ts';
import { plainText } from '#src/domain/text.ts';
import type { FaultKind } from '#src/simulator/faults.ts';
import { json, reset, type Script, type ScriptedServer } from '../../fakes/scripted-server.ts';
import { pngOf } from '../../fixtures/pictures.ts';
import { eventually, refusalOf, startRun } from '../setup.ts';
import { API_KEY, DEV, entryOf, modelAt, requestOf, scriptedModel, simulatedModel } from './setup.ts';

const PNG = await pngOf({ width: 8, height: 8 });
const TASK = '9f0c3a52-8f63-4f1f-9d3c-6a3d1f0b7e11';

const picture: Script = (response) => void response.end(PNG);
const acknowledged = json({ data: [{ taskType: 'imageInference', taskUUID: TASK }] });
const processing = json({ data: [{ taskUUID: TASK, status: 'processing' }] });
const forgotten = json({ errors: [{ code: 'taskFailedOrNotFound', message: 'Not found.' }] }, 400);
const done = ({ url }: ScriptedServer, ...more: readonly object[]) =>
  json({
    data: (more.length > 0 ? more : [{}]).map((each) => ({ status: 'success', imageURL: `${url}/1.png`, ...each })),
  });
/** After a first second every 0.3 s, then ever more seldom. */
const QUESTIONS_IN_20_S = 21;
const repeated = (times: number, script: Script): readonly Script[] => Array.from({ length: times }, () => script);
const questionsOf = ({ calls }: ScriptedServer) =>
  calls.filter(({ body }) => body.toString().includes('getResponse')).length;

describe('a picture from Runware', () => {
  it('has a task whose id is told before anything is sent, and which is then sent', async () => {
    const { server, model } = await scriptedModel((far) => [acknowledged, done(far), picture]);
    const { run } = startRun();
    const told: { readonly id: string; readonly calls: number }[] = [];
    const onTask = async (id: string) => void told.push({ id, calls: server.calls.length });
    const { pictures, providerRequestId } = await model.generate(requestOf(), { ...run, onTask });
    expect(told).toEqual([{ id: providerRequestId, calls: 0 }]);
    expect(server.calls.slice(0, 2).map(({ body }) => JSON.parse(body.toString())[0])).toMatchObject([
      { taskType: 'imageInference', taskUUID: providerRequestId },
      { taskType: 'getResponse', taskUUID: providerRequestId },
    ]);
    expect(pictures).toEqual([{ bytes: PNG }]);
  });

  it('is not begun where its id cannot be stored', async () => {
    const { server, model } = await scriptedModel(() => []);
    const onTask = () => Promise.reject(new Error('The store is down.'));
    await expect(model.generate(requestOf(), { ...startRun().run, onTask })).rejects.toThrow('The store is down.');
    expect(server.calls).toHaveLength(0);
  });

  it('comes with its seed and its true cost, summed over the pictures', async () => {
    const { model } = await scriptedModel((far) => [
      acknowledged,
      done(far, { seed: 42, cost: 0.0013 }, { seed: 43, cost: 0.0006 }),
      picture,
      picture,
    ]);
    const { seed, costUsdMicros, pictures } = await model.generate(requestOf({ count: 2 }), startRun().run);
    expect({ seed, costUsdMicros, count: pictures.length }).toEqual({ seed: 42, costUsdMicros: 1900, count: 2 });
  });

  it('has no seed where that is too large to be told exactly', async () => {
    const big = '{"data":[{"status":"success","seed":6110856530272051867,"imageBase64Data":"%"}]}';
    const { model } = await scriptedModel(() => [
      (response) => void response.end(big.replace('%', Buffer.from(PNG).toString('base64'))),
    ]);
    expect(await model.generate(requestOf(), startRun().run)).not.toHaveProperty('seed');
  });

  it('is taken from an answer that has it at once, as an address, base64 or data URI', async () => {
    const base64 = Buffer.from(PNG).toString('base64');
    const { model, server } = await scriptedModel((far) => [
      done(
        far,
        {},
        { imageURL: undefined, imageBase64Data: base64 },
        { imageURL: undefined, imageDataURI: `data:image/png;base64,${base64}` },
      ),
      picture,
    ]);
    const { pictures } = await model.generate(requestOf({ count: 3 }), startRun().run);
    expect(pictures.map(({ bytes }) => Buffer.from(bytes).equals(PNG))).toEqual([true, true, true]);
    expect(questionsOf(server)).toBe(0);
  });

  it('is waited for while others are finished, telling how far it is', async () => {
    const { model } = await scriptedModel((far) => [
      acknowledged,
      json({
        data: [
          { status: 'processing', progress: 30 },
          { status: 'processing', progress: 70 },
        ],
      }),
      json({
        data: [
          { status: 'processing', progress: 50 },
          { status: 'success', imageURL: `${far.url}/1.png` },
        ],
      }),
      done(far, {}, {}),
      picture,
      picture,
    ]);
    const { run, shares } = startRun();
    expect((await model.generate(requestOf({ count: 2 }), run)).pictures).toHaveLength(2);
    expect(shares).toEqual([null, 0.5, 0.75]);
  });

  it('is found again where the answer to its request is lost', async () => {
    const { simulator, model } = await simulatedModel();
    simulator.fail({ kind: 'reset_after_send' });
    expect((await model.generate(requestOf(), startRun().run)).pictures).toHaveLength(1);
    expect(simulator.taken).toBe(1);
  });

  it.each<[string, Script]>([
    ['no answer Runware gives', (response) => void response.writeHead(502).end('<html>Bad gateway</html>')],
    ['an answer that breaks off', (response) => void response.writeHead(200).end('{"data": [{"taskT')],
    ['an empty list', json({ data: [] })],
    [
      'the news that its id is known already',
      json({ errors: [{ code: 'duplicateTaskUUID', parameter: 'taskUUID' }] }, 400),
    ],
  ])('is asked after where its request gets %s', async (_what, script) => {
    const { server, model } = await scriptedModel((far) => [script, processing, done(far), picture]);
    expect((await model.generate(requestOf(), startRun().run)).pictures).toHaveLength(1);
    expect(questionsOf(server)).toBe(2);
  });

  it('is asked after where its request is not acknowledged within half a minute', async () => {
    const { simulator, model, clock } = await simulatedModel();
    simulator.fail({ kind: 'hang_before_headers' });
    const made = model.generate(requestOf(), startRun().run);
    await eventually(() => expect(simulator.requests).toHaveLength(1));
    await clock.advance(30_000);
    expect((await made).pictures).toHaveLength(1);
  });

  it('is unknown where the request is lost and Runware never heard of it', async () => {
    const { server, model } = await scriptedModel(() => [reset, ...repeated(QUESTIONS_IN_20_S, forgotten)]);
    const refused = await refusalOf(model.generate(requestOf(), startRun().run));
    expect(refused).toMatchObject({ code: 'outcome-unknown', details: { provider: 'Runware' } });
    expect(questionsOf(server)).toBe(QUESTIONS_IN_20_S);
  });

  it('is unknown where the request is lost and nobody answers any more', async () => {
    const { model } = await scriptedModel(() => [reset, ...repeated(QUESTIONS_IN_20_S, reset)]);
    expect((await refusalOf(model.generate(requestOf(), startRun().run))).code).toBe('outcome-unknown');
  });

  it('is waited for through any trouble with the questions', async () => {
    const { model } = await scriptedModel((far) => [
      acknowledged,
      reset,
      json({ errors: [{ code: 'rateLimitExceeded' }] }, 429),
      (response) => void response.writeHead(503).end('no'),
      ...repeated(30, reset),
      processing,
      done(far),
      picture,
    ]);
    expect((await model.generate(requestOf(), startRun().run)).pictures).toHaveLength(1);
  });

  it('is given up where the key is refused meanwhile', async () => {
    const refusedKey = json({ errors: [{ code: 'invalidApiKey', message: 'No.' }] }, 401);
    const { model } = await scriptedModel(() => [acknowledged, refusedKey]);
    expect((await refusalOf(model.generate(requestOf(), startRun().run))).code).toBe('auth');
  });

  it('keeps its id when it is sent again, so that it cannot be made twice', async () => {
    const busy = json({ errors: [{ code: 'rateLimitExceeded' }] }, 429, { 'retry-after': '2' });
    const { server, model } = await scriptedModel((far) => [busy, acknowledged, done(far), picture]);
    const { run, tasks, notes } = startRun();
    await model.generate(requestOf(), run);
    const [first, second] = server.calls.map(({ body }) => body.toString());
    expect(second).toBe(first);
    expect(tasks).toHaveLength(1);
    expect(notes).toContain('Runware is busy, asking again in 2 seconds');
  });

  it('is asked for once more where no connection came about, and told to be out of reach in the end', async () => {
    const { server, clock } = await scriptedModel(() => []);
    await server.close();
    const refused = await refusalOf(modelAt(server.url, clock).generate(requestOf(), startRun().run));
    expect(refused.code).toBe('unavailable');
  });

  it('comes alone where the others failed', async () => {
    const { model } = await scriptedModel((far) => [
      acknowledged,
      json({
        data: [{ status: 'success', imageURL: `${far.url}/1.png` }],
        errors: [{ code: 'timeoutProvider', message: 'Too late.', status: 'error' }],
      }),
      picture,
    ]);
    expect((await model.generate(requestOf({ count: 3 }), startRun().run)).pictures).toHaveLength(1);
  });

  it('comes alone where Runware never tells about the others', async () => {
    const { model } = await scriptedModel((far) => [acknowledged, ...repeated(10, done(far)), picture]);
    expect((await model.generate(requestOf({ count: 3 }), startRun().run)).pictures).toHaveLength(1);
  });

  it('is not given up for others while nobody answers', async () => {
    const { model } = await scriptedModel((far) => [
      acknowledged,
      done(far),
      ...repeated(20, reset),
      done(far, {}, {}),
      picture,
      picture,
    ]);
    expect((await model.generate(requestOf({ count: 2 }), startRun().run)).pictures).toHaveLength(2);
  });

  it('is left out where the content check marked it, and the others come with a word about it', async () => {
    const { model } = await scriptedModel((far) => [
      acknowledged,
      done(far, { NSFWContent: true, cost: 0.001 }, { NSFWContent: false, cost: 0.001 }),
      picture,
    ]);
    const { pictures, warnings, costUsdMicros } = await model.generate(requestOf({ count: 2 }), startRun().run);
    expect(pictures).toHaveLength(1);
    expect(warnings.map(plainText)).toEqual(['Runware marked a picture as unsafe, so it was left out.']);
    expect(costUsdMicros).toBe(2000);
  });

  it('is blocked where the content check marked all there are', async () => {
    const { model } = await simulatedModel();
    const { simulator, model: other } = await simulatedModel();
    simulator.fail({ kind: 'moderation_blocked', stage: 'output' });
    expect(await refusalOf(other.generate(requestOf(), startRun().run))).toMatchObject({
      code: 'content-blocked',
      details: { stage: 'output' },
    });
    expect(
      await refusalOf(model.generate(requestOf({}, { prompt: 'a forbidden city' }), startRun().run)),
    ).toMatchObject({
      code: 'content-blocked',
      details: { stage: 'input' },
    });
  });

  it.each<[string, FaultKind, ErrorCode]>([
    ['fails', { kind: 'task_ends', as: 'failed', error: 'Out of memory.' }, 'provider-failed'],
    ['has an address where nothing is', { kind: 'bad_output', how: 'missing' }, 'no-image'],
    ['has an address of a web page', { kind: 'bad_output', how: 'html' }, 'no-image'],
    ['has an address of 60 MB', { kind: 'bad_output', how: 'huge' }, 'no-image'],
    ['is sent to another host', { kind: 'bad_output', how: 'other-host' }, 'no-image'],
    ['is sent to another port of this machine', { kind: 'bad_output', how: 'other-port' }, 'no-image'],
    ['is no picture', { kind: 'corrupt', how: 'garbage' }, 'image-corrupt'],
  ])('that %s is told', async (_what, fault, code) => {
    const { simulator, model } = await simulatedModel();
    simulator.fail(fault);
    expect((await refusalOf(model.generate(requestOf(), startRun().run))).code).toBe(code);
    expect(simulator.taken).toBe(1);
  });

  it('that never ends is given up in time', async () => {
    const { simulator, model, clock } = await simulatedModel();
    simulator.fail({ kind: 'task_ends', as: 'never' });
    const refused = refusalOf(model.generate(requestOf({ timeoutMs: 20_000 }), startRun().run));
    await eventually(() => expect(simulator.requests.length).toBeGreaterThan(3));
    await clock.advance(20_000);
    expect((await refused).code).toBe('timed-out');
    expect(clock.waiting()).toBe(0);
  });

  it('is fetched again where fetching breaks, for it is paid for', async () => {
    const { model } = await scriptedModel((far) => [acknowledged, done(far), reset, reset, picture]);
    expect((await model.generate(requestOf(), startRun().run)).pictures).toHaveLength(1);
  });

  it('without an address or bytes is no picture', async () => {
    const { model } = await scriptedModel(() => [acknowledged, json({ data: [{ status: 'success' }] })]);
    expect((await refusalOf(model.generate(requestOf(), startRun().run))).code).toBe('no-image');
  });

  it('is not had with a wrong key, which nobody gets to read', async () => {
    const { model } = await simulatedModel(DEV, {}, 'wrong-key');
    const refused = await refusalOf(model.generate(requestOf(), startRun().run));
    expect(refused.code).toBe('auth');
    expect(`${refused.message} ${String(refused.cause)}`).not.toContain('wrong-key');
  });

  it('never shows the key where Runware repeats it', async () => {
    const told = { errors: [{ code: 'invalidSeed', message: `No seed for ${API_KEY} at https://runware.ai/x` }] };
    const { model } = await scriptedModel(() => [json(told, 400)]);
    const { details, cause } = await refusalOf(model.generate(requestOf(), startRun().run));
    expect(details).toEqual({ provider: 'Runware', said: 'No seed for (key) at (link)' });
    expect(JSON.stringify(cause)).not.toContain(API_KEY);
  });
});

describe('a picture that an earlier process asked for', () => {
  it('is found by its task, without being paid for again', async () => {
    const { simulator, model, clock } = await simulatedModel();
    const { run, tasks } = startRun();
    await model.generate(requestOf({ count: 2 }), run);
    const later = modelAt(`${simulator.url}/runware/v1`, clock);
    const again = await later.resume?.(tasks[0] ?? '', startRun().run);
    expect(again?.pictures).toHaveLength(2);
    expect(simulator.taken).toBe(1);
    expect(clock.waiting()).toBe(0);
  });

  it('is waited for where it is still in the making', async () => {
    const { model } = await scriptedModel((far) => [processing, ...repeated(11, done(far)), picture]);
    expect((await model.resume?.(TASK, startRun().run))?.pictures).toHaveLength(1);
  });

  it('is unknown where Runware knows nothing about it', async () => {
    const { model } = await simulatedModel();
    const resumed = model.resume?.(TASK, startRun().run) ?? Promise.reject(new Error('It cannot resume.'));
    expect(await refusalOf(resumed)).toMatchObject({ code: 'outcome-unknown', details: { restarted: true } });
  });

  it('stops at once when it is canceled', async () => {
    const { model, server } = await scriptedModel(() => [() => {}]);
    const { run, abort } = startRun();
    const resumed = refusalOf(model.resume?.(TASK, run) ?? Promise.reject(new Error('It cannot resume.')));
    await eventually(() => expect(server.calls).toHaveLength(1));
    abort();
    expect((await resumed).code).toBe('canceled');
  });
});

describe('work on a picture at Runware', () => {
  const source = { bytes: PNG, type: 'image/png' as const };

  it('enlarges it', async () => {
    const { model } = await simulatedModel(entryOf('runware/real-esrgan'));
    const { pictures } = await model.generate(requestOf({ scale: 4 }, { references: [source] }), startRun().run);
    expect(await sharp(pictures[0]?.bytes).metadata()).toMatchObject({ width: 32, height: 32 });
  });

  it('cuts its subject out, on nothing', async () => {
    const { model } = await simulatedModel(entryOf('runware/birefnet'));
    const { pictures } = await model.generate(requestOf({}, { references: [source] }), startRun().run);
    const { data } = await sharp(pictures[0]?.bytes).raw().toBuffer({ resolveWithObject: true });
    expect(data[3]).toBe(0);
    expect(data[(4 * 8 + 4) * 4 + 3]).toBe(255);
  });
});
