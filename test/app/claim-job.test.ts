import { describe, expect, it } from 'vitest';
import { createClaim } from '#src/app/claim-job.ts';
import type { Job } from '#src/domain/job.ts';
import { leaveJob, openKit } from './open-kit.ts';

/** What is looked at, as a queue of several processes gives it to one called `me`, while only `gone` is dead. */
async function claimed(state: Job['state'], more: Partial<Job>, isShared = true) {
  const inherited: string[] = [];
  const kit = openKit();
  const { id } = await leaveJob(kit, state, more);
  const claim = createClaim({
    queue: { isShared },
    jobs: kit.parts.jobs,
    worker: { id: 'me' },
    workers: { isGone: async (workerId) => workerId === 'gone' },
    inherit: async (job) => void inherited.push(job.id),
  });
  return { answer: await claim(id), inherited };
}

describe('a job that the queue gives to a process', () => {
  it.each([
    ['running', {}],
    ['running', { sentAt: 1 }],
    ['delivering', {}],
    ['failed', {}],
  ] as const)('%s %j of a living process is left to it', async (state, more) => {
    expect(await claimed(state, { ...more, workerId: 'alive' })).toEqual({ answer: 'elsewhere', inherited: [] });
  });

  it.each([
    ['running', {}],
    ['delivering', {}],
    ['failed', {}],
  ] as const)('%s of a process that is gone is inherited', async (state, more) => {
    expect(await claimed(state, { ...more, workerId: 'gone' })).toEqual({ answer: 'done', inherited: ['left-1'] });
  });

  it.each([
    ['queued', { workerId: 'gone' }],
    ['queued', { workerId: 'alive' }],
    ['accepted', { workerId: 'gone' }],
    ['running', { workerId: 'gone', waitsAgain: true }],
    ['running', { workerId: 'me' }],
    ['succeeded', { workerId: 'gone', deliveredAt: 1 }],
  ] as const)('%s %j is claimed by nobody: whoever begins it changes its record', async (state, more) => {
    expect(await claimed(state, more)).toEqual({ answer: 'done', inherited: [] });
  });

  it('is never claimed where one process has the queue to itself', async () => {
    expect(await claimed('running', { workerId: 'gone' }, false)).toEqual({ answer: 'done', inherited: [] });
  });
});
