import { expect, it } from 'vitest';
import { checkCredits } from '#src/cli/doctor-credits.ts';
import { createMemoryStorage } from '#src/store/memory-storage.ts';
import { createManualClock } from '../fakes/manual-clock.ts';
import { openLedger, today } from '../store/ledgers.ts';

async function spent(...accountIds: readonly string[]) {
  const clock = createManualClock();
  const parts = openLedger(createMemoryStorage(), clock);
  for (const accountId of accountIds) {
    await parts.ledger.hold(accountId, 'job', 4, today(clock));
    await parts.ledger.settle(accountId, 'job', 3);
  }
  return parts;
}

it('adds up every account and says so in one line', async () => {
  expect(await checkCredits((await spent()).ledger)).toMatchObject({ state: 'ok', says: 'no account yet' });
  const one = await spent('guild:ada');
  expect((await checkCredits(one.ledger)).says).toBe('the entries of the only account make its balance');
  const three = await spent('guild:ada', 'guild:grace', '#money');
  expect(await checkCredits(three.ledger)).toEqual({
    part: 'credits',
    state: 'ok',
    says: 'the entries of all 3 accounts make their balances',
  });
});

it('names the accounts that do not add up', async () => {
  const { ledger, accounts, journal } = await spent('guild:ada', 'guild:grace', '#money');
  await accounts.update('guild:ada', (known) => known && { ...known, extra: 5 });
  await journal.remove('#money:0000000002');
  expect(await checkCredits(ledger)).toEqual({
    part: 'credits',
    state: 'FAIL',
    says: '2 of 3 accounts do not add up, or miss an entry: #money (its entries make 7, it has 7), guild:ada (its entries make 7, it has 12).',
  });
});
