import fc from 'fast-check';
import { expect, it } from 'vitest';
import { available, type Entry, held } from '#src/domain/account.ts';
import type { Job } from '#src/domain/job.ts';
import type { TenantPolicy } from '#src/domain/rules/tenant-policy.ts';
import type { Clock } from '#src/ports/clock.ts';
import { createAtomicStorage } from '#src/store/atomic-storage.ts';
import { createMemoryEngine } from '#src/store/memory-storage.ts';
import type { StorageEngine } from '#src/store/storage-engine.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';
import { createTroubledEngine } from '../../fakes/troubled-engine.ts';
import { type Death, death, dying } from '../../store/ledger-steps.ts';
import { accountOf, linked, openPurses, type PurseKit } from './purse-kit.ts';

/** One human, on three platforms. */
const ADA = ['discord:1:ada', 'slack:T1:ada', 'playground:ada'] as const;
const PEOPLE = [...ADA, 'discord:1:grace'];
const TENANTS = ['discord:1', 'slack:T1', 'playground'];
const HOUR_MS = 3_600_000;

type Move =
  | { readonly do: 'ask'; readonly who: string; readonly total: number; readonly usdMicros: number | undefined }
  | { readonly do: 'settle'; readonly nth: number; readonly charged: number; readonly usdMicros: number | undefined }
  | { readonly do: 'end'; readonly nth: number }
  | { readonly do: 'policy'; readonly tenantId: string; readonly policy: TenantPolicy }
  | { readonly do: 'grant'; readonly who: string; readonly amount: number; readonly lastsMs: number | undefined }
  | { readonly do: 'link'; readonly one: string; readonly other: string }
  | { readonly do: 'unlink'; readonly who: string }
  | { readonly do: 'clock'; readonly byMs: number };

const who = fc.constantFrom(...PEOPLE);
const amount = fc.nat({ max: 15 });
const usdMicros = fc.option(fc.nat({ max: 20_000 }), { nil: undefined });
const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined });
const nth = fc.nat({ max: 20 });

const policy: fc.Arbitrary<TenantPolicy> = fc
  .record({
    allowance: maybe(amount),
    tenantAllowance: maybe(fc.nat({ max: 30 })),
    channel: maybe(fc.nat({ max: 30 })),
    budget: maybe(fc.nat({ max: 60_000 })),
    blocked: fc.boolean(),
  })
  .map(({ allowance, tenantAllowance, channel, budget, blocked }) => ({
    ...(allowance !== undefined && { allowance }),
    ...(tenantAllowance !== undefined && { tenantAllowance }),
    ...(channel !== undefined && { channels: { art: { allowance: channel } } }),
    ...(budget !== undefined && { budget: { usdMicros: budget, warnAt: 0.8 } }),
    ...(blocked && { people: { ada: { blocked: { at: 0, by: 'mo', reason: 'spam' } } } }),
  }));

const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('ask'), who, total: amount, usdMicros }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('settle'), nth, charged: amount, usdMicros }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('end'), nth }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('policy'), tenantId: fc.constantFrom(...TENANTS), policy }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('grant'), who, amount, lastsMs: maybe(fc.nat({ max: 90 * HOUR_MS })) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('link'), one: who, other: who }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('unlink'), who }) },
  {
    weight: 1,
    arbitrary: fc.integer({ min: -40, max: 900 }).map((h) => ({ do: 'clock' as const, byMs: h * HOUR_MS })),
  },
);

/** Everything that was asked for, by the number of the move, so that a successor knows what its predecessor was at. */
async function take(kit: PurseKit, next: Move, number: number): Promise<void> {
  const name = (place: number) => `job-${place}`;
  if (next.do === 'ask') return ask(kit, await kit.accept(name(number), next.who), next);
  if (next.do === 'settle') return settle(kit, next, number);
  if (next.do === 'end') return end(kit, next.nth, number);
  if (next.do === 'policy') return kit.decide(next.tenantId, next.policy);
  if (next.do === 'grant') return grant(kit, next, name(number));
  if (next.do === 'unlink') return void (await kit.links.unlink(accountOf(next.who)).catch(refusedOnly));
  if (next.do === 'link') return link(kit, next).catch(refusedOnly);
}

async function ask(kit: PurseKit, job: Job, { total, usdMicros: estimate }: Extract<Move, { do: 'ask' }>) {
  const known = await kit.jobs.get(job.id);
  if (known?.state !== 'accepted') return;
  const price = estimate === undefined ? {} : { estimateUsdMicros: estimate };
  await kit.hold(known, total, price).catch(async (error: unknown) => {
    await refusedOnly(error);
    await kit.end(job);
  });
}

async function settle(kit: PurseKit, next: Extract<Move, { do: 'settle' }>, number: number): Promise<void> {
  const jobs = await jobsOf(kit, number);
  for (const job of jobs.filter(({ result }) => result)) await kit.purses.settle(job);
  const queued = jobs.filter(({ state }) => state === 'queued');
  const job = queued[next.nth % queued.length];
  if (!job) return;
  const own = Object.entries(job.shares ?? {}).flatMap(([purse, share]) => (purse.startsWith('#') ? [] : share));
  const total = own.reduce((sum, share) => sum + share, 0);
  await kit.settle(job, Math.min(next.charged, total), next.usdMicros);
}

async function end(kit: PurseKit, nth: number, number: number): Promise<void> {
  const jobs = await jobsOf(kit, number);
  for (const job of jobs.filter(({ state }) => state === 'failed')) await kit.purses.release(job);
  const queued = jobs.filter(({ state }) => state === 'queued');
  const job = queued[nth % queued.length];
  if (job) await kit.end(job);
}

