import { parseArgs } from 'node:util';
import { BLOWS, type Blow } from '../test/crash/blows.ts';
import type { Faults } from '../test/crash/judge.ts';
import { playRound, type Round, type RoundWish } from '../test/crash/round.ts';
import { realRedis } from '../test/fakes/real-stores.ts';
import { quantile } from './statistics.ts';
import { type Row, report } from './table.ts';

/**
 * kill -9 in the middle of jobs, over and over: people on a played Discord and a played Slack ask OpenAI, Gemini and Replicate, all
 * of them outside of the process that dies. What people see and providers count is held against the store in the end.
 *
 *     node bench/crashes.ts [rounds 200] [jobs 50] [minutes 60] [first seed 1] [--roles]
 *
 * Every round prints its seed; `node bench/crashes.ts 1 50 60 SEED` plays it again. With `--roles` a gateway and two workers share
 * the Redis of EASEL_TEST_REDIS_URL, and by turns the gateway and a worker die.
 */
const { values, positionals } = parseArgs({ options: { roles: { type: 'boolean' } }, allowPositionals: true });
const [rounds = 200, jobs = 50, minutes = 60, firstSeed = 1] = positionals.map(Number);
const GOAL_MS = 2000;
const untilAt = Date.now() + minutes * 60_000;
// Rounds take away what they started when this process ends.
process.once('SIGTERM', () => process.exit(1));

const played: Round[] = [];
const broken: string[] = [];
for (let seed = firstSeed; seed < firstSeed + rounds && Date.now() < untilAt; seed++) {
  try {
    const round = await playRound({ seed, jobs, ...(values.roles && partsOf(seed)) });
    played.push(round);
    console.log(JSON.stringify(round));
  } catch (error) {
    broken.push(`seed ${seed}: ${error instanceof Error ? error.message : String(error)}`);
    console.log(broken.at(-1));
  }
}

report({
  title: `kill -9${values.roles ? ' of a worker or a gateway' : ''}: ${played.length} rounds of ${jobs} jobs, of ${rounds} meant`,
  columns: [
    'killed at',
    'rounds',
    'hit',
    'jobs',
    'open',
    'unknown',
    'first word max',
    'told p50',
    'told max',
    'faults',
  ],
  rows: [
    ...BLOWS.map((blow) =>
      rowOf(
        blow,
        played.filter((round) => round.blow === blow),
      ),
    ),
    rowOf('all', played),
  ],
  notes: [
    `Seeds ${firstSeed} to ${firstSeed + rounds - 1}; Node ${process.versions.node}. Times in milliseconds, from the restart's first 200 of /readyz`,
    `to the last person who had no end before; goal for the last first word: ${GOAL_MS} ms, and no fault of any kind:`,
    `${faultsOf(played)}.`,
    'Pictures take 250 ms, 8 at once of each provider: whose job is made anew after the restart waits for that too.',
    ...(broken.length > 0 ? [`Rounds that could not be played: ${broken.join('; ')}`] : []),
  ],
});
process.exit();

/** Seeds name the blow by their last digit, so that each falls upon both. */
function partsOf(seed: number): Pick<RoundWish, 'victim' | 'redisUrl'> {
  return { victim: Math.floor(seed / BLOWS.length) % 2 === 0 ? 'worker' : 'gateway', redisUrl: realRedis.corner() };
}

function rowOf(blow: Blow | 'all', found: readonly Round[]): Row {
  const sum = (of: (round: Round) => number): string => String(found.reduce((total, round) => total + of(round), 0));
  const told = found.map(({ toldMs }) => toldMs);
  const first = found.map(({ firstWordMs }) => firstWordMs);
  const faults = found.reduce((total, round) => total + countOf(round.faults), 0);
  const figures =
    found.length === 0 ? ['', '', ''] : [quantile(first, 1), quantile(told, 0.5), quantile(told, 1)].map(String);
  return {
    cells: [
      blow,
      String(found.length),
      sum(({ hit }) => Number(hit)),
      sum((round) => round.jobs),
      sum(({ open }) => open),
      sum(({ unknown }) => unknown),
      ...figures,
      String(faults),
    ],
    ...(found.length > 0 && { isMet: faults === 0 && quantile(first, 1) <= GOAL_MS }),
  };
}

function countOf(faults: Faults): number {
  return Object.values(faults).reduce((total, count) => total + count, 0);
}

/** Each kind of fault with how often it was met. */
function faultsOf(all: readonly Round[]): string {
  const [one] = all;
  const kinds = one ? Object.keys(one.faults) : [];
  const times = (kind: string) =>
    all.reduce((total, { faults }) => total + (new Map<string, number>(Object.entries(faults)).get(kind) ?? 0), 0);
  return kinds.map((kind) => `${kind} ${times(kind)}`).join(', ');
}
