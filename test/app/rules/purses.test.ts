import { describe, expect, it } from 'vitest';
import type { BudgetWarning } from '#src/app/rules/budget-warnings.ts';
import { createPurses } from '#src/app/rules/purses.ts';
import { whereOfJob } from '#src/app/rules/whereabouts.ts';
import { EaselError } from '#src/domain/errors.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';
import { openPurses, type PurseKit } from './purse-kit.ts';

const BUDGET = { usdMicros: 50_000, warnAt: 0.8 };

const codeOf = (error: unknown): string => (error instanceof EaselError ? error.code : String(error));

/** How many of the holds were made, and why the others were not. */
async function outcomes(holds: readonly Promise<void>[]): Promise<{ made: number; refusals: ReadonlySet<string> }> {
  const settled = await Promise.allSettled(holds);
  const refused = settled.flatMap((one) => (one.status === 'rejected' ? codeOf(one.reason) : []));
  return { made: settled.length - refused.length, refusals: new Set(refused) };
}

async function audited({ ledger }: PurseKit): Promise<void> {
  for await (const [accountId] of ledger.accounts())
    expect(await ledger.audit(accountId), accountId).toMatchObject({ ok: true });
}

const spentOf = async ({ ledger, standings }: PurseKit, accountId: string): Promise<number> => {
  const { purses } = await standings.of({ tenantId: 'guild', personId: 'ada', roles: [], channelId: 'art' });
  const purse = purses.find((one) => one.accountId === accountId);
  if (!purse) throw new Error('No such purse');
  const { allowance, available, held } = await ledger.balance(accountId, purse);
  return allowance - available - held;
};

