import { table } from '../src/cli/table.ts';
import { MOMENTS, playAbsence } from '../test/crash/gone-store.ts';

/**
 * Takes the server of the store away from the whole product for ten seconds, in every moment, killed and standing still:
 *   node bench/store-gone.ts [people] [seconds]
 */
const [people = 24, seconds = 10] = process.argv.slice(2).map(Number);

const rows: string[][] = [];
for (const server of ['Redis', 'Postgres'] as const)
  for (const how of ['killed', 'stopped'] as const)
    for (const moment of MOMENTS) {
      const after = await playAbsence({ server, how, moment, people, goneMs: seconds * 1000 });
      const faults = Object.values(after.faults).reduce((sum, each) => sum + each, 0);
      rows.push([
        server,
        how,
        moment,
        ...[after.pictures, after.words, after.paidInVain, faults].map(String),
        after.hit ? 'yes' : 'no',
      ]);
      console.error(rows.at(-1)?.join('  '));
    }

const titles = ['server', 'how', 'when', 'pictures', 'told in words', 'paid in vain', 'faults', 'hit'];
console.log(table([titles, ...rows]));
process.exit(0);
