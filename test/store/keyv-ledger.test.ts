import { describe, expect, it } from 'vitest';
import { type Account, EMPTY_ACCOUNT, type Entry } from '#src/domain/account.ts';
import { createAtomicStorage } from '#src/store/atomic-storage.ts';
import { createMemoryEngine, createMemoryStorage } from '#src/store/memory-storage.ts';
import { creditLedgerContract } from '../contracts/credit-ledger.ts';
import { collect } from '../fakes/collect.ts';
import { createManualClock } from '../fakes/manual-clock.ts';
import { createTroubledEngine } from '../fakes/troubled-engine.ts';
import { openLedger, today } from './ledgers.ts';
import { describeStores, opener } from './stores.ts';

const DAY_MS = 86_400_000;

describeStores(
  (name) => `the ledger in ${name}`,
  (store) => {
    const clock = createManualClock();
    creditLedgerContract({
      ...opener(store, (storage) => openLedger(storage, clock).ledger),
      today: (allowance) => today(clock, allowance),
      tomorrow: () => clock.advance(DAY_MS),
    });
  },
);

describe('the journal', () => {
  const by = { id: 'contest', actor: 'mo', reason: 'won the contest' };

  it('has every entry once, under account and number, and the outbox none', async () => {
    const clock = createManualClock();
    const { ledger, accounts, journal } = openLedger(createMemoryStorage(), clock);
    await ledger.grant('ada', 5, by);
    await ledger.hold('ada', 'job', 12, today(clock));
    await ledger.settle('ada', 'job', 11);
    expect((await collect(journal.list())).map(([id, { kind, amount }]) => [id, kind, amount])).toEqual([
      ['ada:0000000001', 'granted', 5],
      ['ada:0000000002', 'opened', 10],
      ['ada:0000000003', 'held', 12],
      ['ada:0000000004', 'settled', 11],
      ['ada:0000000005', 'released', 1],
    ]);
    expect((await accounts.get('ada'))?.outbox).toEqual([]);
    expect(await ledger.balance('ada', today(clock))).toMatchObject({ available: 4, held: 0 });
  });

  it('says who granted what and why, and keeps it over the end of the period', async () => {
    const clock = createManualClock();
    const { ledger } = openLedger(createMemoryStorage(), clock);
    await ledger.grant('ada', 5, by);
    expect((await ledger.entries('ada', 1))[0]).toMatchObject({ kind: 'granted', amount: 5, actor: 'mo' });
    await clock.advance(DAY_MS);
    expect(await ledger.balance('ada', today(clock))).toMatchObject({ available: 15 });
    await expect(ledger.grant('ada', -5, by)).rejects.toThrow(RangeError);
  });

  it('is told of a hold by whatever ends it, and of many holds all the same', async () => {
    const clock = createManualClock();
    const { ledger, accounts, journal } = openLedger(createMemoryStorage(), clock);
    await ledger.hold('ada', 'job', 4, today(clock));
    expect(await collect(journal.list())).toEqual([]);
    expect((await ledger.entries('ada', 10)).map(({ kind }) => kind)).toEqual(['held', 'opened']);
    await ledger.release('ada', 'job');
    expect((await collect(journal.list())).map(([, { kind }]) => kind)).toEqual(['opened', 'held', 'released']);
    for (let i = 0; i < 100; i++) await ledger.hold('ada', `free-${i}`, 0, today(clock));
    expect((await accounts.get('ada'))?.outbox.length).toBeLessThan(40);
  });

  it('is told behind a settlement that nobody waits for it with, before the process ends', async () => {
    const clock = createManualClock();
    const { ledger, accounts, journal } = openLedger(createMemoryStorage(), clock);
    await ledger.hold('ada', 'job', 4, today(clock));
    await ledger.settle('ada', 'job', 3, undefined, 'behind');
    expect((await ledger.entries('ada', 10)).map(({ kind }) => kind)).toEqual([
      'released',
      'settled',
      'held',
      'opened',
    ]);
    await ledger.copied();
    expect(await collect(journal.list())).toHaveLength(4);
    expect((await accounts.get('ada'))?.outbox).toEqual([]);
  });

  it('is repaired by the next call after the copying broke off, and tells everything meanwhile', async () => {
    const engine = createMemoryEngine();
    let steps = Number.POSITIVE_INFINITY;
    const broken = createTroubledEngine(engine, {
      before: () => {
        if (steps-- <= 0) throw new Error('the power is out');
      },
    });
    const clock = createManualClock();
    const { ledger } = openLedger(createAtomicStorage(broken), clock);
    await ledger.hold('ada', 'job', 4, today(clock));
    // The read and the write of the account succeed, everything after them fails.
    steps = 2;
    await ledger.settle('ada', 'job', 4);
    const next = openLedger(createAtomicStorage(engine), clock);
    expect(await collect(next.journal.list())).toEqual([]);
    expect((await next.ledger.entries('ada', 10)).map(({ kind }) => kind)).toEqual(['settled', 'held', 'opened']);
    expect(await next.ledger.audit('ada')).toEqual({ ok: true, entriesSum: 6, balance: 6 });
    await next.ledger.settle('ada', 'job', 4);
    expect((await collect(next.journal.list())).map(([, { kind }]) => kind)).toEqual(['opened', 'held', 'settled']);
    expect((await next.accounts.get('ada'))?.outbox).toEqual([]);
  });

  it('tells who asked to hear of every entry, in their order, and again where that failed', async () => {
    const clock = createManualClock();
    const heard: (readonly string[])[] = [];
    const onEntries = async (accountId: string, entries: readonly Entry[]) => {
      heard.push([accountId, ...entries.map(({ kind }) => kind)]);
      if (heard.length === 1) throw new Error('not now');
    };
    const { ledger } = openLedger(createMemoryStorage(), clock, { onEntries });
    await ledger.hold('ada', 'job', 4, today(clock));
    await ledger.settle('ada', 'job', 3);
    await ledger.grant('ada', 5, by);
    expect(heard).toEqual([
      ['ada', 'opened', 'held', 'settled', 'released'],
      ['ada', 'opened', 'held', 'settled', 'released', 'granted'],
    ]);
  });

  it('keeps its order when an account has more than a million entries', async () => {
    const clock = createManualClock();
    const { ledger, accounts, journal } = openLedger(createMemoryStorage(), clock);
    await accounts.update('ada', () => ({ ...EMPTY_ACCOUNT, period: '2026-01-01', extra: 90, entries: 999_998 }));
    for (const job of ['a', 'b', 'c']) await ledger.hold('ada', job, 1, today(clock));
    for (const job of ['a', 'b', 'c']) await ledger.settle('ada', job, 1);
    const ids = (await collect(journal.list())).map(([, { id }]) => Number(id));
    expect(ids).toEqual([999_999, 1_000_000, 1_000_001, 1_000_002, 1_000_003, 1_000_004]);
    expect((await ledger.entries('ada', 3)).map(({ jobId }) => jobId)).toEqual(['c', 'b', 'a']);
    expect((await accounts.get('ada'))?.outbox).toEqual([]);
  });
});

