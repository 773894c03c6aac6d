import { describe, expect, it } from 'vitest';
import { createDeliverJob } from '#src/app/deliver-job.ts';
import { createThreads } from '#src/app/thread-pictures.ts';
import { EaselError } from '#src/domain/errors.ts';
import { type Kit, leaveJob, openKit } from './open-kit.ts';

/** Makes the next attempts to show an end fail. */
function failing(kit: Kit, times: number, error = new Error('the platform is away')) {
  const seen = { attempts: 0 };
  const { platform } = kit.talk;
  const open = platform.delivery;
  const perhaps = async <T>(show: () => Promise<T>): Promise<T> => {
    seen.attempts++;
    if (seen.attempts <= times) throw error;
    return show();
  };
  platform.delivery = (handle) => {
    const delivery = open(handle);
    return {
      ...delivery,
      finish: (card) => perhaps(() => delivery.finish(card)),
      fail: (card) => perhaps(() => delivery.fail(card)),
      ask: (card) => perhaps(() => delivery.ask(card)),
    };
  };
  return seen;
}

describe('showing the end of a job', () => {
  it('is tried again where the platform fails twice, and shown once', async () => {
    const kit = openKit();
    await kit.start();
    const seen = failing(kit, 2);
    await kit.talk.ask({ id: 'event-1', options: { prompt: 'a fox' } });
    await kit.clock.advance(10_000);
    expect(seen.attempts).toBe(3);
    expect(kit.talk.message('event-1').ends).toBe(1);
    expect(kit.calls).toHaveLength(1);
    expect(await kit.parts.jobs.unfinished()).toEqual([]);
  });

  it('is left for later where the platform keeps failing: the picture is kept, charged once and shown in the end', async () => {
    const kit = openKit();
    await kit.start();
    failing(kit, 7);
    await kit.talk.ask({ id: 'event-1', options: { prompt: 'a fox' } });
    await kit.clock.advance(4000);
    expect(kit.talk.message('event-1').ends).toBe(0);
    const [waiting] = await kit.parts.jobs.unfinished();
    expect(waiting).toMatchObject({ state: 'delivering' });
    expect(waiting?.deliveredAt).toBeUndefined();
    expect(await kit.balance()).toEqual({ available: 38, held: 0 });
    await kit.clock.advance(20_000);
    expect(kit.talk.message('event-1').result?.pictures).toHaveLength(1);
    expect(kit.talk.message('event-1').ends).toBe(1);
    expect(kit.calls).toHaveLength(1);
    expect(await kit.balance()).toEqual({ available: 38, held: 0 });
    expect(await kit.parts.jobs.unfinished()).toEqual([]);
  });

  it('is left for later also where it is a failure', async () => {
    const kit = openKit({
      generate: async () => {
        throw new Error('broken');
      },
    });
    await kit.start();
    failing(kit, 3);
    await kit.talk.ask({ id: 'event-1', options: { prompt: 'a fox' } });
    await kit.clock.advance(20_000);
    expect(kit.talk.message('event-1').failure?.failure).toMatchObject({ code: 'internal', charged: false });
    expect(kit.calls).toHaveLength(1);
    expect(await kit.balance()).toEqual({ available: 40, held: 0 });
  });

  it.each([
    ['is gone', new EaselError('not-found', { what: 'The message' })],
    ['is closed to Easel', new EaselError('place-forbids', { permissions: ['Send Messages'] })],
  ])('is given up at once where the place %s: the pictures stay in the history', async (_what, error) => {
    const kit = openKit();
    await kit.start();
    const seen = failing(kit, Number.POSITIVE_INFINITY, error);
    await kit.talk.ask({ id: 'event-1', options: { prompt: 'a fox' } });
    await expect.poll(() => kit.parts.jobs.unfinished()).toEqual([]);
    await kit.clock.advance(3_600_000);
    expect(seen.attempts).toBe(1);
    expect(kit.log.lines.filter(({ message }) => message === 'The end of a job cannot be shown')).toHaveLength(1);
    const [job] = await kit.parts.jobs.byAccount('guild:ada', 9);
    expect(job).toMatchObject({ state: 'succeeded', result: { pictures: [{}], charged: 2 } });
    expect(await kit.balance()).toEqual({ available: 38, held: 0 });
  });

  it('is tried ever more rarely, and given up after about a day', async () => {
    const kit = openKit();
    await kit.start();
    const seen = failing(kit, Number.POSITIVE_INFINITY);
    await kit.talk.ask({ id: 'event-1', options: { prompt: 'a fox' } });
    await kit.clock.advance(60_000);
    const [waiting] = await kit.parts.jobs.unfinished();
    expect(waiting?.deliveryTries).toBeGreaterThanOrEqual(3);
    for (let hour = 0; hour < 30; hour++) await kit.clock.advance(3_600_000);
    expect(await kit.parts.jobs.unfinished()).toEqual([]);
    expect(seen.attempts).toBe(33);
    const [job] = await kit.parts.jobs.byAccount('guild:ada', 9);
    expect(job).toMatchObject({ state: 'succeeded', result: { pictures: [{}] } });
  });

  it('ends a question that nobody can ever be asked, and holds nothing', async () => {
    const kit = openKit({ policy: { confirmAbove: 1 } });
    await kit.start();
    failing(kit, Number.POSITIVE_INFINITY, new EaselError('place-forbids', { permissions: ['View Channel'] }));
    await kit.talk.ask({ id: 'event-1', options: { prompt: 'a {red,blue} fox' } });
    await expect.poll(() => kit.parts.jobs.unfinished()).toEqual([]);
    const [job] = await kit.parts.jobs.byAccount('guild:ada', 9);
    expect(job).toMatchObject({ state: 'failed', failure: { code: 'place-forbids', charged: false } });
    expect(await kit.balance()).toEqual({ available: 40, held: 0 });
  });

  it('ends with its signal, and not only after the pause', async () => {
    const kit = openKit();
    failing(kit, 9);
    const job = await leaveJob(kit, 'delivering', {
      result: { pictures: [], charged: 0, warnings: [], durationMs: 1 },
    });
    const threads = createThreads({ threads: kit.parts.documents.threads, jobs: kit.parts.jobs });
    const stop = new AbortController();
    const delivering = createDeliverJob({ ...kit.whole, threads })(job, { signal: stop.signal, log: kit.log });
    stop.abort(new Error('enough'));
    await expect(delivering).rejects.toThrow('enough');
    expect(kit.clock.waiting()).toBe(0);
  });
});
