import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fault } from '#src/simulator/faults.ts';
import { everyoneWithWrongKey, expectFailure, expectResult, type FaultCase, KEY, openFaultFlow } from './fault-kit.ts';
import type { Flow } from './open-flow.ts';

const MODEL = 'runware/flux-dev';
/** A model whose patience a test can wait for. */
const IMPATIENT = 'runware/flux-schnell';

const complaint = (code: string, message: string) => ({ errors: [{ code, message, taskType: 'imageInference' }] });
/** What the vendor says, with something in it that nobody may see. */
const TALKATIVE = `Bad ${KEY}, see https://my.runware.ai/keys?key=${KEY}`;

const CASES: readonly FaultCase[] = [
  {
    what: 'a blocked prompt',
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
  {
    what: 'a server error',
    fault: { kind: 'server_error' },
    code: 'provider-failed',
    blame: 'provider',
    taken: 1,
    says: 'Runware failed (error 500)',
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
    what: 'a server that never answers, the task neither',
    fault: { kind: 'task_ends', as: 'never' },
    code: 'timed-out',
    blame: 'provider',
    state: 'outcome-unknown',
    taken: 1,
    says: 'no picture within 15 seconds',
    options: { model: IMPATIENT },
  },
  {
    what: 'a gateway that gives up, and no sign of the task',
    fault: { kind: 'status', status: 502, body: '<html>Bad gateway</html>' },
    code: 'outcome-unknown',
    blame: 'provider',
    state: 'outcome-unknown',
    taken: 1,
    says: 'press Reroll',
  },
  {
    what: 'a page instead of an answer, and no sign of the task',
    fault: { kind: 'status', status: 200, body: '<!doctype html><title>Sign in</title>' },
    code: 'outcome-unknown',
    blame: 'provider',
    state: 'outcome-unknown',
    taken: 1,
  },
  { what: 'a picture that fails', fault: { kind: 'fewer' }, code: 'provider-failed', blame: 'provider', taken: 1 },
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
  ...(['failed', 'aborted', 'canceled'] as const).map(
    (as): FaultCase => ({
      what: `a task that ends as ${as}`,
      fault: { kind: 'task_ends', as, error: TALKATIVE },
      code: 'provider-failed',
      blame: 'provider',
      taken: 1,
      says: 'Runware failed. Try again.',
    }),
  ),
  {
    what: 'a refusal that repeats the key and an address',
    fault: { kind: 'status', status: 400, body: complaint('invalidPositivePrompt', TALKATIVE) },
    code: 'invalid-request',
    blame: 'provider',
    taken: 0,
    says: 'Runware refused the request: Bad (key), see (link)',
  },
  {
    what: 'a model that is not there any more',
    fault: { kind: 'status', status: 400, body: complaint('modelNotFound', TALKATIVE) },
    code: 'model-unavailable',
    blame: 'operator',
    taken: 0,
  },
];

const asked = (options = {}) => ({ options: { prompt: 'a fox', model: MODEL, aspect: '1:1', ...options } });

describe('when Runware fails, the person is told whose problem it is and pays nothing', () => {
  let flow: Flow;
  beforeAll(async () => {
    const delivery = { timeoutMs: 15_000, idleTimeoutMs: 15_000 };
    flow = await openFaultFlow({ models: [{ id: IMPATIENT, delivery }] });
  });
  afterAll(() => flow.close());

  /** How often a task was sent, not asked after. */
  const tasks = () =>
    flow.simulator.requests.filter(({ body }) => JSON.stringify(body).includes('imageInference')).length;

  it.each(CASES)('$what ends as $code', async ({ fault, options, ...expected }) => {
    flow.simulator.fail(fault);
    await expectFailure(flow, asked(options), expected);
  });

  it.each<[string, Fault]>([
    ['limits its rate', { kind: 'rate_limit', retryAfterSeconds: 0 }],
    ['is overloaded', { kind: 'overloaded' }],
  ])('asks again where it %s, and one request is billed', async (_what, fault) => {
    const before = tasks();
    flow.simulator.fail(fault);
    await expectResult(flow, asked(), { pictures: 1, cost: 1, taken: 1 });
    expect(tasks() - before).toBe(2);
  });

  it.each<[string, Fault]>([
    ['the connection breaks after the request', { kind: 'reset_after_send' }],
    ['the request is never answered', { kind: 'hang_before_headers' }],
    ['a question breaks off', { kind: 'reset_after_send', path: '/getResponse', times: 2 }],
    ['a question is never answered', { kind: 'hang_before_headers', path: '/getResponse' }],
    ['questions fail', { kind: 'server_error', path: '/getResponse', times: 2 }],
    ['questions are too many', { kind: 'rate_limit', path: '/getResponse', times: 2 }],
  ])('finds the task again where %s, by the id it was given', async (_what, fault) => {
    const before = tasks();
    flow.simulator.fail(fault);
    await expectResult(flow, asked(), { pictures: 1, cost: 1, taken: 1 });
    expect(tasks() - before).toBe(1);
  });

  it('charges only the pictures that came', async () => {
    flow.simulator.fail({ kind: 'fewer' });
    const warns = '2 of 3 pictures arrived whole; you pay only for those.';
    await expectResult(flow, asked({ n: 3 }), { pictures: 2, cost: 2, taken: 1, warns });
  });
});

it('tells the operator, not the member, about a key that Runware refuses', async () => {
  const flow = await openFaultFlow({ env: everyoneWithWrongKey });
  try {
    await expectFailure(flow, asked(), { code: 'auth', blame: 'operator', taken: 0 });
  } finally {
    await flow.close();
  }
});
