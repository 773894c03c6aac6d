import { isFinal, JOB_STATES, type Job } from '#src/domain/job.ts';

type Watched = Pick<Job, 'state' | 'shares' | 'plan' | 'createdAt' | 'deliverAgainAt'>;

/** What an installation has under way, for whoever watches it. */
export function underWay(jobs: readonly Watched[], now: number) {
  const states = Object.fromEntries(JOB_STATES.filter((state) => !isFinal(state)).map((state) => [state, 0]));
  for (const { state } of jobs) states[state] = (states[state] ?? 0) + 1;
  const held = jobs.filter(({ state, shares }) => !isFinal(state) && shares !== undefined);
  const credits = held.reduce((sum, { plan }) => sum + (plan?.price.total ?? 0), 0);
  const oldest = Math.min(now, ...jobs.filter(isMoving).map(({ createdAt }) => createdAt));
  return { states, holds: held.length, credits, oldestMs: now - oldest };
}

/** It waits for no person's answer, and for no platform that is left alone for a while. */
const isMoving = ({ state, deliverAgainAt }: Watched): boolean =>
  state !== 'confirming' && state !== 'reviewing' && deliverAgainAt === undefined;
