import { createSystemClock } from '#src/app/system-clock.ts';
import { openStorage } from '#src/store/open-storage.ts';
import { openLedger, today } from './ledgers.ts';

/** A process of its own that spends from the account `ada` in a shared store, to be forked by tests: ADDRESS NAME hold|spend. */
const [address = '', name = '', task] = process.argv.slice(2);

const clock = createSystemClock();
const storage = openStorage(address);
const { ledger } = openLedger(storage, clock);

/** So many holds of one credit at once; answers how many were granted. */
async function hold(count: number): Promise<void> {
  const holds = Array.from({ length: count }, (_, i) => ledger.hold('ada', `${name}-${i}`, 1, today(clock)));
  const granted = (await Promise.all(holds)).filter(({ held }) => held).length;
  await storage.close();
  process.send?.({ granted });
  process.disconnect();
}

/** Grants, holds and charges until it is killed, and tells of every round. */
async function spend(): Promise<void> {
  for (let round = 0; ; round++) {
    await ledger.grant('ada', 5, { id: `${name}-${round}`, actor: 'test', reason: 'to be spent' });
    await ledger.hold('ada', `${name}-${round}`, 5, today(clock));
    await ledger.settle('ada', `${name}-${round}`, 3);
    process.send?.({ round });
  }
}

process.once('message', ({ holds }: { readonly holds: number }) => void (task === 'hold' ? hold(holds) : spend()));
process.send?.('ready');