describe('holding', () => {
  it('holds at the person, the channel, the tenant and both budgets, and notes who may have something on hold first', async () => {
    const kit = openPurses({ installation: { budget: BUDGET } });
    await kit.decide('guild', { channels: { art: { allowance: 9 } }, tenantAllowance: 20, budget: BUDGET });
    const job = await kit.accept('job', 'guild:ada');
    await kit.hold(job, 4, { estimateUsdMicros: 10_000 });
    expect((await kit.jobs.get('job'))?.shares).toEqual({
      'guild:ada': 4,
      '#channel:guild:art': 4,
      '#tenant:guild': 4,
      '#money:guild': 15_000,
      '#money': 15_000,
    });
    for (const [purse, amount] of Object.entries((await kit.jobs.get('job'))?.shares ?? {}))
      expect(await kit.ledger.heldFor(purse, 'job'), purse).toBe(amount);
  });

  it('refuses without a trace where one of them has too little', async () => {
    const kit = openPurses();
    await kit.decide('guild', { tenantAllowance: 3 });
    const job = await kit.accept('job', 'guild:ada');
    await expect(kit.hold(job, 4)).rejects.toMatchObject({
      code: 'budget-spent',
      details: { of: 'tenant', available: 3 },
    });
    expect(await kit.ledger.entries('guild:ada', 10)).toEqual([]);
    await expect(kit.hold(job, 11)).rejects.toMatchObject({ code: 'not-enough-credits', details: { available: 10 } });
    expect((await kit.jobs.get('job'))?.purses).toBeUndefined();
  });

  it('says nothing of amounts where money is the reason', async () => {
    const kit = openPurses();
    await kit.decide('guild', { budget: { usdMicros: 1000, warnAt: 1 } });
    const refused = kit.hold(await kit.accept('job', 'guild:ada'), 4);
    await expect(refused).rejects.toMatchObject({ code: 'budget-spent', details: { of: 'tenant-money' } });
    await expect(refused).rejects.not.toHaveProperty('details.available');
  });

  it('takes everything back where somebody came in between, and refuses then', async () => {
    const kit = openPurses({ allowance: 100 });
    await kit.decide('guild', { tenantAllowance: 6 });
    const jobs = await Promise.all(['ada', 'grace'].map((name) => kit.accept(name, `guild:${name}`)));
    const { made, refusals } = await outcomes(jobs.map((job) => kit.hold(job, 4)));
    expect([made, [...refusals]]).toEqual([1, ['budget-spent']]);
    expect((await kit.left('guild:ada')).held + (await kit.left('guild:grace')).held).toBe(4);
    await audited(kit);
  });

  it('makes exactly 10 of 200 requests that 200 people send at once on a tenant budget for 10', async () => {
    const kit = openPurses();
    await kit.decide('guild', { tenantAllowance: 10 });
    const jobs = await Promise.all(Array.from({ length: 200 }, (_, i) => kit.accept(`job-${i}`, `guild:p${i}`)));
    const { made, refusals } = await outcomes(jobs.map((job) => kit.hold(job, 1)));
    expect([made, [...refusals]]).toEqual([10, ['budget-spent']]);
    const people = await Promise.all(jobs.map(({ accountId }) => kit.left(accountId)));
    expect(people.reduce((sum, { held }) => sum + held, 0)).toBe(10);
    await audited(kit);
  });

  it('makes exactly 10 of them also on a money budget, and with dearer requests among them that do not fit', async () => {
    const kit = openPurses();
    await kit.decide('guild', { budget: { usdMicros: 15_000, warnAt: 1 }, tenantAllowance: 10 });
    const jobs = await Promise.all(Array.from({ length: 200 }, (_, i) => kit.accept(`job-${i}`, `guild:p${i}`)));
    const { made } = await outcomes(
      jobs.map((job, i) => kit.hold(job, 1, { estimateUsdMicros: i % 2 ? 1000 : 90_000 })),
    );
    expect(made).toBe(10);
    await audited(kit);
  });

  it('waits for a hold that is about to be given back', async () => {
    const kit = openPurses({ pause: async (tries) => (tries === 3 ? kit.end(first) : undefined) });
    await kit.decide('guild', { tenantAllowance: 4 });
    const first = await kit.accept('first', 'guild:ada');
    await kit.purses.hold(
      first,
      { each: 4, total: 4 },
      await kit.standings.of({ tenantId: 'guild', personId: 'ada', roles: [], channelId: 'art' }),
    );
    await kit.hold(await kit.accept('second', 'guild:grace'), 4);
    expect(await kit.left('guild:grace')).toEqual({ available: 6, held: 4 });
  });

  it('waits for nobody who is in the queue, and for nobody for ever', async () => {
    let pauses = 0;
    const kit = openPurses({ pause: async () => void pauses++ });
    await kit.decide('guild', { tenantAllowance: 4 });
    const first = await kit.accept('first', 'guild:ada');
    await kit.hold(first, 4);
    const second = await kit.accept('second', 'guild:grace');
    await expect(kit.hold(second, 4)).rejects.toMatchObject({ code: 'budget-spent' });
    expect(pauses).toBe(0);
    await kit.jobs.update('first', (job) => ({ ...job, state: 'accepted' }));
    await expect(kit.hold(second, 4)).rejects.toMatchObject({ code: 'budget-spent' });
    expect(pauses).toBe(49);
  });

  it('is the same however often it is asked, and follows a price that changed while nobody worked on it', async () => {
    const kit = openPurses();
    const job = await kit.accept('job', 'guild:ada');
    for (let i = 0; i < 3; i++) await kit.hold(job, 4);
    expect(await kit.left('guild:ada')).toEqual({ available: 6, held: 4 });
    // A process died after its first hold.
    await kit.ledger.withdraw('#money', 'job', 'worker-1');
    await kit.hold(job, 6);
    await kit.hold(job, 5);
    await kit.hold(job, 6);
    expect(await kit.left('guild:ada')).toEqual({ available: 4, held: 6 });
    expect(await kit.ledger.heldFor('#money', 'job')).toBe(6000);
  });

  it('holds nothing for a job that another process goes on with', async () => {
    const kit = openPurses();
    const job = await kit.accept('job', 'guild:ada');
    await kit.jobs.update('job', (current) => ({ ...current, workerId: 'worker-2' }));
    await expect(kit.hold(job, 4)).rejects.toMatchObject({ code: 'canceled' });
    expect(await kit.left('guild:ada')).toEqual({ available: 10, held: 0 });
  });
});

describe('a process that stood still', () => {
  /** A job that a second process has by now. */
  async function takenUp() {
    const first = openPurses({ workerId: 'worker-1' });
    const second = openPurses({ storage: first.storage, clock: first.clock, workerId: 'worker-2' });
    const job = await first.accept('job', 'guild:ada');
    const taken = await first.jobs.update('job', (current) => ({ ...current, workerId: 'worker-2' }));
    if (!taken) throw new Error('It is there.');
    return { first, second, job, taken };
  }

  it('takes nothing back of what another one holds for the job meanwhile', async () => {
    const { first, second, job, taken } = await takenUp();
    await second.hold(taken, 4);
    await expect(first.hold(job, 4)).rejects.toMatchObject({ code: 'canceled' });
    for (const purse of ['guild:ada', '#money']) await first.ledger.withdraw(purse, 'job', 'worker-1');
    expect(await second.left('guild:ada')).toEqual({ available: 6, held: 4 });
    await second.settle(taken, 4);
    expect(await second.left('guild:ada')).toEqual({ available: 6, held: 0 });
    await audited(second);
  });

  it('keeps nothing on hold for a job that ended, or that another one has, right after it said what it holds', async () => {
    for (const change of [{ state: 'canceled' }, { workerId: 'worker-2' }] as const) {
      const kit = openPurses();
      const job = await kit.accept('job', 'guild:ada');
      const standing = await kit.standings.of({ tenantId: 'guild', personId: 'ada', roles: [], channelId: 'art' });
      const ledger: typeof kit.ledger = {
        ...kit.ledger,
        hold: async (...asked) => {
          await kit.jobs.update('job', (current) => ({ ...current, ...change }));
          return kit.ledger.hold(...asked);
        },
      };
      const purses = createPurses({ ...kit, ledger });
      await expect(purses.hold(job, { each: 4, total: 4 }, standing)).rejects.toMatchObject({ code: 'canceled' });
      expect(await kit.left('guild:ada')).toEqual({ available: 10, held: 0 });
    }
  });

  it('leaves its whole hold to who takes the job up, who alone takes it back from then on', async () => {
    const kit = openPurses({ workerId: 'worker-1' });
    const job = await kit.accept('job', 'guild:ada');
    await kit.purses.hold(job, { each: 4, total: 4 }, await kit.standings.of(whereOfJob(job)));
    const taken = await kit.jobs.update('job', (current) => ({ ...current, workerId: 'worker-2' }));
    if (!taken) throw new Error('It is there.');
    await kit.hold(taken, 4);
    await kit.ledger.withdraw('guild:ada', 'job', 'worker-1');
    expect(await kit.ledger.heldBy('guild:ada', 'job')).toBe('worker-2');
    expect(await kit.left('guild:ada')).toEqual({ available: 6, held: 4 });
  });
});

