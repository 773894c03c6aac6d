import { describe, expect, it, onTestFinished } from 'vitest';
import type { Blow } from '../crash/blows.ts';
import { playRound } from '../crash/round.ts';
import type { Victim } from '../crash/start-parts.ts';
import { realRedis } from '../fakes/real-stores.ts';

const JOBS = 6;
const CASES: readonly (readonly [Exclude<Victim, 'everything'>, Blow])[] = [
  ['worker', 'half an answer'],
  ['gateway', 'accepted'],
];
const LONGEST_MS = 240_000;

/** The short form of `bench/crashes.ts --roles`. */
describe.skipIf(realRedis.missing)(`kill -9 of one of a gateway and two workers${realRedis.missing ?? ''}`, () => {
  it.each(CASES.map(([victim, blow], index) => [victim, blow, index + 1] as const))(
    'a %s, when jobs are at "%s" (seed %i): everybody is told, nothing is paid or posted twice, and credits are right',
    async (victim, blow, seed) => {
      const redisUrl = realRedis.corner();
      onTestFinished(() => realRedis.forget(redisUrl));
      const { jobs, faults } = await playRound({ seed, jobs: JOBS, blow, victim, redisUrl });
      expect(jobs).toBeGreaterThan(0);
      expect(Object.entries(faults).filter(([, count]) => count > 0)).toEqual([]);
    },
    LONGEST_MS,
  );
});
