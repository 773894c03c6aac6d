import { expect, it } from 'vitest';
import { type Job, move } from '#src/domain/job.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import { collect } from '../fakes/collect.ts';

const NEW_YEAR = Date.UTC(2026, 0, 1);

/** A job just accepted, `minute` minutes into the year. */
export function acceptedJob(id: string, more: Partial<Job> = {}, minute = 0): Job {
  return {
    id,
    token: `token-of-${id}`,
    state: 'accepted',
    tenantId: 'local',
    personId: 'ada',
    personName: 'Ada',
    accountId: 'local:ada',
    platform: 'playground',
    placeId: 'here',
    private: false,
    eventId: `event-of-${id}`,
    delivery: { platform: 'playground', card: id },
    request: { command: 'imagine', prompt: `a picture of ${id}`, options: {}, images: [], instructions: [] },
    createdAt: NEW_YEAR + minute * 60_000,
    workerId: 'worker',
    ...more,
  };
}

/** The jobs of lines, in their order. */
const linesOf = async (jobs: JobStore, ...asked: Parameters<JobStore['lines']>): Promise<string[]> =>
  (await collect(jobs.lines(...asked))).map(([, { jobId }]) => jobId);

const ids = (jobs: readonly Job[]): string[] => jobs.map(({ id }) => id);

/** Moves a job to its end. */
const fail = (job: Job): Job | undefined => move(job, 'failed', { finishedAt: NEW_YEAR });
const deliver = (job: Job): Job => ({ ...job, deliveredAt: NEW_YEAR });

