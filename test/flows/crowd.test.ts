import { afterEach, describe, expect, it } from 'vitest';
import type { Config } from '#src/config/config.ts';
import type { Fault } from '#src/simulator/faults.ts';
import type { ShownMessage } from '../fakes/recording-platform.ts';
import { type Dice, diceOf } from '../fixtures/mutations.ts';
import { type Flow, openFlow } from './open-flow.ts';

const PEOPLE = 20;
const JOBS_EACH = 5;
const SEEDS = [1, 2];
const FAULTS: readonly Fault[] = [
  { kind: 'server_error' },
  { kind: 'overloaded' },
  { kind: 'reset_after_send' },
  { kind: 'rate_limit', retryAfterSeconds: 0 },
  { kind: 'corrupt', how: 'garbage' },
  { kind: 'status', status: 200, body: { data: 'nonsense' } },
];

let flow: Flow;
afterEach(() => flow.close());

describe.each(SEEDS)('a hundred requests at once, seed %i', (seed) => {
  it('end all of them, each in its own message and once, and leave no hold', { timeout: 110_000 }, async () => {
    flow = await openFlow({ change: crowded });
    const dice = diceOf(seed);
    const asked = Array.from({ length: PEOPLE * JOBS_EACH }, (_, nth) => ask(`person-${nth % PEOPLE}`, nth, dice));
    const ids = await Promise.all(asked);
    await expect.poll(() => shownOf(ids).filter(({ ends }) => ends === 0).length, { timeout: 100_000 }).toBe(0);
    const shown = shownOf(ids);
    expect(shown.filter(({ ends, result, failure }) => ends !== 1 || !result === !failure)).toEqual([]);
    expect(shown.filter(({ failure }) => failure?.failure.code === 'internal')).toEqual([]);
    // Some of each, or nothing was tried.
    expect(shown.filter(({ result }) => result).length).toBeGreaterThan(PEOPLE);
    expect(shown.filter(({ failure }) => failure?.failure.code === 'canceled').length).toBeGreaterThan(0);

    const { jobs, ledger, queue } = flow.easel;
    await expect.poll(() => queue.counts(), { timeout: 10_000 }).toEqual({ waiting: 0, running: 0 });
    await expect.poll(() => jobs.unfinished(), { timeout: 10_000 }).toEqual([]);
    for await (const [account, { holds }] of ledger.accounts()) {
      expect(holds, account).toEqual({});
      expect((await ledger.audit(account)).ok, account).toBe(true);
    }
  });
});

/** As many at once as there is room for: nothing but the store and the queue keeps one from another. */
const crowded = (config: Config): Config => ({
  ...config,
  concurrency: { ...config.concurrency, perPerson: 3, defaultPerProvider: 12 },
});

const shownOf = (ids: readonly string[]): readonly ShownMessage[] => ids.map((id) => flow.talk.message(id));

/** Now or a little later; one call in fifty goes wrong, and one request in four is canceled on its way. */
async function ask(user: string, nth: number, dice: Dice): Promise<string> {
  const id = `asked-${nth}`;
  const [askAfter, cancelAfter] = [dice(300), dice(4) === 0 ? dice(60) : undefined];
  const fault = dice(50) === 0 ? FAULTS[dice(FAULTS.length)] : undefined;
  await turns(askAfter);
  if (fault) flow.simulator.fail(fault);
  const asking = flow.talk.ask({ id, user, options: { prompt: `a fox, number ${nth}`, size: '256x256', partials: 0 } });
  if (cancelAfter !== undefined) await cancel(id, user, cancelAfter);
  await asking;
  return id;
}

/** Presses the button a little after it is there; it may be too late by then. */
async function cancel(id: string, user: string, after: number): Promise<void> {
  const button = () => flow.talk.messages.get(id)?.progress.at(-1)?.cancel?.state;
  for (let turn = 0; turn < 5000 && button() === undefined; turn++) await turns(1);
  await turns(after);
  await flow.talk.ask({ id: `${id}-cancel`, user, trigger: 'button', state: button() ?? '' });
}

/** Of the event loop. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}
