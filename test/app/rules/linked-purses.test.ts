import { describe, expect, it } from 'vitest';
import { createManualClock } from '../../fakes/manual-clock.ts';
import { accountOf, linked, openPurses, type PurseKit } from './purse-kit.ts';

const DISCORD = 'discord:1:ada';
const SLACK = 'slack:T1:U7';
const DAY_MS = 86_400_000;

async function together(options: Parameters<typeof openPurses>[0] = {}) {
  const kit = openPurses(options);
  await linked(kit, DISCORD, SLACK);
  return kit;
}

const balances = async ({ purses }: PurseKit, name: string) =>
  (await purses.balance(accountOf(name))).accounts?.map(({ platform, available, held }) => [platform, available, held]);

describe('linked accounts', () => {
  it('are one balance, with a line for each, the one asked from first', async () => {
    const kit = await together();
    await kit.decide('slack:T1', { allowance: 5 });
    expect(await kit.purses.balance(accountOf(SLACK))).toMatchObject({
      available: 15,
      held: 0,
      allowance: 15,
      accounts: [
        { platform: 'slack', personId: 'U7', available: 5, allowance: 5 },
        { platform: 'discord', personId: 'ada', available: 10, allowance: 10 },
      ],
    });
  });

  it('concern nobody else: a moderator sees the one of their own tenant', async () => {
    const kit = await together();
    const alone = await kit.purses.balance({ ...accountOf(SLACK), alone: true });
    expect(alone).toMatchObject({ available: 10 });
    expect(alone.accounts).toBeUndefined();
  });

  it('lend nothing to a place that does not want it, though its own are spent elsewhere', async () => {
    const kit = await together();
    await kit.decide('slack:T1', { linked: false });
    expect(await kit.left(SLACK)).toEqual({ available: 10, held: 0 });
    expect(await kit.left(DISCORD)).toEqual({ available: 20, held: 0 });
    await expect(kit.hold(await kit.accept('job', SLACK), 14)).rejects.toMatchObject({ code: 'not-enough-credits' });
    await kit.hold(await kit.accept('other', DISCORD), 14);
  });

  it('lend only among those that whoever runs Easel lists, whatever moderators say', async () => {
    const kit = await together({ installation: { linkedTenants: ['slack:T1', 'slack:T2'] } });
    await linked(kit, SLACK, 'slack:T2:U8');
    for (const tenant of ['slack:T1', 'discord:1']) await kit.decide(tenant, { linked: true });
    expect(await kit.left(SLACK)).toEqual({ available: 20, held: 0 });
    expect(await kit.left(DISCORD)).toEqual({ available: 10, held: 0 });
  });

  it('lend nothing where whoever runs Easel says so, until moderators say otherwise for their own place', async () => {
    const kit = await together({ installation: { linked: false } });
    expect(await kit.left(SLACK)).toEqual({ available: 10, held: 0 });
    const where = { tenantId: 'slack:T1', personId: 'U7', roles: [], channelId: 'art' };
    expect((await kit.standings.of(where)).because).toContainEqual({
      what: 'credits of other places',
      value: 'not spent here',
      by: 'the setting of whoever runs Easel',
    });
    await kit.decide('slack:T1', { linked: true });
    expect(await kit.left(SLACK)).toEqual({ available: 20, held: 0 });
    expect(await kit.left(DISCORD)).toEqual({ available: 10, held: 0 });
  });

  it('pay from where it is asked for, then from the others', async () => {
    const kit = await together();
    const job = await kit.accept('job', DISCORD);
    await kit.hold(job, 14);
    expect(await balances(kit, DISCORD)).toEqual([
      ['discord', 0, 10],
      ['slack', 6, 4],
    ]);
    await kit.settle(job, 12);
    expect(await balances(kit, DISCORD)).toEqual([
      ['discord', 0, 0],
      ['slack', 8, 0],
    ]);
    const [own] = await kit.ledger.entries(DISCORD, 1);
    expect(own).toMatchObject({ kind: 'settled', amount: 10, about: { pictures: 1, credits: 12 } });
    const entries = await kit.ledger.entries(SLACK, 2);
    expect(entries.map(({ kind, amount }) => [kind, amount])).toEqual([
      ['released', 2],
      ['settled', 2],
    ]);
    expect(entries[1]?.about).not.toHaveProperty('pictures');
  });

  it('are all left as they were where they have too little together', async () => {
    const kit = await together();
    const job = await kit.accept('job', DISCORD);
    await expect(kit.hold(job, 21)).rejects.toMatchObject({ code: 'not-enough-credits', details: { available: 20 } });
    expect(await kit.ledger.entries(SLACK, 10)).toEqual([]);
  });

  it('pay nothing where their own tenant blocks the person', async () => {
    const kit = await together();
    const blocked = { at: 0, by: 'mo', reason: 'spam' };
    await kit.decide('slack:T1', { people: { U7: { blocked } } });
    expect(await kit.left(DISCORD)).toEqual({ available: 10, held: 0 });
    await expect(kit.hold(await kit.accept('job', DISCORD), 11)).rejects.toMatchObject({ code: 'not-enough-credits' });
  });

  it('keep what is on hold where it is when they part', async () => {
    const kit = await together();
    const job = await kit.accept('job', DISCORD);
    await kit.hold(job, 14);
    await kit.links.unlink(accountOf(DISCORD));
    expect(await kit.left(DISCORD)).toEqual({ available: 0, held: 10 });
    expect(await kit.left(SLACK)).toEqual({ available: 6, held: 4 });
    await kit.settle(job, 11);
    expect(await kit.left(SLACK)).toEqual({ available: 9, held: 0 });
  });

  it('win nothing by being linked and unlinked in turn', async () => {
    const clock = createManualClock();
    const kit = openPurses({ clock });
    let spent = 0;
    for (let i = 0; i < 6; i++) {
      await linked(kit, DISCORD, SLACK);
      const job = await kit.accept(`job-${i}`, i % 2 ? DISCORD : SLACK);
      const made = await kit.hold(job, 4).then(
        () => true,
        () => false,
      );
      if (made) await kit.settle(job, 4);
      spent += made ? 4 : 0;
      await kit.links.unlink(accountOf(i % 2 ? SLACK : DISCORD));
    }
    expect(spent).toBe(20);
    await clock.advance(DAY_MS);
    expect([await kit.left(DISCORD), await kit.left(SLACK)]).toEqual([
      { available: 10, held: 0 },
      { available: 10, held: 0 },
    ]);
  });

  it('make exactly what they have of 200 requests from both platforms at once', async () => {
    const kit = await together();
    const jobs = await Promise.all(
      Array.from({ length: 200 }, (_, i) => kit.accept(`job-${i}`, i % 2 ? DISCORD : SLACK)),
    );
    const held = await Promise.allSettled(jobs.map((job) => kit.hold(job, 2)));
    expect(held.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    expect(await kit.left(DISCORD)).toEqual({ available: 0, held: 20 });
    for (const name of [DISCORD, SLACK, '#money']) expect(await kit.ledger.audit(name)).toMatchObject({ ok: true });
  });

  it('make exactly what they have also where each request needs both', async () => {
    const kit = openPurses({ allowance: 15 });
    await linked(kit, DISCORD, SLACK);
    const jobs = await Promise.all(
      Array.from({ length: 30 }, (_, i) => kit.accept(`job-${i}`, i % 2 ? DISCORD : SLACK)),
    );
    const held = await Promise.allSettled(jobs.map((job) => kit.hold(job, 10)));
    expect(held.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    expect(await kit.left(SLACK)).toEqual({ available: 0, held: 30 });
  });
});
