import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { COST, type FaultyFlow, openFaultyFlow, resultsIn } from './discord-fault-kit.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let flow: FaultyFlow;
beforeEach(async () => {
  flow = await openFaultyFlow();
});
afterEach(async () => {
  await flow.discord.expectConform();
  await flow.close();
});

describe("the machine's clock that steps in the middle of jobs", () => {
  it.each([
    ['an hour ahead', HOUR_MS],
    ['an hour back', -HOUR_MS],
    ['a day ahead', DAY_MS],
    ['a day back', -DAY_MS],
  ])('by %s costs nobody a picture or a credit, and every account adds up', async (_how, step) => {
    const { discord, gate, clock, easel, simulator } = flow;
    const [ada, bob] = [discord.person('ada'), discord.person('bob')];
    await flow.drawing(ada);
    await ada.command(discord.channel, 'imagine', { prompt: 'a green fox' });
    clock.jump(step);
    await bob.command(discord.channel, 'imagine', { prompt: 'a blue fox' });
    gate.open();
    await discord.until(() => resultsIn(flow, ada).length === 3, 15_000);
    await expect.poll(() => easel.jobs.unfinished(), { timeout: 10_000 }).toEqual([]);
    clock.jump(-step);
    await ada.command(discord.channel, 'imagine', { prompt: 'a white fox' });
    await discord.until(() => resultsIn(flow, ada).length === 4, 15_000);
    await expect.poll(() => easel.jobs.unfinished(), { timeout: 10_000 }).toEqual([]);
    expect(simulator.taken).toBe(4);
    expect((await flow.balance(ada)).held).toBe(0);
    expect((await flow.balance(bob)).held).toBe(0);
    const charged = (await flow.jobs(ada)).map(({ result }) => result?.charged);
    expect(charged).toEqual([COST, COST, COST]);
    await easel.ledger.copied();
    let audited = 0;
    for await (const [accountId] of easel.ledger.accounts()) {
      expect(await easel.ledger.audit(accountId)).toMatchObject({ ok: true });
      audited += 1;
    }
    expect(audited).toBeGreaterThan(1);
  });
});