describe('the audit', () => {
  async function spent() {
    const clock = createManualClock();
    const parts = { ...openLedger(createMemoryStorage(), clock), clock };
    await parts.ledger.hold('ada', 'job', 8, today(clock));
    await parts.ledger.settle('ada', 'job', 6);
    await parts.ledger.hold('ada:0000000001', 'job', 1, today(clock));
    await parts.ledger.settle('ada:0000000001', 'job', 1);
    return parts;
  }

  it('finds that entries and balance agree, holds included, and neighbours excluded', async () => {
    const { ledger, clock } = await spent();
    await ledger.hold('ada', 'next', 3, today(clock));
    expect(await ledger.audit('ada')).toEqual({ ok: true, entriesSum: 4, balance: 4 });
    expect(await ledger.audit('nobody')).toEqual({ ok: true, entriesSum: 0, balance: 0 });
  });

  it('is not disturbed by what happens while it adds up', async () => {
    const [engine, clock] = [createMemoryEngine(), createManualClock()];
    const { ledger } = openLedger(createAtomicStorage(engine), clock);
    await ledger.hold('ada', 'job', 4, today(clock));
    const disturbed = createTroubledEngine(engine, {
      before: async (operation) => {
        if (operation === 'page') await ledger.settle('ada', 'job', 3);
      },
    });
    const audit = await openLedger(createAtomicStorage(disturbed), clock).ledger.audit('ada');
    expect(audit).toEqual({ ok: true, entriesSum: 10, balance: 10 });
    expect(await ledger.audit('ada')).toEqual({ ok: true, entriesSum: 7, balance: 7 });
  });

  it('finds credits that came from nowhere', async () => {
    const { ledger, accounts } = await spent();
    await accounts.update('ada', (known): Account | undefined => known && { ...known, extra: known.extra + 1 });
    expect(await ledger.audit('ada')).toEqual({ ok: false, entriesSum: 4, balance: 5 });
  });

  it('finds that an entry is gone, even one that moves no credits', async () => {
    const { ledger, journal } = await spent();
    await journal.remove('ada:0000000002');
    expect(await ledger.audit('ada')).toEqual({ ok: false, entriesSum: 4, balance: 4 });
  });
});

it('opens one allowance at midnight for two processes whose clocks differ', async () => {
  const storage = createMemoryStorage();
  const [ahead, behind] = [
    createManualClock(Date.UTC(2026, 0, 2)),
    createManualClock(Date.UTC(2026, 0, 1, 23, 59, 59)),
  ];
  const [early, late] = [openLedger(storage, ahead).ledger, openLedger(storage, behind).ledger];
  const answers = [];
  for (let i = 0; i < 8; i++) {
    const [ledger, clock] = i % 2 ? [late, behind] : [early, ahead];
    answers.push(await ledger.hold('ada', `job-${i}`, 5, today(clock)));
  }
  expect(answers.filter(({ held }) => held)).toHaveLength(2);
});
