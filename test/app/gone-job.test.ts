import { describe, expect, it } from 'vitest';
import type { Asked } from '../fakes/recording-platform.ts';
import { type Kit, leaveJob, openKit, PICTURE, workerOf } from './open-kit.ts';

const ask = (kit: Kit, options: Asked['options'] = {}) => kit.talk.ask({ options: { prompt: 'a fox', ...options } });

/** The job of an event, once no more is to be done about it. */
async function over(kit: Kit, eventId: string) {
  await expect.poll(() => kit.parts.jobs.unfinished()).toEqual([]);
  return (await kit.parts.jobs.byAccount('guild:ada', 50)).find((job) => job.eventId === eventId);
}

describe('a job whose message somebody removed', () => {
  it('ends canceled while it is drawn, is not charged, and nothing more is shown', async () => {
    const kit = openKit({
      generate: (_request, { signal }) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    });
    await kit.start();
    const { id } = await ask(kit);
    await expect.poll(() => kit.calls).toHaveLength(1);
    kit.talk.takeAway(id);
    const job = await over(kit, id);
    expect(job).toMatchObject({ state: 'canceled', deliveredAt: expect.any(Number), goneAt: expect.any(Number) });
    expect(await kit.balance()).toEqual({ available: 40, held: 0 });
    expect(kit.talk.message(id).ends).toBe(0);
    await kit.clock.advance(60_000);
    expect(kit.log.lines.filter(({ message }) => message === 'Delivery failed')).toEqual([]);
  });

  it('ends canceled while it waits, and is never asked of anybody', async () => {
    const drawing = Promise.withResolvers<typeof PICTURE>();
    const kit = openKit({ generate: () => drawing.promise });
    await kit.start();
    const first = await ask(kit);
    const second = await ask(kit);
    const third = await ask(kit);
    await expect.poll(() => kit.calls).toHaveLength(2);
    kit.talk.takeAway(third.id);
    drawing.resolve(PICTURE);
    await Promise.all([kit.ended(first.id), kit.ended(second.id)]);
    expect(await over(kit, third.id)).toMatchObject({ state: 'canceled' });
    expect(kit.calls).toHaveLength(2);
    expect(await kit.balance()).toEqual({ available: 36, held: 0 });
  });

  it('ends canceled while its price waits for a yes', async () => {
    const kit = openKit({ policy: { confirmAbove: 1 } });
    await kit.start();
    const { id } = await ask(kit, { prompt: 'a {red,blue} fox' });
    expect(kit.talk.message(id).question).toBeDefined();
    kit.talk.takeAway(id);
    expect(await over(kit, id)).toMatchObject({ state: 'canceled' });
    expect(kit.talk.message(id).ends).toBe(0);
  });

  it('keeps in the history what was made already, and charges it', async () => {
    const kit = openKit();
    await kit.start();
    const { platform } = kit.talk;
    const open = platform.delivery;
    const delivering = Promise.withResolvers<void>();
    platform.delivery = (handle) => {
      const delivery = open(handle);
      return { ...delivery, finish: (card) => delivering.promise.then(() => delivery.finish(card)) };
    };
    const { id } = await ask(kit);
    await expect.poll(async () => (await kit.parts.jobs.unfinished())[0]?.state).toBe('delivering');
    kit.talk.takeAway(id);
    delivering.resolve();
    expect(await over(kit, id)).toMatchObject({ state: 'succeeded', result: { charged: 2 } });
    expect(await kit.balance()).toEqual({ available: 38, held: 0 });
  });

  it('is left alone where it had ended and was seen, or never was', async () => {
    const kit = openKit();
    await kit.start();
    const { id } = await ask(kit);
    const { job } = await kit.ended(id);
    await expect.poll(() => kit.parts.jobs.unfinished()).toEqual([]);
    await kit.engine.gone(job?.id ?? '');
    await kit.engine.gone('no-such-job');
    expect(await kit.parts.jobs.get(job?.id ?? '')).not.toHaveProperty('goneAt');
  });

  it('is not shown by the next process either', async () => {
    const kit = openKit({ worker: workerOf('worker-2') });
    await leaveJob(kit, 'delivering', {
      goneAt: 1,
      result: { pictures: [], charged: 2, warnings: [], durationMs: 1 },
    });
    await kit.start();
    await expect.poll(() => kit.parts.jobs.unfinished()).toEqual([]);
    expect(kit.talk.message('event-left-1').ends).toBe(0);
  });
});
