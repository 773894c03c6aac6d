import { createHmac } from 'node:crypto';
import { serve } from '@hono/node-server';
import { describe, expect, it, onTestFinished } from 'vitest';
import { webhookRoutes } from '#src/http/webhook-routes.ts';
import { createWakeUps } from '#src/models/replicate/wake-ups.ts';
import { createWebhookReceiver } from '#src/models/replicate/webhook.ts';
import { createWebhooks } from '#src/net/webhooks.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';
import { json } from '../../fakes/scripted-server.ts';
import { createSilentLog } from '../../fakes/silent-log.ts';
import { eventually, startRun } from '../setup.ts';
import { prediction, requestOf, runningOn, SCHNELL, scriptedModel, simulatedModel, succeeded } from './setup.ts';

const KEY = Buffer.from('a secret of thirty-two bytes ...');
const SECRET = `whsec_${KEY.toString('base64')}`;

function open(secret: string | undefined = SECRET) {
  const clock = createManualClock();
  const woken: string[] = [];
  const wake = (id: string) => {
    woken.push(id);
    return id === 'gm3';
  };
  return { receive: createWebhookReceiver({ secret: async () => secret, wake, clock }), clock, woken };
}

interface Words {
  readonly id?: string;
  readonly at?: number;
  readonly body?: string;
  readonly key?: Buffer;
}

/** A call signed as the vendor signs it; `at` in epoch milliseconds. */
function callOf({ id = 'msg_1', at = Date.UTC(2026, 0, 1), body = '{"id":"gm3"}', key = KEY }: Words = {}) {
  const stamp = String(Math.floor(at / 1000));
  const signature = createHmac('sha256', key).update(`${id}.${stamp}.${body}`).digest('base64');
  return { body, headers: { 'webhook-id': id, 'webhook-timestamp': stamp, 'webhook-signature': `v1,${signature}` } };
}

describe("the provider's call", () => {
  it('wakes who waits for its prediction', async () => {
    const { receive, woken } = open();
    expect(await receive(callOf())).toBe('taken');
    expect(woken).toEqual(['gm3']);
  });

  it('is ignored where nobody waits for its prediction', async () => {
    expect(await open().receive(callOf({ body: '{"id":"other"}' }))).toBe('ignored');
  });

  it('is ignored when it is repeated', async () => {
    const { receive, clock, woken } = open();
    await receive(callOf());
    await clock.advance(4 * 60_000);
    expect(await receive(callOf())).toBe('ignored');
    expect(woken).toHaveLength(1);
    expect(await receive(callOf({ id: 'msg_2' }))).toBe('taken');
  });

  it.each([
    ['later than five minutes', 5 * 60_000 + 1000, 'refused'],
    ['within five minutes', 5 * 60_000, 'taken'],
    ['from a future too far', -5 * 60_000 - 1000, 'refused'],
  ])('%s is judged by its age', async (_when, ageMs, answer) => {
    const { receive, clock } = open();
    expect(await receive(callOf({ at: clock.now() - ageMs }))).toBe(answer);
  });

  it('may have several signatures, of which one is right', async () => {
    const call = callOf();
    const signatures = `v1,AAAA v2,BBBB ${call.headers['webhook-signature']}`;
    const headers = { ...call.headers, 'webhook-signature': signatures };
    expect(await open().receive({ ...call, headers })).toBe('taken');
  });

  const right = callOf();
  it.each([
    ['another key', callOf({ key: Buffer.from('another secret of as many bytes.') })],
    ['another body', { ...right, body: '{"id":"gm4"}' }],
    ['another id', { ...right, headers: { ...right.headers, 'webhook-id': 'msg_9' } }],
    ['another time', { ...right, headers: { ...right.headers, 'webhook-timestamp': '1767225601' } }],
    [
      'another version of the signature',
      {
        ...right,
        headers: { ...right.headers, 'webhook-signature': right.headers['webhook-signature'].replace('v1', 'v2') },
      },
    ],
    ['a time that is none', { ...right, headers: { ...right.headers, 'webhook-timestamp': 'now' } }],
    [
      'no signature',
      { ...right, headers: { 'webhook-id': 'msg_1', 'webhook-timestamp': right.headers['webhook-timestamp'] } },
    ],
    ['no headers', { ...right, headers: {} }],
    ['a body that is no JSON', callOf({ body: 'hello' })],
    ['a body without an id', callOf({ body: '{"status":"succeeded"}' })],
    ['an id that is none', callOf({ body: '{"id":"../../secret"}' })],
  ])('with %s is refused', async (_what, call) => {
    const { receive, woken } = open();
    expect(await receive(call)).toBe('refused');
    expect(woken).toEqual([]);
  });

  it.each([undefined, 'whsec_'])('is refused where the secret is %s', async (secret) => {
    const clock = createManualClock();
    const receive = createWebhookReceiver({ secret: async () => secret, wake: () => true, clock });
    expect(await receive(callOf({ key: Buffer.alloc(0) }))).toBe('refused');
  });
});

