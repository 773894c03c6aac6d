import { describe, expect, it } from 'vitest';
import type { Job, KeptCall } from '#src/domain/job.ts';
import type { StoredPicture } from '#src/domain/picture.ts';
import { plainText } from '#src/domain/text.ts';
import type { Generated } from '#src/ports/image-model.ts';
import { pngOf } from '../fixtures/pictures.ts';
import { type KitOptions, leaveJob, openKit, PICTURE, PLAN } from './open-kit.ts';

const words = ['red fox', 'green fox', 'blue fox'];
/** Three prompts, so three calls. */
const THREE: NonNullable<Job['plan']> = {
  ...PLAN,
  prompt: 'red fox',
  prompts: words.map((prompt) => ({ prompt, words: prompt })),
  price: { each: 2, total: 6 },
};

const ofWidth = async (width: number): Promise<Generated> => ({
  pictures: [{ bytes: await pngOf({ width, height: 16 }) }],
  warnings: [],
});

/** What a call brought that an earlier process had finished. */
const keptAs = (picture: StoredPicture): KeptCall => ({
  pictures: [picture],
  came: 1,
  whole: 1,
  warnings: [],
  answer: {},
});

async function takeUp(more: Partial<Job>, options: KitOptions = {}) {
  const resumed: string[] = [];
  const kit = openKit({
    resume: async (taskId) => {
      resumed.push(taskId);
      return PICTURE;
    },
    ...options,
  });
  await leaveJob(kit, 'running', { sentAt: 1, plan: THREE, ...more });
  await kit.start();
  const { job, result, failure } = await kit.ended('event-left-1');
  const warnings = (result?.warnings ?? []).map(plainText);
  return { kit, resumed, job, result, failure, warnings, calls: kit.calls };
}

describe('the tasks of a job whose process died', () => {
  it('are gone on with by their names, each for its own pictures, and none is sent again', async () => {
    const { job, calls, kit } = await takeUp(
      { taskIds: { '0': 'task-a', '1': 'task-b', '2': 'task-c' } },
      { resume: async (taskId) => ofWidth(20 + taskId.charCodeAt(5)) },
    );
    expect(calls).toEqual([]);
    const widths = [...'abc'].map((letter) => 20 + letter.charCodeAt(0));
    expect(job?.result?.pictures.map(({ width }) => width)).toEqual(widths);
    expect(job?.result?.captions).toEqual(words);
    expect(job?.result?.charged).toBe(6);
    expect(await kit.balance()).toEqual({ available: 34, held: 0 });
  });

  it('that were never sent are sent, and only those', async () => {
    const { resumed, calls, job } = await takeUp({ taskIds: { '1': 'task-b' } });
    expect(resumed).toEqual(['task-b']);
    expect(calls).toEqual(['red fox', 'blue fox']);
    expect(job?.result?.charged).toBe(6);
  });

  it('that were sent and never named are neither sent again nor charged, and the person is told', async () => {
    const { resumed, calls, job, warnings, kit } = await takeUp({ taskIds: { '0': 'task-a', '1': '' } });
    expect(resumed).toEqual(['task-a']);
    expect(calls).toEqual(['blue fox']);
    expect(job?.result?.captions).toEqual(['red fox', 'blue fox']);
    expect(job?.result?.charged).toBe(4);
    expect(warnings.at(-1)).toMatch(/^2 of 3 pictures arrived whole.*Easel was restarted while simulator was drawing/);
    expect(await kit.balance()).toEqual({ available: 36, held: 0 });
  });

  it('that were finished are neither made nor asked after again, and are charged with the others', async () => {
    const kept = (at: number) =>
      keptAs({ key: `jobs/left-1/${at}.png`, type: 'image/png', width: 30 + at, height: 16, byteLength: 70 });
    const finished = { '0': kept(0), '2': kept(2) };
    const { resumed, calls, job, kit } = await takeUp({ finished, taskIds: { '0': 'task-a', '2': '' } });
    expect(resumed).toEqual([]);
    expect(calls).toEqual(['green fox']);
    expect(job?.result?.pictures.map(({ width }) => width)).toEqual([30, 16, 32]);
    expect(job?.result?.charged).toBe(6);
    expect(await kit.balance()).toEqual({ available: 34, held: 0 });
  });

  it('end as unknown where none has a name', async () => {
    const { resumed, calls, failure, job, kit } = await takeUp({ taskIds: { '0': '', '1': '' } });
    expect([resumed, calls]).toEqual([[], []]);
    expect(failure?.failure).toMatchObject({ code: 'outcome-unknown', blame: 'easel', charged: false });
    expect(job?.state).toBe('outcome-unknown');
    expect(await kit.balance()).toEqual({ available: 40, held: 0 });
  });

  it('end as unknown where the provider finds no task again', async () => {
    const kit = openKit();
    await leaveJob(kit, 'running', { sentAt: 1, plan: THREE, taskIds: { '0': 'task-a' } });
    await kit.start();
    expect((await kit.ended('event-left-1')).failure?.failure.code).toBe('outcome-unknown');
    expect(kit.calls).toEqual([]);
  });

  it('are gone on with once more where the second process dies as well', async () => {
    const never: KitOptions['resume'] = () => new Promise(() => {});
    const first = openKit({ resume: never });
    await leaveJob(first, 'running', { sentAt: 1, plan: THREE, taskIds: { '0': 'task-a', '1': 'task-b' } });
    await first.start();
    const kept = async () => Object.keys((await first.parts.jobs.get('left-1'))?.finished ?? {});
    await expect.poll(kept, { interval: 1 }).toEqual(['2']);

    const resumed: string[] = [];
    const second = openKit({
      shared: first,
      worker: { ...first.parts.worker, id: 'two', pid: 102, isAlive: (pid) => pid === 102 },
      resume: async (taskId) => {
        resumed.push(taskId);
        return PICTURE;
      },
    });
    await second.start();
    const { result, job } = await second.ended('event-left-1');
    expect(resumed.toSorted()).toEqual(['task-a', 'task-b']);
    // What the third brought was kept by the first process.
    expect(second.calls).toEqual([]);
    expect(result?.pictures).toHaveLength(3);
    expect(job?.result?.charged).toBe(6);
  });
});

