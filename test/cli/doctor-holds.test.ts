import { expect, it } from 'vitest';
import { checkHolds } from '#src/cli/doctor-holds.ts';
import type { JobState } from '#src/domain/job.ts';
import { leaveJob, openKit } from '../app/open-kit.ts';

async function openHolds(...states: readonly JobState[]) {
  const kit = openKit();
  for (const [index, state] of states.entries()) await leaveJob(kit, state, { id: `job-${index}`, finishedAt: 1 });
  await kit.clock.advance(3_600_000);
  return { ...kit, look: () => checkHolds({ ledger: kit.ledger, jobs: kit.parts.jobs, now: kit.clock.now }) };
}

it('finds nothing where jobs are under way', async () => {
  expect(await (await openHolds()).look()).toEqual({ part: 'holds', state: 'ok', says: 'nothing is on hold' });
  const { look } = await openHolds('running', 'queued');
  expect(await look()).toMatchObject({ state: 'ok', says: '2 on hold, each for a job that is under way' });
});

it('names what is on hold for jobs that are gone or have ended', async () => {
  const { look, parts } = await openHolds('running', 'failed', 'queued');
  await parts.jobs.remove('job-2');
  expect(await look()).toMatchObject({
    state: 'FAIL',
    says: 'On hold for jobs that are not under way: job-1 at guild:ada (it is failed), job-2 at guild:ada (no such job).',
  });
});
