import { describe, expect, it } from 'vitest';
import { plainText } from '#src/domain/text.ts';
import { createRecordingPlatform } from '../fakes/recording-platform.ts';
import { type KitOptions, leaveJob, openKit, PICTURE, workerOf } from './open-kit.ts';

const other = (pid: number, host = 'here') => ({ host, pidSpace: 'space', pid, beatAt: Date.UTC(2026, 0, 1) });

describe('jobs that another process left', () => {
  it.each([
    ['accepted', {}, 'succeeded', 1],
    ['queued', {}, 'succeeded', 1],
    ['running', {}, 'succeeded', 1],
    ['running', { sentAt: 1 }, 'outcome-unknown', 0],
  ] as const)('%s %j end as %s after %i calls', async (state, more, ends, calls) => {
    const kit = openKit();
    const job = await leaveJob(kit, state, more);
    await kit.start();
    await kit.clock.advance(0);
    expect(await kit.parts.jobs.get(job.id)).toMatchObject({ state: ends, deliveredAt: expect.any(Number) });
    expect(kit.calls).toHaveLength(calls);
    expect(kit.talk.message('event-left-1').ends).toBe(1);
    expect(await kit.balance()).toEqual({ available: ends === 'succeeded' ? 38 : 40, held: 0 });
  });

  it('go on from the task where the provider can', async () => {
    const resumed: string[] = [];
    const resume: NonNullable<KitOptions['resume']> = async (taskId) => {
      resumed.push(taskId);
      return PICTURE;
    };
    const kit = openKit({ resume });
    const job = await leaveJob(kit, 'running', { sentAt: 1, taskIds: { '0': 'task-7' } });
    await kit.start();
    await kit.clock.advance(0);
    expect(resumed).toEqual(['task-7']);
    expect(kit.calls).toEqual([]);
    expect((await kit.parts.jobs.get(job.id))?.state).toBe('succeeded');
  });

  it.each([
    ['accepted', {}],
    ['queued', {}],
    ['running', {}],
    ['running', { sentAt: 1, taskIds: { '0': 'task-7' } }],
  ] as const)('%s %j are told first that they go on, before a provider is looked up', async (state, more) => {
    const told: (string | undefined)[] = [];
    const kit = openKit({
      resume: async () => PICTURE,
      wrap: (parts) => ({
        ...parts,
        modelOf: async (modelId) => {
          told.push(kit.talk.message('event-left-1').progress.map(({ status }) => plainText(status))[0]);
          return parts.modelOf(modelId);
        },
      }),
    });
    await leaveJob(kit, state, more);
    await kit.start();
    await kit.clock.advance(0);
    expect(new Set(told)).toEqual(new Set(['Going on after an interruption']));
    // A platform shows the newest of what is told in one moment.
    const all = kit.talk.message('event-left-1').progress.map(({ status }) => plainText(status));
    expect(all).not.toContain('Getting ready');
    expect(kit.talk.message('event-left-1').ends).toBe(1);
  });

  it('whose end is known already are shown that, and nothing before it', async () => {
    const kit = openKit();
    await leaveJob(kit, 'running', { sentAt: 1 });
    await kit.start();
    expect(kit.talk.message('event-left-1').progress).toEqual([]);
  });

  it('that were made are settled and shown, and never made again', async () => {
    const kit = openKit();
    await kit.blobs.put('jobs/left-1/0.png', PICTURE.pictures[0]?.bytes ?? new Uint8Array());
    const stored = { key: 'jobs/left-1/0.png', type: 'image/png', width: 16, height: 16, byteLength: 70 } as const;
    await leaveJob(kit, 'delivering', { result: { pictures: [stored], charged: 2, warnings: [], durationMs: 5 } });
    await kit.start();
    expect(kit.calls).toEqual([]);
    expect(kit.talk.message('event-left-1').result?.pictures).toHaveLength(1);
    expect(await kit.balance()).toEqual({ available: 38, held: 0 });
  });

  it('that had failed give their hold back and are told, where the process died between the two', async () => {
    const kit = openKit();
    const text = [{ plain: 'It was canceled.' }];
    const failure = { code: 'canceled', message: 'It was canceled.', text, blame: 'settings', charged: false } as const;
    await leaveJob(kit, 'canceled', { failure, finishedAt: 1 });
    expect(await kit.balance()).toEqual({ available: 38, held: 2 });
    await kit.start();
    expect(kit.calls).toEqual([]);
    expect(kit.talk.message('event-left-1').failure?.failure.code).toBe('canceled');
    expect(await kit.balance()).toEqual({ available: 40, held: 0 });
  });

  it('are left alone while their process lives, and taken up once it is gone', async () => {
    const alive = [100, 200];
    const kit = openKit({ worker: workerOf('me', 100, alive) });
    await kit.parts.documents.workers.update('gone', () => other(200));
    await leaveJob(kit, 'queued');
    await kit.start();
    await kit.clock.advance(10_000);
    expect(kit.calls).toEqual([]);
    alive.pop();
    await kit.clock.advance(5000);
    expect(kit.calls).toHaveLength(1);
  });

  it('are left to whoever accepted them here until that had the time to begin', async () => {
    const kit = openKit();
    await kit.start();
    await kit.clock.advance(4500);
    const job = await leaveJob(kit, 'accepted', { workerId: kit.parts.worker.id });
    await kit.clock.advance(600);
    expect(kit.talk.message(job.eventId).progress).toEqual([]);
    await kit.clock.advance(5000);
    expect(kit.talk.message(job.eventId).ends).toBe(1);
    expect(kit.calls).toHaveLength(1);
  });

  it('that cannot be read at the start end no process, and are looked for again', async () => {
    let isDown = true;
    const kit = openKit({
      wrap: (parts) => ({
        ...parts,
        jobs: {
          ...parts.jobs,
          unfinished: async () => (isDown ? Promise.reject(new Error('The store is away.')) : parts.jobs.unfinished()),
        },
      }),
    });
    const job = await leaveJob(kit, 'queued');
    await kit.start();
    isDown = false;
    await kit.clock.advance(5000);
    expect(kit.talk.message(job.eventId).ends).toBe(1);
  });

  it('are left alone where their platform is not wired', async () => {
    const kit = openKit();
    const job = await leaveJob(kit, 'queued', { platform: 'elsewhere', delivery: { platform: 'elsewhere' } });
    await kit.start();
    await kit.clock.advance(60_000);
    expect(await kit.parts.jobs.get(job.id)).toMatchObject({ state: 'queued', workerId: 'gone' });
    expect(await kit.balance()).toEqual({ available: 38, held: 2 });
  });

  it.each([
    ['accepted', {}, 'failed'],
    ['queued', {}, 'failed'],
    ['running', {}, 'failed'],
    ['running', { sentAt: 1 }, 'outcome-unknown'],
    ['running', { sentAt: 1, taskIds: { '0': 'task-7' } }, 'outcome-unknown'],
  ] as const)('of a command line that is gone are ended by anybody: %s %j', async (state, more, ends) => {
    const kit = openKit();
    const job = await leaveJob(kit, state, { ...more, platform: 'cli:1', delivery: { platform: 'cli:1' } });
    await kit.start();
    await kit.clock.advance(0);
    expect(await kit.parts.jobs.get(job.id)).toMatchObject({ state: ends, deliveredAt: expect.any(Number) });
    expect(kit.calls).toEqual([]);
    expect(await kit.balance()).toEqual({ available: 40, held: 0 });
  });

  it('of a command line are never shown on another, which would take their end for its own', async () => {
    const terminal = createRecordingPlatform('cli:2');
    const kit = openKit({ routes: new Map([['cli:2', terminal.platform]]) });
    await leaveJob(kit, 'running', { sentAt: 1, platform: 'cli:1', delivery: { platform: 'cli:1' } });
    await kit.start();
    expect(terminal.messages.size).toBe(0);
    expect(await kit.balance()).toEqual({ available: 40, held: 0 });
  });

  it('are taken up by one process only, however many look at once', async () => {
    const first = openKit({ worker: workerOf('one', 101, [101, 102]) });
    const second = openKit({ shared: first, worker: workerOf('two', 102, [101, 102]) });
    await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        leaveJob(first, 'queued', { id: `left-${n}`, personId: `p${n}`, accountId: `guild:p${n}` }),
      ),
    );
    await Promise.all([first.start(), second.start()]);
    await expect.poll(async () => (await first.parts.jobs.unfinished()).length).toBe(0);
    expect(first.calls.length + second.calls.length).toBe(10);
    expect([...first.talk.messages.values()].map(({ ends }) => ends)).toEqual(Array.from({ length: 10 }, () => 1));
  });

  it('do not keep others from being taken up where one cannot be', async () => {
    const kit = openKit({
      wrap: (parts) => ({
        ...parts,
        jobs: {
          ...parts.jobs,
          update: async (jobId, change) => {
            if (jobId === 'left-1') throw new Error('this one is broken');
            return parts.jobs.update(jobId, change);
          },
        },
      }),
    });
    await leaveJob(kit, 'queued');
    await leaveJob(kit, 'queued', { id: 'left-2' });
    await kit.start();
    await kit.clock.advance(0);
    expect((await kit.parts.jobs.get('left-2'))?.state).toBe('succeeded');
    expect(kit.log.lines.some(({ message }) => message.startsWith('Job could not be taken up'))).toBe(true);
  });

  it('are looked for no more once the process stops, also where a look was under way', async () => {
    const held = Promise.withResolvers<void>();
    let looks = 0;
    const kit = openKit({
      wrap: (parts) => ({
        ...parts,
        jobs: {
          ...parts.jobs,
          unfinished: async () => {
            looks++;
            if (looks === 2) await held.promise;
            return parts.jobs.unfinished();
          },
        },
      }),
    });
    await kit.start();
    await kit.clock.advance(5000);
    expect(looks).toBe(2);
    await kit.engine.stop(0);
    held.resolve();
    await kit.clock.advance(60_000);
    expect(looks).toBe(2);
    expect(kit.clock.waiting()).toBe(0);
  });
});
