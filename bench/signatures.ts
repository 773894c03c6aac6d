import { parseArgs } from 'node:util';
import { diceOf } from '../test/fixtures/mutations.ts';
import { type Door, fileDoor, forgeryOf, replicateDoor, rightFor, slackDoor } from '../test/http/forgeries.ts';
import { report } from './table.ts';

/**
 * Forged, altered, old and re-ordered calls at every door that only lets in what is signed: how many get in, and what telling costs.
 *
 * `node bench/signatures.ts --each 34000`
 */
const { values } = parseArgs({ options: { each: { type: 'string', default: '34000' } } });
const EACH = Number(values.each);
const GOAL_MICROSECONDS = 150;

const rows = [];
for (const door of [slackDoor(), replicateDoor(), fileDoor()]) rows.push(await tried(door));

report({
  title: `${EACH * rows.length} calls that are not what they say`,
  columns: ['door', 'tried', 'let in', '5xx', 'us each', 'us, right one'],
  rows: rows.map(({ name, letIn, failed, forged, right }) => ({
    cells: [name, String(EACH), String(letIn), String(failed), forged.toFixed(0), right.toFixed(0)],
    isMet: letIn === 0 && failed === 0 && forged <= GOAL_MICROSECONDS,
  })),
  notes: [
    `Microseconds of processor time, making the request and its answer included. Goal: none in, no 5xx, <= ${GOAL_MICROSECONDS} us.`,
  ],
});

async function tried(door: Door) {
  const forgeries = Array.from({ length: EACH }, (_, seed) => forgeryOf(door, diceOf(seed)).parts);
  let failed = 0;
  const forged = await timed(async (nth) => {
    if ((await door.call(forgeries[nth] ?? {})) >= 500) failed += 1;
  });
  const letIn = door.came();
  const rights = Array.from({ length: EACH }, (_, seed) => rightFor(door, diceOf(seed)));
  const right = await timed(async (nth) => void (await door.call(rights[nth] ?? {})));
  return { name: door.name, letIn, failed, forged, right };
}

/** Microseconds of processor time that one takes. */
async function timed(work: (nth: number) => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  for (let nth = 0; nth < EACH; nth++) await work(nth);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / EACH;
}
