import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Fault } from '#src/simulator/faults.ts';
import { type Flow, factsOf, openFlow } from './open-flow.ts';

interface Case {
  readonly fault: Fault;
  readonly code: string;
  readonly state: string;
  readonly blame: string;
  /** How often the provider was called: more than once only where it proved that it took nothing. */
  readonly calls: number;
  readonly options?: Record<string, string | number>;
}

const CASES: readonly Case[] = [
  { fault: { kind: 'moderation_blocked' }, code: 'content-blocked', state: 'failed', blame: 'prompt', calls: 1 },
  { fault: { kind: 'insufficient_quota' }, code: 'quota', state: 'failed', blame: 'operator', calls: 1 },
  { fault: { kind: 'server_error' }, code: 'provider-failed', state: 'failed', blame: 'provider', calls: 1 },
  {
    fault: { kind: 'reset_after_send' },
    code: 'outcome-unknown',
    state: 'outcome-unknown',
    blame: 'provider',
    calls: 1,
  },
  {
    fault: { kind: 'reset_mid_stream' },
    code: 'outcome-unknown',
    state: 'outcome-unknown',
    blame: 'provider',
    calls: 1,
  },
  {
    fault: { kind: 'end_without_completed' },
    code: 'no-image',
    state: 'failed',
    blame: 'provider',
    calls: 1,
  },
  {
    fault: { kind: 'hang_before_headers' },
    code: 'timed-out',
    state: 'outcome-unknown',
    blame: 'provider',
    calls: 1,
    options: { model: 'gpt-image-2.5-flare' },
  },
  {
    fault: { kind: 'hang_mid_stream' },
    code: 'timed-out',
    state: 'outcome-unknown',
    blame: 'provider',
    calls: 1,
    options: { model: 'gpt-image-2.5-flare' },
  },
  { fault: { kind: 'corrupt' }, code: 'image-corrupt', state: 'failed', blame: 'provider', calls: 1 },
];

/** A model whose patience a test can wait for. */
const impatient = [{ id: 'openai/gpt-image-2.5-flare', delivery: { timeoutMs: 600, idleTimeoutMs: 400 } }];

describe('when the provider fails, the person is told whose problem it is and pays nothing', () => {
  let flow: Flow;
  beforeEach(async () => {
    flow = await openFlow({ change: (config) => ({ ...config, models: impatient }) });
  });
  afterEach(() => flow.close());

  it.each(CASES)('$fault.kind ends as $code', async ({ fault, code, state, blame, calls, options }) => {
    flow.simulator.fail(fault);
    const shown = await flow.made({ options: { prompt: 'a fox', ...options } });
    expect(shown.failure?.failure).toMatchObject({ code, blame, charged: false });
    const job = await flow.easel.jobs.get(shown.failure?.jobId ?? '');
    expect(job?.state).toBe(state);
    expect(await flow.balance()).toEqual({ available: 40, held: 0 });
    expect(flow.simulator.requests).toHaveLength(calls);
  });

  it('waits and asks again where the provider proved that it took nothing', async () => {
    flow.simulator.fail({ kind: 'rate_limit', retryAfterSeconds: 0 });
    const shown = await flow.made({ options: { prompt: 'a fox' } });
    expect(shown.result?.pictures).toHaveLength(1);
    expect(flow.simulator.requests).toHaveLength(2);
    expect(await flow.balance()).toEqual({ available: 38, held: 0 });
  });

  it('charges only the pictures that came', async () => {
    flow.simulator.fail({ kind: 'fewer', by: 1 });
    const shown = await flow.made({ options: { prompt: 'a fox', n: 3 } });
    expect(shown.result?.pictures).toHaveLength(2);
    expect(JSON.stringify(shown.result?.warnings)).toContain('2 of 3 pictures arrived whole');
    expect(factsOf(shown).Cost).toBe('4 credits');
    expect(await flow.balance()).toEqual({ available: 36, held: 0 });
  });

  it('tells the operator, not the member, about a wrong key', async () => {
    await flow.close();
    flow = await openFlow({
      change: (config) => ({
        ...config,
        providers: config.providers.map((vendor) => ({ ...vendor, apiKey: 'wrong-key' })),
      }),
    });
    const shown = await flow.made({ options: { prompt: 'a fox' } });
    expect(shown.failure?.failure).toMatchObject({ code: 'auth', blame: 'operator' });
    expect(shown.failure?.failure.message).toContain('nothing wrong with your request');
    expect(JSON.stringify(flow.log.lines)).not.toContain('wrong-key');
    expect(flow.log.lines.some(({ level }) => level === 'error')).toBe(true);
  });
});