/** Every job up to that move. */
async function jobsOf({ jobs }: PurseKit, number: number): Promise<readonly Job[]> {
  const found = await Promise.all(Array.from({ length: number + 1 }, (_, place) => jobs.get(`job-${place}`)));
  return found.filter((job) => job !== undefined);
}

async function grant(
  { ledger, clock }: PurseKit,
  { who: name, amount: n, lastsMs }: Extract<Move, { do: 'grant' }>,
  id: string,
) {
  const ends = lastsMs === undefined ? {} : { expiresAt: clock.now() + lastsMs };
  await ledger.grant(name, n, { id, actor: 'mo', reason: 'test', ...ends });
}

async function link({ links }: PurseKit, { one, other }: Extract<Move, { do: 'link' }>): Promise<void> {
  const { code } = await links.code(accountOf(one));
  await links.join(accountOf(other), { said: code, eventId: code });
}

/** A refusal is an answer; anything else is a mistake, or the death of the process. */
async function refusedOnly(error: unknown): Promise<void> {
  const isAnswer =
    error instanceof Error &&
    'code' in error &&
    ['not-enough-credits', 'budget-spent', 'link-refused', 'canceled'].includes(String(error.code));
  if (!isAnswer) throw error;
}

/** What must be true whenever nothing is under way. */
async function expectSound(kit: PurseKit): Promise<void> {
  const charges = new Map<string, number>();
  for await (const [accountId, account] of kit.ledger.accounts()) {
    expect(await kit.ledger.audit(accountId), accountId).toMatchObject({ ok: true });
    if (!accountId.startsWith('#money')) expect(available(account), accountId).toBeGreaterThanOrEqual(0);
    expect(held(account), accountId).toBeGreaterThanOrEqual(0);
    for (const { kind, jobId = '', amount: each } of await kit.ledger.entries(accountId, 1000))
      if (isPaid(kind) && !accountId.startsWith('#')) charges.set(jobId, (charges.get(jobId) ?? 0) + each);
  }
  for (const [jobId, charged] of charges) expect((await kit.jobs.get(jobId))?.result?.charged, jobId).toBe(charged);
}

const isPaid = (kind: Entry['kind']): boolean => kind === 'settled' || kind === 'overrun';

/** Whoever has ended holds nothing, and whoever has not holds all that was agreed. */
async function expectWhole(kit: PurseKit, number: number): Promise<void> {
  for (const job of await jobsOf(kit, number)) {
    for (const purse of job.purses ?? []) {
      const share = job.state === 'queued' ? (job.shares?.[purse] ?? 0) : 0;
      expect(await kit.ledger.heldFor(purse, job.id), `${job.id} at ${purse}`).toBe(share);
    }
  }
}

/** A clock that jumps, forward and back. */
function jumping(): Clock & { jump(byMs: number): void } {
  let now = Date.UTC(2026, 2, 28, 20);
  return {
    ...createManualClock(),
    now: () => now,
    jump: (byMs) => {
      now += byMs;
    },
  };
}

const over = (engine: StorageEngine, clock: Clock): PurseKit =>
  openPurses({ storage: createAtomicStorage(engine), clock });

it('overspends, loses and invents nothing at any purse, in any order of moves, wherever a process dies', async () => {
  const moves = fc.array(fc.record({ move, dies: fc.option(death.map(late), { nil: undefined }) }), { maxLength: 16 });
  await fc.assert(
    fc.asyncProperty(fc.boolean(), moves, async (isLinked, planned) => {
      const [engine, clock] = [createMemoryEngine(), jumping()];
      const sound = over(engine, clock);
      if (isLinked) await linked(sound, ...ADA);
      for (const [number, { move: next, dies }] of planned.entries()) {
        if (next.do === 'clock') clock.jump(next.byMs);
        if (dies) await take(over(dying(engine, dies), clock), next, number).catch(() => undefined);
        await take(sound, next, number);
        await expectSound(sound);
        await expectWhole(sound, number);
      }
    }),
    { numRuns: 200 },
  );
});

/** A move asks the store some fifty times. */
const late = ({ calls, answerLost }: Death): Death => ({ calls: calls * 4, answerLost });

it('overspends, loses and invents nothing however the requests of two processes interleave', async () => {
  const tight = fc.record({ allowance: fc.nat({ max: 20 }), tenantAllowance: fc.nat({ max: 20 }) });
  const moving = move.filter((next) => ['ask', 'settle', 'end', 'grant'].includes(next.do));
  const calls = fc.array(fc.record({ move: moving, second: fc.boolean() }), { minLength: 3, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.boolean(), tight, calls, async (scheduler, isLinked, decided, planned) => {
      const [engine, clock] = [createMemoryEngine(), jumping()];
      const still = over(engine, clock);
      if (isLinked) await linked(still, ...ADA);
      await still.decide('discord:1', decided);
      const process = () => {
        const slow = createTroubledEngine(engine, {
          before: (operation) => scheduler.schedule(Promise.resolve(), operation),
        });
        const pause = () => scheduler.schedule(Promise.resolve(), 'pause');
        return openPurses({ storage: createAtomicStorage(slow), clock, pause, documents: { pause } });
      };
      const [one, other] = [process(), process()];
      const all = planned.map(({ move: next, second }, number) => take(second ? other : one, next, number));
      await scheduler.waitFor(Promise.all(all));
      await expectSound(still);
      await expectWhole(still, planned.length);
    }),
    { numRuns: 150 },
  );
});