describe('paying', () => {
  it('charges the credits at the person, the channel and the tenant, and the provider its money', async () => {
    const kit = openPurses();
    await kit.decide('guild', { channels: { art: { allowance: 9 } }, tenantAllowance: 20, budget: BUDGET });
    const job = await kit.accept('job', 'guild:ada');
    await kit.hold(job, 4, { estimateUsdMicros: 10_000 });
    for (let i = 0; i < 2; i++) await kit.settle(job, 3, 12_000);
    expect(await kit.left('guild:ada')).toEqual({ available: 7, held: 0 });
    expect(await spentOf(kit, '#channel:guild:art')).toBe(3);
    expect(await spentOf(kit, '#tenant:guild')).toBe(3);
    expect(await spentOf(kit, '#money:guild')).toBe(12_000);
    expect((await kit.ledger.entries('#money:guild', 2))[1]).toMatchObject({
      kind: 'settled',
      amount: 12_000,
      about: { personId: 'ada', placeId: 'art', pictures: 1, credits: 3, usdMicros: 12_000 },
    });
    await audited(kit);
  });

  it('takes a credit to cost what was assumed where the price is not known', async () => {
    const kit = openPurses();
    const job = await kit.accept('job', 'guild:ada');
    await kit.hold(job, 4);
    expect(await kit.ledger.heldFor('#money', 'job')).toBe(4000);
    await kit.settle(job, 3);
    expect(await spentOf(kit, '#money')).toBe(3000);
  });

  it('counts what was dearer than expected, so that nothing more is made', async () => {
    const kit = openPurses();
    await kit.decide('guild', { budget: BUDGET });
    const job = await kit.accept('job', 'guild:ada');
    await kit.hold(job, 4, { estimateUsdMicros: 1000 });
    await kit.settle(job, 4, 70_000);
    expect(await spentOf(kit, '#money:guild')).toBe(70_000);
    const next = kit.hold(await kit.accept('next', 'guild:grace'), 1, { estimateUsdMicros: 1 });
    await expect(next).rejects.toMatchObject({ code: 'budget-spent' });
    await audited(kit);
  });

  it('gives everything back for what was not made', async () => {
    const kit = openPurses();
    await kit.decide('guild', { tenantAllowance: 20 });
    const job = await kit.accept('job', 'guild:ada');
    await kit.hold(job, 4);
    for (let i = 0; i < 2; i++) await kit.end(job);
    expect(await kit.left('guild:ada')).toEqual({ available: 10, held: 0 });
    expect(await spentOf(kit, '#tenant:guild')).toBe(0);
    expect(await spentOf(kit, '#money')).toBe(0);
  });

  it('counts money that may be gone, though the person pays nothing', async () => {
    const kit = openPurses();
    const plan = { price: { each: 4, total: 4, estimateUsdMicros: 9000 }, options: { count: 1 } } as never;
    const job = await kit.accept('job', 'guild:ada', { plan, sentAt: 1 });
    await kit.hold(job, 4, { estimateUsdMicros: 9000 });
    await kit.end(job, { state: 'outcome-unknown' });
    expect(await kit.left('guild:ada')).toEqual({ available: 10, held: 0 });
    expect(await spentOf(kit, '#money')).toBe(9000);
  });

  it('counts calls that were sent and brought nothing, however it ended, and what came beside them', async () => {
    const price = { each: 2, total: 8, estimateUsdMicros: 8000 };
    const plan = { price, options: { count: 1 }, prompts: [1, 2, 3, 4] } as never;
    const finished = { 0: { came: 1, answer: { costUsdMicros: 1500 } } } as never;
    for (const state of ['canceled', 'failed', 'outcome-unknown'] as const) {
      const kit = openPurses();
      const job = await kit.accept('job', 'guild:ada', {
        plan,
        sentAt: 1,
        taskIds: {},
        finished,
        sent: { 0: 1, 2: 1 },
      });
      await kit.hold(job, 8, price);
      await kit.end(job, { state });
      expect([state, await spentOf(kit, '#money')]).toEqual([state, 3500]);
    }
    const kit = openPurses();
    const job = await kit.accept('job', 'guild:ada', { plan, sentAt: 1, taskIds: {}, finished, sent: { 0: 1, 2: 1 } });
    await kit.hold(job, 8, price);
    await kit.settle(job, 2, 1500);
    expect(await spentOf(kit, '#money')).toBe(3500);
    await audited(kit);
  });

  it('counts by the price of the model that had it in the end', async () => {
    const kit = openPurses();
    const planned = (estimateUsdMicros: number) =>
      ({ price: { each: 4, total: 4, estimateUsdMicros }, options: { count: 1 } }) as never;
    const more = { plan: planned(1000), elsewhere: planned(7000), sentAt: 1, taskIds: {}, sent: { 0: 1 } };
    const job = await kit.accept('job', 'guild:ada', more);
    await kit.hold(job, 4, { estimateUsdMicros: 9000 });
    await kit.end(job, { state: 'canceled' });
    expect(await spentOf(kit, '#money')).toBe(7000);
  });

  it('charges the day a request was held in, though it ends on the next', async () => {
    const clock = createManualClock();
    const kit = openPurses({ clock });
    const [late, canceled] = [await kit.accept('late', 'guild:ada'), await kit.accept('canceled', 'guild:ada')];
    await kit.hold(late, 4);
    await kit.hold(canceled, 6);
    await clock.advance(86_400_000);
    expect(await kit.left('guild:ada')).toEqual({ available: 10, held: 10 });
    await kit.settle(late, 3);
    await kit.end(canceled);
    expect(await kit.left('guild:ada')).toEqual({ available: 10, held: 0 });
    await audited(kit);
  });

  it('knows a budget that is set in the middle of a month', async () => {
    const kit = openPurses();
    const job = await kit.accept('job', 'guild:ada');
    await kit.hold(job, 4);
    await kit.settle(job, 4, 45_000);
    await kit.decide('guild', { budget: BUDGET });
    const next = await kit.accept('next', 'guild:ada');
    await expect(kit.hold(next, 1, { estimateUsdMicros: 5000 })).rejects.toMatchObject({ code: 'budget-spent' });
    await kit.hold(next, 1, { estimateUsdMicros: 3000 });
    await audited(kit);
  });
});

