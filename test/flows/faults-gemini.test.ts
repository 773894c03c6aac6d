import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { everyoneWithWrongKey, expectFailure, expectResult, type FaultCase, KEY, openFaultFlow } from './fault-kit.ts';
import type { Flow } from './open-flow.ts';

const MODEL = 'gemini/gemini-nano-banana-2.1';
/** A model whose patience a test can wait for. */
const IMPATIENT = 'gemini/gemini-3-pro-image';

/** A complaint of the vendor's with something in it that nobody may see. */
const talkative = (code: number, status: string) => ({
  kind: 'status' as const,
  status: code,
  body: { error: { code, status, message: `Bad ${KEY}, see https://ai.google.dev/help?key=${KEY}` } },
});

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
    fault: { kind: 'moderation_blocked', stage: 'output', categories: ['sexually explicit'] },
    code: 'content-blocked',
    blame: 'prompt',
    taken: 1,
    says: 'blocked the finished picture (sexually explicit)',
  },
  { what: 'an empty account', fault: { kind: 'insufficient_quota' }, code: 'quota', blame: 'operator', taken: 0 },
  {
    what: 'a server error',
    fault: { kind: 'server_error' },
    code: 'provider-failed',
    blame: 'provider',
    taken: 1,
    says: 'Gemini failed (error 500)',
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
    fault: talkative(504, 'DEADLINE_EXCEEDED'),
    code: 'outcome-unknown',
    blame: 'provider',
    state: 'outcome-unknown',
    taken: 1,
  },
  {
    what: 'an answer without a picture',
    fault: { kind: 'fewer' },
    code: 'no-image',
    blame: 'provider',
    taken: 1,
  },
  {
    what: 'an answer of words only',
    fault: { kind: 'text_only' },
    code: 'no-image',
    blame: 'provider',
    taken: 1,
    says: 'answered without a picture',
  },
  {
    what: 'a page instead of an answer',
    fault: { kind: 'status', status: 200, body: '<!doctype html><title>Sign in</title>' },
    code: 'no-image',
    blame: 'provider',
    taken: 1,
  },
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
    what: 'a refusal that repeats the key and an address',
    fault: talkative(400, 'INVALID_ARGUMENT'),
    code: 'invalid-request',
    blame: 'provider',
    taken: 0,
    says: 'Gemini refused the request: Bad (key), see (link)',
  },
];

const asked = (options = {}) => ({ options: { prompt: 'a fox', model: MODEL, ...options } });

describe('when Gemini fails, the person is told whose problem it is and pays nothing', () => {
  let flow: Flow;
  beforeAll(async () => {
    flow = await openFaultFlow({ models: [{ id: IMPATIENT, delivery: { timeoutMs: 8000, idleTimeoutMs: 8000 } }] });
  });
  afterAll(() => flow.close());

  it.each(CASES)('$what ends as $code', async ({ fault, options, ...expected }) => {
    flow.simulator.fail(fault);
    await expectFailure(flow, asked(options), expected);
  });

  it.each([
    ['limits its rate', { kind: 'rate_limit', retryAfterSeconds: 0 }],
    ['is overloaded', { kind: 'overloaded' }],
  ] as const)('asks again where it %s, and one request is billed', async (_what, fault) => {
    const before = flow.simulator.requests.length;
    flow.simulator.fail(fault);
    await expectResult(flow, asked(), { pictures: 1, cost: 5, taken: 1 });
    expect(flow.simulator.requests.length - before).toBe(2);
  });

  it('charges only the pictures that came', async () => {
    flow.simulator.fail({ kind: 'fewer' });
    const warns = '2 of 3 pictures arrived whole; you pay only for those. Gemini answered without a picture.';
    await expectResult(flow, asked({ n: 3 }), { pictures: 2, cost: 10, taken: 3, warns });
  });

  it('tells of a broken connection where no other picture came either', async () => {
    flow.simulator.fail({ kind: 'reset_after_send' });
    flow.simulator.fail({ kind: 'moderation_blocked' });
    const expected = { code: 'outcome-unknown', blame: 'provider', state: 'outcome-unknown', taken: 1 } as const;
    await expectFailure(flow, asked({ n: 2 }), expected);
  });
});

it('tells the operator, not the member, about a key that Gemini refuses', async () => {
  const flow = await openFaultFlow({ env: everyoneWithWrongKey });
  try {
    await expectFailure(flow, asked(), { code: 'auth', blame: 'operator', taken: 0 });
  } finally {
    await flow.close();
  }
});
