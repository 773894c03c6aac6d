import { createSystemClock } from '#src/app/system-clock.ts';
import { createSqliteStorage } from '#src/store/sqlite-storage.ts';
import { openLedger, today } from './ledgers.ts';

/** A process of its own that spends from the account `ada` in a SQLite file, to be forked by tests: FILE NAME hold|spend. */
const [file = '', name = '', task] = process.argv.slice(2);

const clock = createSystemClock();
const { ledger } = openLedger(createSqliteStorage(file), clock);

/** 50 holds of one credit at once; answers how many were granted. */
async function hold(): Promise<void> {
  const holds = Array.from({ length: 50 }, (_, i) => ledger.hold('ada', `${name}-${i}`, 1, today(clock)));
  const granted = (await Promise.all(holds)).filter(({ held }) => held).length;
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

process.once('message', () => void (task === 'hold' ? hold() : spend()));
process.send?.('ready');