describe('a wake', () => {
  it('that comes between two pauses ends the next', async () => {
    const clock = createManualClock();
    const wakeUps = createWakeUps();
    const sleeper = wakeUps.sleeper('gm3');
    expect(wakeUps.wake('gm3')).toBe(true);
    await sleeper.sleep(1000, clock, new AbortController().signal);
    const next = sleeper.sleep(1000, clock, new AbortController().signal);
    await clock.advance(0);
    expect(clock.waiting()).toBe(1);
    await clock.advance(1000);
    await next;
    sleeper.stop();
    expect(wakeUps.wake('gm3')).toBe(false);
  });
});

describe('a model that may be called', () => {
  const webhooks = () => createWebhooks('https://studio.example.com');

  it('says where, once it knows the secret, and looks less often', async () => {
    const hub = webhooks();
    const scripts = [json({ key: SECRET }), json(prediction(), 201), json(succeeded()), json(succeeded(), 201)];
    const { model, server, clock } = await scriptedModel(scripts, { webhooks: hub });
    const { run, tasks } = startRun();
    const outcome = model.generate(requestOf(), run);
    await eventually(() => expect(tasks).toHaveLength(1));
    const sent = JSON.parse(server.calls[1]?.body.toString() ?? '');
    expect(sent).toMatchObject({
      webhook: 'https://studio.example.com/webhooks/replicate',
      webhook_events_filter: ['start', 'logs', 'completed'],
    });
    await clock.advance(500);
    expect(server.calls).toHaveLength(2);
    const body = JSON.stringify({
      id: prediction().id,
      status: 'succeeded',
      output: ['https://evil.example.com/x.png'],
    });
    expect(await hub.receive('replicate', callOf({ body, at: clock.now() }))).toBe('taken');
    expect((await outcome).pictures).toHaveLength(1);
    expect(server.calls.map(({ path }) => path)).toEqual([
      '/v1/webhooks/default/secret',
      '/v1/models/black-forest-labs/flux-schnell/predictions',
      `/v1/predictions/${prediction().id}`,
    ]);
    // The secret is asked for once.
    await model.generate(requestOf(), startRun().run);
  });

  it('looks by itself where no call comes', async () => {
    const scripts = [json({ key: SECRET }), json(prediction(), 201), json(succeeded())];
    const { model, clock } = await scriptedModel(scripts, { webhooks: webhooks() });
    expect((await runningOn(model.generate(requestOf(), startRun().run), clock)).pictures).toHaveLength(1);
  });

  it.each([
    ['is refused', json({ detail: 'No' }, 403)],
    ['is none', json({ key: 'hello' })],
  ])('does without calls where the secret %s, and does not ask again for a minute', async (_what, script) => {
    const scripts = [
      script,
      json(succeeded(), 201),
      json(succeeded(), 201),
      json({ key: SECRET }),
      json(succeeded(), 201),
    ];
    const { model, server, clock } = await scriptedModel(scripts, { webhooks: webhooks() });
    await model.generate(requestOf(), startRun().run);
    await model.generate(requestOf(), startRun().run);
    expect(JSON.parse(server.calls[2]?.body.toString() ?? '')).not.toHaveProperty('webhook');
    await clock.advance(60_000);
    await model.generate(requestOf(), startRun().run);
    expect(JSON.parse(server.calls[4]?.body.toString() ?? '')).toHaveProperty('webhook');
  });

  it('names no address the vendor would not call', async () => {
    const { model, server } = await scriptedModel([json(succeeded(), 201)], {
      webhooks: createWebhooks('http://studio.example.com'),
    });
    await model.generate(requestOf(), startRun().run);
    expect(JSON.parse(server.calls[0]?.body.toString() ?? '')).not.toHaveProperty('webhook');
  });

  it('hears of its end by a real call, long before it would look', async () => {
    const answers: number[] = [];
    const listening = Promise.withResolvers<number>();
    // The hub needs the port, and the port the hub.
    let receive: ReturnType<typeof createWebhooks>['receive'] = async () => undefined;
    const app = webhookRoutes({ receive: (...call) => receive(...call), log: createSilentLog() });
    const server = serve(
      {
        overrideGlobalObjects: false,
        port: 0,
        hostname: '127.0.0.1',
        fetch: async (request) => {
          const response = await app.fetch(request);
          answers.push(response.status);
          return response;
        },
      },
      ({ port }) => listening.resolve(port),
    );
    onTestFinished(() => void server.close());
    const hub = createWebhooks(`http://127.0.0.1:${await listening.promise}`);
    receive = hub.receive;
    const clock = createManualClock(Date.now());
    // Said to be slow, so that the first answer is only held back for a second.
    const entry = { ...SCHNELL, delivery: { ...SCHNELL.delivery, typicalMs: 20_000 } };
    const { model, simulator } = await simulatedModel({ entry, webhooks: hub, clock, paceMs: 1500 });
    // The hold ends before the picture is done; from then on the clock stands still, so that only a call can end the waiting.
    expect((await model.generate(requestOf(), startRun().run)).pictures).toHaveLength(1);
    expect(answers).toContain(204);
    expect(new Set(answers)).toEqual(new Set([204]));
    expect(simulator.requests.filter(({ method }) => method === 'GET').length).toBeLessThan(6);
  });
});