describe('the picture that all others start from', () => {
  const plan: NonNullable<Job['plan']> = {
    ...PLAN,
    mode: 'grid',
    options: { ...PLAN.options, count: 4 },
    base: { prompt: 'a portrait', options: PLAN.options, price: 2 },
    price: { each: 4, total: 18 },
  };
  const base = { key: 'jobs/left-1/0.png', type: 'image/png', width: 16, height: 16, byteLength: 70 } as const;
  const four: KitOptions['generate'] = async () => ({
    pictures: Array.from({ length: 4 }, () => PICTURE.pictures[0] ?? { bytes: new Uint8Array() }),
    warnings: [],
  });

  it('is not made again, nor asked after, where it was kept; it is charged with the others', async () => {
    const resumed: string[] = [];
    const kit = openKit({
      generate: four,
      resume: async (taskId) => {
        resumed.push(taskId);
        return PICTURE;
      },
    });
    await kit.blobs.put(base.key, PICTURE.pictures[0]?.bytes ?? new Uint8Array());
    await leaveJob(kit, 'running', { sentAt: 1, plan, finished: { '0': keptAs(base) }, taskIds: { '0': 'task-base' } });
    await kit.start();
    const { job } = await kit.ended('event-left-1');
    expect(resumed).toEqual([]);
    expect(kit.asked.map(({ request }) => [request.prompt, request.references.length])).toEqual([['a fox', 1]]);
    expect(job?.result?.pictures.map(({ key }) => key)).toEqual([0, 1, 2, 3, 4].map((at) => `jobs/left-1/${at}.png`));
    expect(job?.result?.charged).toBe(18);
  });

  it('is gone on with where it was only named', async () => {
    const resumed: string[] = [];
    const { job, calls } = await takeUp(
      { plan, taskIds: { '0': 'task-base' } },
      {
        generate: four,
        resume: async (taskId) => {
          resumed.push(taskId);
          return PICTURE;
        },
      },
    );
    expect(resumed).toEqual(['task-base']);
    expect(calls).toEqual(['a fox']);
    expect(job?.result?.pictures[0]?.key).toBe('jobs/left-1/0.png');
    expect(job?.result?.charged).toBe(18);
  });
});
