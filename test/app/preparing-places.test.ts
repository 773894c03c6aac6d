import { expect, it } from 'vitest';
import { openKit, PICTURE } from './open-kit.ts';

it('lets never more than the limit of one person wait, also where fifty are asked for in one moment', async () => {
  const kit = openKit({ generate: () => new Promise(() => {}), policy: { allowance: 1000 } });
  await kit.start();
  const jobs = await Promise.all(Array.from({ length: 50 }, (_, index) => kit.engine.submit(submission(index))));
  await kit.clock.advance(0);
  const states = await Promise.all(jobs.map(async ({ id }) => await kit.parts.jobs.get(id)));
  const refused = states.filter((job) => job?.failure?.code === 'too-many-jobs');
  expect(refused).toHaveLength(40);
  const { waiting, running } = kit.parts.queue.counts();
  expect(waiting + running).toBe(10);
  expect(await kit.balance()).toEqual({ available: 980, held: 20 });
});

it('gives the place back of what is refused on its way into the line', async () => {
  const kit = openKit({ policy: { allowance: 20, costs: { textToImage: 21, imageToImage: 21 } } });
  await kit.start();
  for (let index = 0; index < 12; index++) {
    const { id } = await kit.engine.submit(submission(index));
    expect((await kit.parts.jobs.get(id))?.failure?.code).toBe('not-enough-credits');
  }
});

it('keeps the place until the job is in the line, and no longer', async () => {
  const order: string[] = [];
  const kit = openKit({
    generate: async () => PICTURE,
    wrap: (parts) => ({
      ...parts,
      queue: {
        ...parts.queue,
        reserve: async (job, limit) => {
          order.push('reserve');
          return parts.queue.reserve(job, limit);
        },
        add: async (job, how) => {
          order.push('add');
          return parts.queue.add(job, how);
        },
        giveUp: async (job) => {
          order.push('giveUp');
          return parts.queue.giveUp(job);
        },
      },
    }),
  });
  await kit.start();
  await kit.engine.submit(submission(1));
  expect(order).toEqual(['reserve', 'add']);
});

const submission = (index: number) => ({
  eventId: `event-${index}`,
  actor: { userId: 'ada', displayName: 'Ada', isModerator: false },
  place: { platform: 'test', tenantId: 'guild', channelId: 'art' },
  delivery: { platform: 'test', messageId: `event-${index}` },
  request: { command: 'imagine', prompt: 'a fox', options: {}, images: [], instructions: [] } as const,
  private: false,
});