/** What every job store owes. `open` gives an empty one, `again` the same one as another process sees it. */
export function jobStoreContract({ open, again }: { open(): Promise<JobStore>; again(): Promise<JobStore> }): void {
  it('keeps a job, also for who opens it again', async () => {
    const jobs = await open();
    const job = acceptedJob('one');
    expect(await jobs.create(job)).toEqual({ job, created: true });
    expect(await jobs.get('one')).toEqual(job);
    expect(await (await again()).get('one')).toEqual(job);
    expect(await jobs.get('other')).toBeUndefined();
  });

  it('makes one job of one event, however often and from however many processes it comes', async () => {
    const [one, other] = [await open(), await again()];
    const tries = Array.from({ length: 10 }, (_, i) => acceptedJob(`try-${i}`, { eventId: 'click' }));
    const answers = await Promise.all(tries.map((job, i) => (i % 2 ? one : other).create(job)));
    const [winner, ...more] = answers.filter(({ created }) => created).map(({ job }) => job);
    expect(more).toEqual([]);
    expect(new Set(answers.map(({ job }) => job.id))).toEqual(new Set([winner?.id]));
    expect(await one.unfinished()).toEqual([winner]);
    expect(await one.byAccount('local:ada', 20)).toEqual([winner]);
    expect(await one.createdBefore(NEW_YEAR + 1, 20)).toEqual([winner]);
    for (const { id } of tries) expect(await one.get(id)).toEqual(id === winner?.id ? winner : undefined);
  });

  it('finds the job of an event as it stands now', async () => {
    const jobs = await open();
    await jobs.create(acceptedJob('one', { eventId: 'click' }));
    const moved = await jobs.update('one', (job) => move(job, 'queued'));
    expect(await jobs.create(acceptedJob('two', { eventId: 'click' }))).toEqual({ job: moved, created: false });
  });

  it('takes the same event id of two platforms for two events', async () => {
    const jobs = await open();
    await jobs.create(acceptedJob('one', { platform: 'discord', eventId: 'a/b' }));
    await jobs.create(acceptedJob('two', { platform: 'slack', eventId: 'a/b' }));
    await jobs.create(acceptedJob('three', { platform: 'discord/a', eventId: 'b' }));
    expect(ids(await jobs.unfinished()).toSorted()).toEqual(['one', 'three', 'two']);
  });

  it('changes a job and tells what it became, or that nothing was changed', async () => {
    const jobs = await open();
    await jobs.create(acceptedJob('one'));
    expect(await jobs.update('one', (job) => move(job, 'queued'))).toMatchObject({ state: 'queued' });
    expect(await jobs.update('one', (job) => move(job, 'succeeded'))).toBeUndefined();
    expect(await jobs.update('nobody', (job) => job)).toBeUndefined();
    expect(await jobs.get('one')).toMatchObject({ state: 'queued' });
  });

  it('makes a change that is in no hurry before the next one, or by itself', async () => {
    const jobs = await open();
    await jobs.create(acceptedJob('one'));
    const queued = jobs.later('one', (job) => move(job, 'queued'));
    expect(await jobs.update('one', (job) => move(job, 'running'))).toMatchObject({ state: 'running' });
    expect(await queued).toMatchObject({ state: 'queued' });
    expect(await jobs.later('one', (job) => move(job, 'accepted'))).toBeUndefined();
    expect(await jobs.later('nobody', (job) => job)).toBeUndefined();
    expect(await jobs.later('one', (job) => ({ ...job, sentAt: 1 }))).toMatchObject({ sentAt: 1 });
    expect(await (await again()).get('one')).toMatchObject({ state: 'running', sentAt: 1 });
  });

  it('lets one of many move a job on', async () => {
    const [one, other] = [await open(), await again()];
    await one.create(acceptedJob('one', { state: 'queued' }));
    const moves = Array.from({ length: 10 }, (_, i) =>
      (i % 2 ? one : other).update('one', (job) => move(job, 'running', { workerId: `worker-${i}` })),
    );
    const moved = (await Promise.all(moves)).filter((job) => job !== undefined);
    expect(moved).toHaveLength(1);
    expect(await one.get('one')).toEqual(moved[0]);
  });

  it('lists what is not over, oldest first: running, or ended and not yet told', async () => {
    const jobs = await open();
    await jobs.create(acceptedJob('young', {}, 3));
    await jobs.create(acceptedJob('old', {}, 1));
    await jobs.create(acceptedJob('failed', {}, 2));
    await jobs.create(acceptedJob('over', {}, 0));
    await jobs.update('failed', fail);
    await jobs.update('over', fail);
    await jobs.update('over', deliver);
    const listed = await jobs.unfinished();
    expect(ids(listed)).toEqual(['old', 'failed', 'young']);
    expect(listed[1]?.state).toBe('failed');
    await jobs.update('failed', deliver);
    expect(ids(await (await again()).unfinished())).toEqual(['old', 'young']);
  });

  it("lists an account's newest jobs, and nobody else's", async () => {
    const jobs = await open();
    for (const [minute, id] of ['first', 'second', 'third'].entries()) await jobs.create(acceptedJob(id, {}, minute));
    await jobs.create(acceptedJob('grace', { accountId: 'local:ada/x' }, 9));
    await jobs.create(acceptedJob('hopper', { accountId: 'local:ad' }, 9));
    expect(ids(await jobs.byAccount('local:ada', 10))).toEqual(['third', 'second', 'first']);
    expect(ids(await jobs.byAccount('local:ada', 2))).toEqual(['third', 'second']);
    expect(ids(await jobs.byAccount('local:ada/x', 2))).toEqual(['grace']);
    expect(await jobs.byAccount('local:ada', 0)).toEqual([]);
    expect(await jobs.byAccount('nobody', 10)).toEqual([]);
  });

  it('lists the jobs made before a time, oldest first', async () => {
    const jobs = await open();
    for (const minute of [2, 0, 1, 3]) await jobs.create(acceptedJob(`at-${minute}`, {}, minute));
    const time = NEW_YEAR + 2 * 60_000;
    expect(ids(await jobs.createdBefore(time, 10))).toEqual(['at-0', 'at-1']);
    expect(ids(await jobs.createdBefore(time, 1))).toEqual(['at-0']);
    expect(await jobs.createdBefore(NEW_YEAR, 10)).toEqual([]);
  });

  it('forgets a job everywhere, and its event with it', async () => {
    const jobs = await open();
    await jobs.create(acceptedJob('one', { eventId: 'click' }));
    await jobs.create(acceptedJob('two'));
    await jobs.remove('one');
    await jobs.remove('one');
    await jobs.remove('nobody');
    expect(await jobs.get('one')).toBeUndefined();
    expect(await jobs.update('one', (job) => job)).toBeUndefined();
    expect(ids(await jobs.unfinished())).toEqual(['two']);
    expect(ids(await jobs.byAccount('local:ada', 10))).toEqual(['two']);
    expect(ids(await jobs.createdBefore(NEW_YEAR + 1, 10))).toEqual(['two']);
    expect(await jobs.create(acceptedJob('three', { eventId: 'click' }))).toMatchObject({ created: true });
  });

  it('has a line of each job, with its words from the beginning and what came of it from its end', async () => {
    const jobs = await open();
    const job = acceptedJob('one', { request: { ...acceptedJob('one').request, prompt: 'A  Crème\nBrûlée' } });
    await jobs.create(job);
    const [begun] = await collect(jobs.lines({ accountId: 'local:ada' }));
    expect(begun?.[1]).toEqual({
      jobId: 'one',
      personId: 'ada',
      placeId: 'here',
      createdAt: NEW_YEAR,
      words: 'a creme brulee',
      isOpen: true,
      isOver: false,
      pictures: 0,
    });
    await jobs.update('one', (current) => ({ ...current, plan: planOf('flux'), ...madeOne }));
    await jobs.update('one', (current) => ({ ...current, state: 'succeeded', deliveredAt: NEW_YEAR }));
    const [ended] = await collect(jobs.lines({ tenantId: 'local' }));
    expect(ended?.[1]).toMatchObject({ isOver: true, modelId: 'flux', mode: 'generate', pictures: 1 });
  });

  it('lists lines newest first, from a time or behind a position on', async () => {
    const jobs = await open();
    for (const [minute, id] of ['first', 'second', 'third'].entries()) await jobs.create(acceptedJob(id, {}, minute));
    const ada = { accountId: 'local:ada' };
    expect(await linesOf(jobs, ada)).toEqual(['third', 'second', 'first']);
    const [[position] = ['']] = await collect(jobs.lines(ada));
    expect(await linesOf(jobs, ada, { after: position })).toEqual(['second', 'first']);
    expect(await linesOf(jobs, ada, { before: NEW_YEAR + 60_000 })).toEqual(['first']);
    expect(await linesOf(jobs, ada, { before: NEW_YEAR + 60_001 })).toEqual(['second', 'first']);
    expect(await linesOf(jobs, ada, { before: NEW_YEAR + 60_000, after: position })).toEqual(['first']);
    expect(await linesOf(jobs, { accountId: 'local:ad' })).toEqual([]);
  });

  it('keeps what somebody asked for alone out of the lines of the tenant, until it is shared', async () => {
    const jobs = await open();
    await jobs.create(acceptedJob('open', { tenantId: 'guild' }, 2));
    await jobs.create(acceptedJob('private', { tenantId: 'guild', private: true }, 1));
    await jobs.create(acceptedJob('direct', { tenantId: 'guild', inDirect: true }));
    const guild = { tenantId: 'guild' };
    expect(await linesOf(jobs, guild)).toEqual(['open']);
    expect(await linesOf(jobs, { accountId: 'local:ada' })).toEqual(['open', 'private', 'direct']);
    const ended = { state: 'succeeded', deliveredAt: NEW_YEAR } as const;
    await jobs.update('private', (job) => ({ ...job, ...ended, private: false }));
    expect(await linesOf(jobs, guild)).toEqual(['open', 'private']);
    await jobs.update('private', (job) => ({ ...job, private: true }));
    expect(await linesOf(jobs, guild)).toEqual(['open']);
  });

  it('takes the lines of what is deleted out at once', async () => {
    const jobs = await open();
    for (const id of ['deleted', 'removed']) await jobs.create(acceptedJob(id));
    await jobs.update('deleted', (job) => ({ ...job, state: 'failed', deliveredAt: NEW_YEAR, deletedAt: NEW_YEAR }));
    await jobs.remove('removed');
    expect(await linesOf(jobs, { accountId: 'local:ada' })).toEqual([]);
    expect(await linesOf(jobs, { tenantId: 'local' })).toEqual([]);
  });
}

const madeOne = {
  result: {
    pictures: [{ key: 'jobs/one/0.png', type: 'image/png', width: 8, height: 8, byteLength: 70 }],
    charged: 2,
    warnings: [],
    durationMs: 5,
  },
} as const;

const planOf = (modelId: string): NonNullable<Job['plan']> => ({
  mode: 'generate',
  why: 'no picture was given',
  modelId,
  prompt: 'a fox',
  options: { size: 'auto', background: 'auto', format: 'png', count: 1, partials: 0, timeoutMs: 60_000 },
  warnings: [],
  price: { each: 2, total: 2 },
});
