import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Account, Entry } from '#src/domain/account.ts';
import { EaselError } from '#src/domain/errors.ts';
import { createDocuments } from '#src/store/keyv-documents.ts';
import { createCreditLedger } from '#src/store/keyv-ledger.ts';
import { ofTheDay } from '../../fakes/whose.ts';
import { leaveJob, openKit } from '../open-kit.ts';
import { openStore, openUsage } from './usage-kit.ts';

/** A ledger whose telling breaks off, before anything was counted or right after. */
function openCrashing() {
  const usage = openUsage();
  let where: 'before' | 'after' | 'never' = 'never';
  const of = <T>(namespace: string) => createDocuments<T>(usage.shared.storage, namespace);
  const ledger = createCreditLedger({
    accounts: of<Account>('accounts'),
    journal: of<Entry>('journal'),
    clock: usage.clock,
    async onEntries(accountId, entries) {
      if (where === 'before') throw new Error('gone');
      await usage.note.entries(accountId, entries);
      if (where === 'after') throw new Error('gone');
    },
  });
  const breakOff = (at: typeof where) => {
    where = at;
  };
  return { usage, ledger, breakOff };
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

describe('what requests came to', () => {
  it('is counted once, however often the journal tells of it', async () => {
    const usage = openUsage();
    const about = {
      personId: 'ada',
      placeId: 'art',
      modelId: 'atelier/able',
      mode: 'generate',
      pictures: 2,
      credits: 4,
    };
    const entry: Entry = {
      id: '0000000001',
      kind: 'settled',
      amount: 80_000,
      at: usage.clock.now(),
      jobId: 'job-1',
      about,
    };
    for (let time = 0; time < 3; time++) await usage.note.entries('#money:guild', [entry]);
    const { totals } = await usage.report({ tenantId: 'guild', days: 1 });
    expect(totals).toEqual({ requests: 1, pictures: 2, credits: 4, usdMicros: 80_000, refused: 0 });
  });

  it('is read off the tenant’s money alone, which has every request exactly once', async () => {
    const usage = openUsage();
    const entry: Entry = { id: '0000000001', kind: 'settled', amount: 4, at: usage.clock.now(), jobId: 'job-1' };
    for (const account of ['guild:ada', '#tenant:guild', '#channel:guild:art', '#money']) {
      await usage.note.entries(account, [{ ...entry, about: { personId: 'ada', credits: 4 } }]);
    }
    const held: Entry = { ...entry, kind: 'held', about: { personId: 'ada' } };
    await usage.note.entries('#money:guild', [held, { ...held, kind: 'released' }]);
    expect((await usage.report({ tenantId: 'guild', days: 1 })).totals.requests).toBe(0);
  });

  it('is told by day, by model and by person, the most first', async () => {
    const usage = openUsage();
    const now = usage.clock.now() + 30 * HOUR_MS;
    await usage.clock.advance(30 * HOUR_MS);
    await usage.paid('1', now - DAY_MS, { personId: 'bob', credits: 6 });
    await usage.paid('2', now, { modelId: 'atelier/other', credits: 3 });
    await usage.paid('3', now, { personId: 'bob', credits: 1 });
    const { totals, byDay, byModel, byPerson } = await usage.report({ tenantId: 'guild', days: 3 });
    expect(totals.credits).toBe(10);
    expect(byDay.map(({ day, credits }) => [day, credits])).toEqual([
      ['2025-12-31', 0],
      ['2026-01-01', 6],
      ['2026-01-02', 4],
    ]);
    expect(byDay[2]?.byModel).toEqual([
      { modelId: 'atelier/other', credits: 3 },
      { modelId: 'atelier/able', credits: 1 },
    ]);
    expect(byModel.map(({ modelId, credits }) => [modelId, credits])).toEqual([
      ['atelier/able', 7],
      ['atelier/other', 3],
    ]);
    expect(byPerson.map(({ personId, credits }) => [personId, credits])).toEqual([
      ['bob', 7],
      ['ada', 3],
    ]);
  });

  it('can be asked of one person or one channel', async () => {
    const usage = openUsage();
    const now = usage.clock.now();
    await usage.paid('1', now, { personId: 'ada', channelId: 'art' });
    await usage.paid('2', now, { personId: 'ada', channelId: 'cats', credits: 5 });
    await usage.paid('3', now, { personId: 'bob', channelId: 'cats', credits: 7 });
    const creditsOf = async (of: object) => (await usage.report({ tenantId: 'guild', days: 2, ...of })).totals.credits;
    expect(await creditsOf({ personId: 'ada' })).toBe(7);
    expect(await creditsOf({ channelId: 'cats' })).toBe(12);
    expect(await creditsOf({ personId: 'ada', channelId: 'cats' })).toBe(5);
    expect(await creditsOf({})).toBe(14);
  });

  it('begins a day at the tenant’s own midnight, also where its clocks are half an hour off', async () => {
    const usage = openUsage({ timeZone: 'Asia/Kolkata' });
    await usage.setPolicy();
    const midnight = usage.clock.now() + 18.5 * HOUR_MS;
    await usage.clock.advance(2 * DAY_MS);
    await usage.paid('1', midnight - 1);
    await usage.paid('2', midnight, { credits: 5 });
    const { byDay } = await usage.report({ tenantId: 'guild', days: 3 });
    expect(byDay.map(({ day, credits }) => [day, credits])).toEqual([
      ['2026-01-01', 2],
      ['2026-01-02', 5],
      ['2026-01-03', 0],
    ]);
  });
});

describe('a crash between the journal and the count', () => {
  it('loses nothing and counts nothing twice: the next movement tells of both', async () => {
    const { usage, ledger, breakOff } = openCrashing();
    const pay = async (jobId: string) => {
      await ledger.hold('#money:guild', jobId, 40_000, ofTheDay(1e9, usage.clock.now()));
      await ledger.book('#money:guild', jobId, 40_000, { personId: 'ada', pictures: 1, credits: 2 });
    };
    breakOff('before');
    await pay('job-1');
    expect((await usage.report({ tenantId: 'guild', days: 1 })).totals.requests).toBe(0);
    breakOff('after');
    await pay('job-2');
    breakOff('never');
    await pay('job-3');
    expect((await usage.report({ tenantId: 'guild', days: 1 })).totals).toMatchObject({ requests: 3, credits: 6 });
  });
});

describe('days that are over', () => {
  it('are added up once, and anew where something came too late', async () => {
    const usage = openUsage();
    const then = usage.clock.now();
    await usage.paid('1', then);
    await usage.clock.advance(2 * DAY_MS);
    const creditsNow = async () => (await usage.report({ tenantId: 'guild', days: 5 })).totals.credits;
    expect(await creditsNow()).toBe(2);
    // Behind the back of everybody: what was added up is not read again.
    await usage.documents.usageLines.remove(`guild/${new Date(then).toISOString()}/1`);
    expect(await creditsNow()).toBe(2);
    await usage.paid('2', then + 1, { credits: 7 });
    expect(await creditsNow()).toBe(7);
  });

  it('lose nothing to a clock that goes back', async () => {
    const usage = openUsage();
    await usage.clock.advance(5 * HOUR_MS);
    const before = usage.clock.now();
    expect((await usage.report({ tenantId: 'guild', days: 1 })).totals.credits).toBe(0);
    await usage.paid('1', before - 3 * HOUR_MS);
    expect((await usage.report({ tenantId: 'guild', days: 1 })).totals.credits).toBe(2);
  });

  it('stay when their lines are forgotten', async () => {
    const usage = openUsage();
    await usage.paid('old', usage.clock.now());
    await usage.keepHouse();
    await usage.clock.advance(20 * DAY_MS);
    await usage.keepHouse();
    await usage.clock.advance(20 * DAY_MS);
    await usage.keepHouse();
    const left: string[] = [];
    for (const lines of [usage.documents.usageLines, usage.documents.usageOfPeople])
      for await (const [id] of lines.list('')) left.push(id);
    expect(left).toEqual([]);
    expect((await usage.report({ tenantId: 'guild', days: 60 })).totals.credits).toBe(2);
  });

  it('come to the same as adding up every line, whoever writes and reads when', async () => {
    const step = fc.oneof(
      fc.record({ at: fc.integer({ min: 0, max: 60 }), person: fc.constantFrom('ada', 'bob'), process: fc.nat(1) }),
      fc.record({ hours: fc.integer({ min: 1, max: 30 }) }),
      fc.record({ read: fc.nat(1) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const shared = openStore();
        const processes = [openUsage({}, shared), openUsage({}, shared)];
        let credits = 0;
        for (const [index, one] of steps.entries()) {
          if ('hours' in one) await shared.clock.advance(one.hours * HOUR_MS);
          else if ('read' in one) {
            const report = await processes[one.read]?.report({ tenantId: 'guild', days: 40 });
            expect(report?.totals.credits).toBe(credits);
          } else {
            // Some are as old as two and a half days.
            const at = shared.clock.now() - one.at * HOUR_MS;
            await processes[one.process]?.paid(`line-${index}`, at, { personId: one.person });
            credits += 2;
          }
        }
        const report = await processes[0]?.report({ tenantId: 'guild', days: 60 });
        expect(report?.totals.credits).toBe(credits);
      }),
      { numRuns: 60 },
    );
  });
});

describe('refusals', () => {
  it('are counted once each, where a rule refused; a failure of a provider is none', async () => {
    const kit = openKit();
    const job = await leaveJob(kit, 'accepted');
    const { noteUsage, usage } = kit.whole;
    for (let time = 0; time < 2; time++) await noteUsage.refusal(job, new EaselError('paused', { everywhere: false }));
    await noteUsage.refusal({ ...job, id: 'other' }, new EaselError('unavailable', { provider: 'atelier' }));
    const { totals, byPerson } = await usage.report({ tenantId: 'guild', days: 1 });
    expect(totals).toMatchObject({ requests: 0, refused: 1, credits: 0 });
    expect(byPerson.map(({ personId, refused }) => [personId, refused])).toEqual([['ada', 1]]);
  });

  it('of people who have too little are in the report', async () => {
    const kit = openKit({ policy: { allowance: 3 } });
    await kit.start();
    for (let time = 0; time < 3; time++) {
      const { id } = await kit.talk.ask({ options: { prompt: 'a fox' } });
      await kit.ended(id);
    }
    const { totals } = await kit.whole.usage.report({ tenantId: 'guild', days: 1 });
    expect(totals).toMatchObject({ requests: 1, pictures: 1, credits: 2, refused: 2 });
  });
});
