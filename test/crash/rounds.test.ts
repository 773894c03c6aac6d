import { describe, expect, it } from 'vitest';
import type { Blow } from './blows.ts';
import { playRound } from './round.ts';

const JOBS = 8;
/** Those that no test of a single job makes: several jobs are in different states, and what is killed is the product itself. */
const BLOWS: readonly Blow[] = ['sent', 'task known', 'half an answer', 'before the post'];
const LONGEST_MS = 60_000;

/** The short form of `bench/crashes.ts`; how soon people are told is measured there. */
describe('kill -9 of Easel while people of two platforms ask three providers', () => {
  it.each(BLOWS.map((blow, index) => [blow, index + 1] as const))(
    'when jobs are at "%s" (seed %i): everybody is told, nothing is paid or posted twice, and credits are right',
    async (blow, seed) => {
      const { hit, jobs, faults } = await playRound({ seed, jobs: JOBS, blow });
      expect(hit).toBe(true);
      expect(jobs).toBeGreaterThan(0);
      expect(faults).toEqual({
        untold: 0,
        unrecorded: 0,
        paidTwice: 0,
        postedTwice: 0,
        creditError: 0,
        heldForever: 0,
        auditsWrong: 0,
        unfinished: 0,
      });
    },
    LONGEST_MS,
  );
});
