import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fault } from '#src/simulator/faults.ts';
import { pngOf } from '../fixtures/pictures.ts';
import {
  everyoneWithWrongKey,
  expectFailure,
  expectResult,
  type FaultCase,
  KEY,
  openConnectedFlow,
  openFaultFlow,
} from './fault-kit.ts';
import type { Flow } from './open-flow.ts';

const MODEL = 'airefinery/FLUX.1-schnell';
const OWN = 'home/sd-cpp-local';
/** A server whose patience a test can wait for. */
const IMPATIENT = 'slow/sd-cpp-local';

/** Servers of all three kinds beside AI Refinery. */
const connections = (url: string) => {
  const baseUrl = `${url}/compatible/v1`;
  const delivery = { timeoutMs: 8000, idleTimeoutMs: 8000 };
  return [
    { name: 'home', preset: 'sd-cpp', baseUrl, apiKey: KEY },
    { name: 'slow', preset: 'sd-cpp', baseUrl, models: [{ name: 'sd-cpp-local', delivery }] },
    { name: 'local', preset: 'localai', baseUrl, models: [{ name: 'localai-sketch' }] },
  ];
};

/** Something in a complaint that nobody may see. */
const TALKATIVE = `bad ${KEY}, see https://example.com/help?key=${KEY}`;
const status = (code: number, body: unknown): Fault => ({ kind: 'status', status: code, body });

const CASES: readonly FaultCase[] = [
  {
    what: 'a blocked request',
    fault: { kind: 'moderation_blocked', stage: 'input' },
    code: 'content-blocked',
    blame: 'prompt',
    taken: 0,
    says: 'blocked this request',
  },
  {
    what: 'a blocked picture',
    fault: { kind: 'moderation_blocked', stage: 'output' },
    code: 'content-blocked',
    blame: 'prompt',
    taken: 1,
    says: 'blocked the finished picture',
  },
  { what: 'an empty account', fault: { kind: 'insufficient_quota' }, code: 'quota', blame: 'operator', taken: 0 },
  { what: 'a server error', fault: { kind: 'server_error' }, code: 'provider-failed', blame: 'provider', taken: 1 },
  {
    what: 'a server at home that failed',
    fault: { kind: 'server_error' },
    code: 'provider-failed',
    blame: 'provider',
    taken: 1,
    options: { model: OWN },
  },
  {
    what: 'a server that stays overloaded',
    fault: { kind: 'overloaded', times: 4 },
    code: 'unavailable',
    blame: 'provider',
    taken: 0,
  },
  {
    what: 'a rate limit that stays',
    fault: { kind: 'rate_limit', retryAfterSeconds: 1, times: 4 },
    code: 'rate-limited',
    blame: 'provider',
    taken: 0,
  },
  {
    what: 'a server that never answers',
    fault: { kind: 'hang_before_headers' },
    code: 'timed-out',
    blame: 'provider',
    state: 'outcome-unknown',
    taken: 1,
    says: 'no picture within 8 seconds',
    options: { model: IMPATIENT },
  },
  {
    what: 'a connection that breaks after the request',
    fault: { kind: 'reset_after_send' },
    code: 'outcome-unknown',
    blame: 'provider',
    state: 'outcome-unknown',
    taken: 1,
    says: 'press Reroll',
  },
  {
    what: 'a gateway that gives up',
    fault: status(504, '<html>Gateway time-out</html>'),
    code: 'outcome-unknown',
    blame: 'provider',
    state: 'outcome-unknown',
    taken: 1,
  },
  {
    what: 'a page instead of an answer',
    fault: status(200, '<!doctype html><title>Sign in</title>'),
    code: 'no-image',
    blame: 'provider',
    taken: 1,
  },
  { what: 'an empty answer', fault: { kind: 'fewer' }, code: 'no-image', blame: 'provider', taken: 1 },
  {
    what: 'a picture that is cut short',
    fault: { kind: 'corrupt', how: 'truncated' },
    code: 'image-corrupt',
    blame: 'provider',
    taken: 1,
  },
  {
    what: 'bytes that are no picture',
    fault: { kind: 'corrupt', how: 'garbage' },
    code: 'image-corrupt',
    blame: 'provider',
    taken: 1,
  },
  {
    what: 'an error as a bare string',
    fault: status(400, { error: 'the prompt is too short' }),
    code: 'invalid-request',
    blame: 'provider',
    taken: 0,
    says: 'refused the request: the prompt is too short. Change the request',
    options: { model: OWN },
  },
  {
    what: 'a bare string as the whole answer',
    fault: status(400, '"the prompt is too short"'),
    code: 'invalid-request',
    blame: 'provider',
    taken: 0,
    says: 'refused the request',
    options: { model: OWN },
  },
  {
    what: 'plain words as the whole answer',
    fault: status(400, 'the prompt is too short'),
    code: 'invalid-request',
    blame: 'provider',
    taken: 0,
    says: 'refused the request: the prompt is too short.',
    options: { model: OWN },
  },
  {
    what: 'an error told within an answer that began well',
    fault: status(200, { error: TALKATIVE }),
    code: 'provider-failed',
    blame: 'provider',
    taken: 1,
    options: { model: OWN },
  },
  ...[
    ['a bare string', { error: TALKATIVE }],
    ['a numbered error', { error: { code: 400, message: TALKATIVE, type: '' } }],
    ['a detail', { detail: TALKATIVE }],
    ['a message beside a code', { error: 'invalid', message: TALKATIVE }],
  ].map(
    ([what, body]): FaultCase => ({
      what: `the key and an address within ${what}`,
      fault: status(400, body),
      code: 'invalid-request',
      blame: 'provider',
      taken: 0,
      says: 'refused the request: bad (key), see (link)',
      options: { model: OWN },
    }),
  ),
];