describe('a budget', () => {
  it('is told of once a month when it nears its end, and once when it has ended', async () => {
    const clock = createManualClock();
    const told: BudgetWarning[] = [];
    const kit = openPurses({ clock, allowance: 1000, onWarn: async (warning) => void told.push(warning) });
    await kit.decide('guild', { budget: BUDGET });
    const spend = async (id: string, usdMicros: number) => {
      const job = await kit.accept(id, 'guild:ada');
      await kit.hold(job, 1, { estimateUsdMicros: 100 });
      await kit.settle(job, 1, usdMicros);
    };
    await spend('one', 30_000);
    expect(told).toEqual([]);
    await spend('two', 11_000);
    await spend('three', 1000);
    expect(told.map(({ kind, spentUsdMicros }) => [kind, spentUsdMicros])).toEqual([['near', 41_000]]);
    await spend('four', 9000);
    await expect(spend('five', 1)).rejects.toMatchObject({ code: 'budget-spent' });
    expect(told.map(({ kind }) => kind)).toEqual(['near', 'ended']);
    await clock.advance(32 * 86_400_000);
    await spend('six', 45_000);
    expect(told.map(({ kind }) => kind)).toEqual(['near', 'ended', 'near']);
  });

  it('whose warning failed is told of at the next chance, and no request fails of it', async () => {
    let tries = 0;
    const onWarn = async () => {
      if (++tries === 1) throw new Error('the log channel is gone');
    };
    const kit = openPurses({ onWarn });
    await kit.decide('guild', { budget: BUDGET });
    for (const id of ['one', 'two', 'three']) {
      const job = await kit.accept(id, 'guild:ada');
      await kit.hold(job, 1, { estimateUsdMicros: 100 });
      await kit.settle(job, 1, id === 'one' ? 45_000 : 100);
    }
    expect(tries).toBe(2);
    expect(kit.log.lines.filter(({ level }) => level === 'warn')).toHaveLength(1);
  });
});
