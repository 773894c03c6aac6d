import { parseArgs } from 'node:util';
import { openPayloadDoors, type PayloadDoor } from '../test/flows/payload-doors.ts';
import { report } from './table.ts';

/**
 * Real payloads of Discord and Slack, and bodies of every HTTP route, spoilt by a seed: what breaks, and how long the answers take.
 *
 * `node bench/hostile-payloads.ts --each 10000 --seed 1`
 */
const { values } = parseArgs({
  options: { each: { type: 'string', default: '10000' }, seed: { type: 'string', default: '1' } },
});
const [EACH, FIRST] = [Number(values.each), Number(values.seed)];
const SLOW_MS = 2000;
const AT_ONCE = 8;

let unhandled = 0;
process.on('unhandledRejection', () => {
  unhandled += 1;
});

const { doors, close } = await openPayloadDoors();
const rows = [];
for (const door of doors) rows.push(await tried(door));
await close();

report({
  title: `${EACH * rows.length} payloads spoilt by seeds from ${FIRST} on`,
  columns: ['door', 'tried', 'thrown or 5xx', 'unhandled', 'over 2 s', 'p50 ms', 'max ms', 'first broken seed'],
  rows: rows.map(({ name, broken, rejected, slow, p50, max }) => ({
    cells: [name, EACH, broken.length, rejected, slow, p50.toFixed(1), max.toFixed(0), broken[0] ?? ''].map(String),
    isMet: broken.length === 0 && rejected === 0 && slow === 0,
  })),
  notes: [`${AT_ONCE} at once. Goal: nothing thrown, no 5xx, no unhandled rejection, no answer after 2 s.`],
});

async function tried(door: PayloadDoor) {
  const before = unhandled;
  const [broken, took]: [number[], number[]] = [[], []];
  let next = FIRST;
  const work = async () => {
    while (next < FIRST + EACH) {
      const seed = next++;
      const startedAt = performance.now();
      const status = await door.send(seed).catch(() => 500);
      took.push(performance.now() - startedAt);
      if (status >= 500) broken.push(seed);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const sorted = took.toSorted((one, other) => one - other);
  const slow = took.filter((ms) => ms > SLOW_MS).length;
  const [p50 = 0, max = 0] = [sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
  return {
    name: door.name,
    broken: broken.toSorted((one, other) => one - other),
    rejected: unhandled - before,
    slow,
    p50,
    max,
  };
}
