import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fault } from '#src/simulator/faults.ts';
import { everyoneWithWrongKey, expectFailure, expectResult, type FaultCase, KEY, openFaultFlow } from './fault-kit.ts';
import type { Flow } from './open-flow.ts';

const MODEL = 'replicate/flux-schnell';
/** A model whose patience a test can wait for, and whose prediction has a name before it ends. */
const IMPATIENT = 'replicate/flux-2-pro';
/** One picture a call. */
const SINGLE = 'replicate/qwen-image-2';

/** What a model says when it fails, with something in it that nobody may see. */
const TALKATIVE = `Invalid image at https://user:${KEY}@example.com/a.png with ${KEY}`;

const CASES: readonly FaultCase[] = [
  {
    what: 'a blocked prompt',
    fault: { kind: 'moderation_blocked', stage: 'input' },
    code: 'content-blocked',
    blame: 'prompt',
    taken: 0,
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
  {
    what: 'a server error',
    fault: { kind: 'server_error' },
    code: 'provider-failed',
    blame: 'provider',
    taken: 1,
    says: 'Replicate failed (error 500)',
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
    fault: { kind: 'status', status: 502, body: '<html>Bad gateway</html>' },
    code: 'outcome-unknown',
    blame: 'provider',
    state: 'outcome-unknown',
    taken: 1,
  },
  {
    what: 'a page instead of an answer',
    fault: { kind: 'status', status: 200, body: '<!doctype html><title>Sign in</title>' },
    code: 'outcome-unknown',
    blame: 'provider',
    state: 'outcome-unknown',
    taken: 1,
  },
  { what: 'an empty output', fault: { kind: 'fewer' }, code: 'no-image', blame: 'provider', taken: 1 },
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
    what: 'a prediction that fails',
    fault: { kind: 'task_ends', as: 'failed', error: `CUDA ran out of memory at https://x.example/${KEY}` },
    code: 'provider-failed',
    blame: 'provider',
    taken: 1,
  },
  {
    what: 'a prediction that fails over its input',
    fault: { kind: 'task_ends', as: 'failed', error: TALKATIVE },
    code: 'invalid-request',
    blame: 'provider',
    taken: 1,
    says: 'Replicate refused the request: Invalid image at (link) with (key). Change the request',
  },
  {
    what: 'a prediction that is aborted',
    fault: { kind: 'task_ends', as: 'aborted' },
    code: 'unavailable',
    blame: 'provider',
    taken: 1,
  },
  {
    what: 'a prediction that is canceled there',
    fault: { kind: 'task_ends', as: 'canceled' },
    code: 'canceled',
    blame: 'settings',
    state: 'canceled',
    taken: 1,
  },
  {
    what: 'a refusal that repeats the key and an address',
    fault: { kind: 'status', status: 422, body: { detail: `- input: ${TALKATIVE}` } },
    code: 'invalid-request',
    blame: 'provider',
    taken: 0,
    says: 'Replicate refused the request: - input: Invalid image at (link) with (key).',
  },
];

const asked = (options = {}) => ({ options: { prompt: 'a fox', model: MODEL, ...options } });

describe('when Replicate fails, the person is told whose problem it is and pays nothing', () => {
  let flow: Flow;
  beforeAll(async () => {
    const delivery = { typicalMs: 14_000, timeoutMs: 30_000, idleTimeoutMs: 30_000 };
    flow = await openFaultFlow({ models: [{ id: IMPATIENT, delivery }] });
  });
  afterAll(() => flow.close());

  const sent = (path: RegExp) =>
    flow.simulator.requests.filter(({ method, path: at }) => path.test(`${method} ${at}`)).length;

  it.each(CASES)('$what ends as $code', async ({ fault, options, ...expected }) => {
    flow.simulator.fail(fault);
    await expectFailure(flow, asked(options), expected);
  });

  it('a prediction that never ends is given up in time, and canceled there', async () => {
    flow.simulator.fail({ kind: 'task_ends', as: 'never' });
    const state = 'outcome-unknown';
    const says = 'no picture within 30 seconds';
    await expectFailure(flow, asked({ model: IMPATIENT }), {
      code: 'timed-out',
      blame: 'provider',
      state,
      taken: 1,
      says,
    });
    await expect.poll(() => sent(/^POST \/predictions\/\w+\/cancel$/)).toBe(1);
  });

  it.each<[string, Fault]>([
    ['limits its rate', { kind: 'rate_limit', retryAfterSeconds: 0 }],
    ['limits its rate without saying for how long', { kind: 'overloaded' }],
  ])('asks again where it %s, and one request is billed', async (_what, fault) => {
    const before = sent(/^POST \/models\/.*predictions$/);
    flow.simulator.fail(fault);
    await expectResult(flow, asked(), { pictures: 1, cost: 1, taken: 1 });
    expect(sent(/^POST \/models\/.*predictions$/) - before).toBe(2);
  });

  it.each<[string, Fault]>([
    ['breaks the connection', { kind: 'reset_after_send', times: 2, path: '/predictions/:id' }],
    ['does not answer', { kind: 'hang_before_headers', path: '/predictions/:id' }],
    ['fails', { kind: 'server_error', times: 3, path: '/predictions/:id' }],
    ['limits its rate', { kind: 'rate_limit', times: 3, path: '/predictions/:id' }],
  ])('goes on looking where a look at the prediction %s', async (_what, fault) => {
    flow.simulator.fail({ kind: 'slow', ms: 1200 });
    flow.simulator.fail(fault);
    const creations = sent(/^POST \/models\/.*predictions$/);
    await expectResult(flow, asked({ model: SINGLE }), { pictures: 1, cost: 6, taken: 1 });
    expect(sent(/^POST \/models\/.*predictions$/) - creations).toBe(1);
  });

  it('charges only the pictures that came', async () => {
    flow.simulator.fail({ kind: 'fewer' });
    const warns = '2 of 3 pictures arrived whole; you pay only for those.';
    await expectResult(flow, asked({ n: 3 }), { pictures: 2, cost: 2, taken: 1, warns });
  });

  it('charges only the predictions that succeeded, and says why the others did not', async () => {
    flow.simulator.fail({ kind: 'task_ends', as: 'failed' });
    const warns = '2 of 3 pictures arrived whole; you pay only for those. Replicate failed. Try again.';
    await expectResult(flow, asked({ model: SINGLE, n: 3 }), { pictures: 2, cost: 12, taken: 3, warns });
  });
});

it('gives a request whose prediction was aborted, which is never billed, to another model where nobody named one', async () => {
  const flow = await openFaultFlow({ change: (config) => ({ ...config, defaultModel: MODEL }) });
  try {
    flow.simulator.fail({ kind: 'task_ends', as: 'aborted' });
    const warns = `${MODEL} did not take the request, so`;
    await expectResult(flow, { options: { prompt: 'a fox' } }, { pictures: 1, cost: 1, taken: 2, warns });
  } finally {
    await flow.close();
  }
});

it('tells the operator, not the member, about a key that Replicate refuses', async () => {
  const flow = await openFaultFlow({ env: everyoneWithWrongKey });
  try {
    await expectFailure(flow, asked(), { code: 'auth', blame: 'operator', taken: 0 });
  } finally {
    await flow.close();
  }
});