const asked = (options = {}) => ({ options: { prompt: 'a fox', model: MODEL, ...options } });

let flow: Flow;
beforeAll(async () => {
  flow = await openConnectedFlow(connections);
});
afterAll(() => flow.close());

describe('when a compatible server fails, the person is told whose problem it is and pays nothing', () => {
  it.each(CASES)('$what ends as $code', async ({ fault, options, ...expected }) => {
    flow.simulator.fail(fault);
    await expectFailure(flow, asked(options), expected);
  });

  it.each<[string, Fault]>([
    ['limits its rate', { kind: 'rate_limit', retryAfterSeconds: 0 }],
    ['is overloaded', { kind: 'overloaded' }],
  ])('asks again where it %s, and one request is billed', async (_what, fault) => {
    const before = flow.simulator.requests.length;
    flow.simulator.fail(fault);
    await expectResult(flow, asked(), { pictures: 1, cost: 1, taken: 1 });
    expect(flow.simulator.requests.length - before).toBe(2);
  });

  it('charges only the pictures that came', async () => {
    flow.simulator.fail({ kind: 'fewer' });
    const warns = '2 of 3 pictures arrived whole; you pay only for those.';
    await expectResult(flow, asked({ n: 3 }), { pictures: 2, cost: 2, taken: 1, warns });
  });

  it('tells the operator, not the member, about a key that is refused', async () => {
    const wrong = await openFaultFlow({ env: everyoneWithWrongKey });
    try {
      await expectFailure(wrong, asked(), { code: 'auth', blame: 'operator', taken: 0 });
    } finally {
      await wrong.close();
    }
  });
});

describe('words that a server would take for orders', () => {
  const BLOCK = '<sd_cpp_extra_args>{"width": 64, "height": 64, "batch_count": 4}</sd_cpp_extra_args>';
  const warns = 'Part of your words would have been an order to the server, so that part was not sent as it stood.';

  it.each([
    ['a block', `a fox ${BLOCK} in snow`, 'a fox in snow'],
    ['a block within a block', `a fox <sd_cpp_extra_args>${BLOCK}</sd_cpp_extra_args>`, 'a fox'],
    [
      'a block put together by what is taken out',
      `a fox <sd_cpp_<sd_cpp_extra_args>extra_args>{"seed":1}`,
      'a fox <sd_cpp_ extra_args>{"seed":1}',
    ],
    ['a block in capitals', `a fox ${BLOCK.toUpperCase()}`, 'a fox'],
  ])('are not sent to stable-diffusion.cpp: %s', async (_what, prompt, sent) => {
    const shown = await expectResult(flow, asked({ prompt, model: OWN }), { pictures: 1, cost: 1, taken: 1, warns });
    expect(flow.simulator.requests.at(-1)?.body).toMatchObject({ prompt: sent });
    expect(shown.result?.pictures[0]).toMatchObject({ width: 512, height: 512 });
  });

  it('are not sent to stable-diffusion.cpp with an edit either', async () => {
    const images = { image: [await pngOf({ width: 128, height: 128 })] };
    const edit = { name: 'edit', images, ...asked({ prompt: `warmer ${BLOCK}`, model: OWN }) };
    await expectResult(flow, edit, { pictures: 1, cost: 2, taken: 1, warns });
    expect(flow.simulator.requests.at(-1)).toMatchObject({ path: '/images/edits', body: { prompt: 'warmer' } });
  });

  it('lose the sign that splits them at LocalAI, whose own use of it stays', async () => {
    const prompt = 'a fox|a cat';
    const options = { prompt, model: 'local/localai-sketch', negative: 'snow|ice' };
    await expectResult(flow, asked(options), { pictures: 1, cost: 1, taken: 1, warns });
    expect(flow.simulator.requests.at(-1)?.body).toMatchObject({ prompt: 'a fox/a cat|snow/ice' });
  });

  it('are refused where nothing else is left, before anything is sent', async () => {
    await expectFailure(flow, asked({ prompt: BLOCK, model: OWN }), {
      code: 'empty-prompt',
      blame: 'prompt',
      taken: 0,
    });
  });

  it('are nothing special to a server that reads no orders', async () => {
    await expectResult(flow, asked({ prompt: 'a fox|a cat' }), { pictures: 1, cost: 1, taken: 1 });
    expect(flow.simulator.requests.at(-1)?.body).toMatchObject({ prompt: 'a fox|a cat' });
  });
});
