import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fault } from '#src/simulator/faults.ts';
import type { ShownMessage } from '../fakes/recording-platform.ts';
import { diceOf } from '../fixtures/mutations.ts';
import { type Flow, openFlow } from './open-flow.ts';

const PEOPLE = 10;
const JOBS_EACH = 6;
/** Each comes several times among the calls; bench/soak.ts has 2 % of them for half an hour. */
const FAULTS: readonly Fault[] = [
  { kind: 'server_error' },
  { kind: 'overloaded' },
  { kind: 'reset_after_send' },
  { kind: 'rate_limit', retryAfterSeconds: 0 },
  { kind: 'corrupt', how: 'garbage' },
  { kind: 'status', status: 200, body: { data: 'nonsense' } },
];

describe('a busy hour in short', () => {
  let flow: Flow;
  beforeAll(async () => {
    flow = await openFlow();
  });
  afterAll(() => flow.close());

  it('leaves nobody without an end, no hold behind, and books that add up', { timeout: 60_000 }, async () => {
    const dice = diceOf(35);
    const shown: ShownMessage[] = [];
    const person = async (user: string) => {
      for (let nth = 0; nth < JOBS_EACH; nth++) {
        const fault = dice(4) === 0 ? FAULTS[dice(FAULTS.length)] : undefined;
        if (fault) flow.simulator.fail(fault);
        shown.push(await flow.made({ user, options: { prompt: `a fox, number ${nth}`, partials: dice(3) } }));
      }
    };
    await Promise.all(Array.from({ length: PEOPLE }, (_, index) => person(`person-${index}`)));
    expect(shown.filter(({ result, failure }) => !result === !failure)).toEqual([]);
    // Some of both, or nothing was tried.
    expect(shown.filter(({ failure }) => failure).length).toBeGreaterThan(3);
    expect(shown.filter(({ result }) => result).length).toBeGreaterThan(30);
    expect(shown.filter(({ ends: times }) => times !== 1)).toEqual([]);

    const { jobs, ledger, queue } = flow.easel;
    // It is shown a moment before its place is free.
    await expect.poll(() => queue.counts(), { timeout: 10_000 }).toEqual({ waiting: 0, running: 0 });
    expect(await jobs.unfinished()).toEqual([]);
    for await (const [account, { holds }] of ledger.accounts()) {
      expect(holds, account).toEqual({});
      expect((await ledger.audit(account)).ok, account).toBe(true);
    }
  });
});
