import { setTimeout as sleep } from 'node:timers/promises';
import { createSystemClock } from '#src/app/system-clock.ts';
import { createSqliteStorage } from '#src/store/sqlite-storage.ts';
import { openPurses } from './purse-kit.ts';

/** A process of its own in which 100 people ask for one credit each at once, to be forked by tests: FILE NAME. */
const [file = '', name = ''] = process.argv.slice(2);
const kit = openPurses({
  storage: createSqliteStorage(file),
  clock: createSystemClock(),
  // As the product waits: what another process is at takes time.
  pause: (tries) => sleep(Math.random() * Math.min(40, 4 * tries)),
});

async function ask(): Promise<void> {
  const people = Array.from({ length: 100 }, (_, i) => `${name}-${i}`);
  const jobs = await Promise.all(people.map((person) => kit.accept(`job-${person}`, `guild:${person}`)));
  const held = await Promise.allSettled(jobs.map((job) => kit.hold(job, 1)));
  process.send?.({ made: held.filter(({ status }) => status === 'fulfilled').length });
  process.disconnect();
}

process.once('message', () => void ask());
process.send?.('ready');
