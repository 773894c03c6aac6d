import { describe, expect, it } from 'vitest';
import { endJob } from '#src/app/run-job.ts';
import { EaselError } from '#src/domain/errors.ts';
import { type Kit, leaveJob, openKit, PICTURE } from './open-kit.ts';

const ask = (kit: Kit, n = 1) => kit.talk.ask({ id: 'event-fox', options: { prompt: 'a fox', n } });

async function ended(kit: Kit) {
  await expect.poll(() => kit.talk.message('event-fox').ends, { interval: 1 }).toBe(1);
  const [job] = await kit.parts.jobs.byAccount('guild:ada', 1);
  return { ...kit.talk.message('event-fox'), job };
}

const [ONE] = PICTURE.pictures;
const BROKEN = { bytes: Uint8Array.from([1, 2, 3]) };

describe('a job that runs', () => {
  it('charges only whole pictures, and never more than were asked for', async () => {
    for (const [pictures, charged] of [
      [[ONE ?? BROKEN, BROKEN, BROKEN], 2],
      [[ONE ?? BROKEN, ONE ?? BROKEN, ONE ?? BROKEN, ONE ?? BROKEN], 6],
    ] as const) {
      const kit = openKit({ generate: async () => ({ pictures, warnings: [] }) });
      await kit.start();
      await ask(kit, 3);
      expect((await ended(kit)).job?.result?.charged).toBe(charged);
      expect(await kit.balance()).toEqual({ available: 40 - charged, held: 0 });
    }
  });

  it.each([
    [[], 'no-image'],
    [[BROKEN], 'image-corrupt'],
  ] as const)('charges nothing where no picture is whole: %j', async (pictures, code) => {
    const kit = openKit({ generate: async () => ({ pictures, warnings: [] }) });
    await kit.start();
    await ask(kit);
    const { failure, job } = await ended(kit);
    expect(failure?.failure).toMatchObject({ code, charged: false });
    expect(job?.state).toBe('failed');
    expect(await kit.balance()).toEqual({ available: 40, held: 0 });
  });

  it.each([
    ['outcome-unknown', { provider: 'OpenAI' }, 'outcome-unknown'],
    ['timed-out', { provider: 'OpenAI', afterMs: 1 }, 'outcome-unknown'],
    ['provider-failed', { provider: 'OpenAI' }, 'failed'],
    ['canceled', {}, 'canceled'],
  ] as const)('that ends by %s is stored as what it is', async (code, details, state) => {
    const kit = openKit({
      generate: async () => {
        throw new EaselError(code, details);
      },
    });
    await kit.start();
    await ask(kit);
    expect((await ended(kit)).job?.state).toBe(state);
    expect(await kit.balance()).toEqual({ available: 40, held: 0 });
  });

  it('and is deleted meanwhile gives its credits back and shows nothing', async () => {
    const kit = openKit({
      generate: async () => {
        const [job] = await kit.parts.jobs.byAccount('guild:ada', 1);
        await kit.parts.jobs.remove(job?.id ?? '');
        return PICTURE;
      },
    });
    await kit.start();
    await ask(kit);
    await expect.poll(() => kit.parts.queue.counts().running, { interval: 1 }).toBe(0);
    expect(kit.talk.message('event-fox').ends).toBe(0);
    expect(await kit.balance()).toEqual({ available: 40, held: 0 });
  });

  it('and is ended by another process before it is sent is not sent', async () => {
    const kit = openKit({
      wrap: (parts) => ({
        ...parts,
        async modelOf(id) {
          const [job] = await parts.jobs.byAccount('guild:ada', 1);
          await parts.jobs.update(job?.id ?? '', (current) => ({ ...current, state: 'failed', deliveredAt: 1 }));
          return parts.modelOf(id);
        },
      }),
    });
    await kit.start();
    await ask(kit);
    await expect.poll(() => kit.parts.queue.counts().running, { interval: 1 }).toBe(0);
    expect(kit.calls).toEqual([]);
    expect(await kit.balance()).toEqual({ available: 40, held: 0 });
  });

  it('marks that it is sent before the first byte leaves', async () => {
    const seen: unknown[] = [];
    const kit = openKit({
      generate: async () => {
        const [job] = await kit.parts.jobs.byAccount('guild:ada', 1);
        seen.push(job?.state, job?.sentAt);
        return PICTURE;
      },
    });
    await kit.start();
    await ask(kit);
    await ended(kit);
    expect(seen).toEqual(['running', kit.clock.now()]);
  });

  it("keeps the provider's name for the task as soon as it is known", async () => {
    const kit = openKit({
      generate: async (_request, { onTask }) => {
        await onTask('task-7');
        const [job] = await kit.parts.jobs.byAccount('guild:ada', 1);
        expect(job?.taskIds).toEqual({ '0': 'task-7' });
        return PICTURE;
      },
    });
    await kit.start();
    await ask(kit);
    expect((await ended(kit)).result?.pictures).toHaveLength(1);
  });

  it('and has been made keeps its hold for settling, whoever wants to end it', async () => {
    const kit = openKit();
    const result = { pictures: [], charged: 2, warnings: [], durationMs: 1 };
    const job = await leaveJob(kit, 'delivering', { result });
    await endJob(
      { ...job, state: 'running' },
      new EaselError('outcome-unknown', { provider: 'x' }),
      kit.log,
      kit.whole,
    );
    expect((await kit.parts.jobs.get(job.id))?.state).toBe('delivering');
    expect(await kit.balance()).toEqual({ available: 38, held: 2 });
  });
});
