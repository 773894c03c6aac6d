import { describe, expect, it } from 'vitest';
import { type GalleryVersion, versionsOf } from '#src/app/gallery/versions.ts';
import type { Job } from '#src/domain/job.ts';
import { ADA, keepPicture, keepResult, type MadeOf, MODERATOR, openGalleryKit } from './gallery-kit.ts';

const from = (jobId: string, picture?: number): Pick<Job, 'parent'> => ({
  parent: { jobId, by: 'edit', ...(picture !== undefined && { picture }) },
});

const told = (versions: readonly GalleryVersion[]) =>
  versions.map(({ label, job, before }) => [
    label,
    job.id,
    ...(before === undefined ? [] : [before === 'reference' ? before : `${before.label}/${before.picture}`]),
  ]);

async function chainOf(results: readonly MadeOf[], id: string, viewer = ADA) {
  const kit = await openGalleryKit(results);
  const job = await kit.parts.jobs.get(id);
  if (!job) throw new Error(`There is no ${id}.`);
  return told(await versionsOf(job, viewer, kit.parts.jobs));
}

describe('versions', () => {
  const steps = [
    { id: 'first', minute: 1, count: 2 },
    { id: 'second', minute: 2, ...from('first', 1) },
    { id: 'third', minute: 3, ...from('second') },
    { id: 'branch', minute: 4, ...from('first') },
    { id: 'other', minute: 5 },
  ];

  it.each(['first', 'second', 'third', 'branch'])('are the same for every step of a chain: %s', async (id) => {
    expect(await chainOf(steps, id)).toEqual([
      ['v1', 'first'],
      ['v2', 'second', 'v1/1'],
      ['v3', 'third', 'v2/0'],
      ['v1.1', 'branch', 'v1/0'],
    ]);
  });

  it('are one where nothing was made of it', async () => {
    expect(await chainOf(steps, 'other')).toEqual([['v1', 'other']]);
  });

  it('know which picture a form took', async () => {
    const images = [{ key: 'jobs/first/1.png', filename: '1.png', kept: true }] as const;
    const request = { command: 'edit', prompt: 'warmer', options: {}, images, instructions: [] } as const;
    const edited = { id: 'edited', minute: 2, request };
    expect(await chainOf([{ id: 'first', minute: 1, count: 2 }, edited], 'first')).toEqual([
      ['v1', 'first'],
      ['v2', 'edited', 'v1/1'],
    ]);
  });

  it('leave out what failed, and what was deleted', async () => {
    const failed = { id: 'failed', minute: 2, count: 0, state: 'failed' as const, ...from('first') };
    const gone = { id: 'gone', minute: 3, deletedAt: 1, ...from('first') };
    expect(await chainOf([{ id: 'first', minute: 1 }, failed, gone], 'first')).toEqual([['v1', 'first']]);
  });

  it("do not lead into what is somebody else's, nor to a moderator into what is private", async () => {
    const theirs = { id: 'theirs', personId: 'eve', minute: 1 };
    const mine = { id: 'mine', minute: 2, ...from('theirs') };
    const hidden = { id: 'hidden', minute: 3, private: true, ...from('mine') };
    expect(await chainOf([theirs, mine, hidden], 'mine')).toEqual([
      ['v1', 'mine'],
      ['v2', 'hidden', 'v1/0'],
    ]);
    expect(await chainOf([theirs, mine, hidden], 'mine', MODERATOR)).toEqual([['v1', 'mine']]);
    expect(await chainOf([theirs, mine], 'theirs', MODERATOR)).toEqual([['v1', 'theirs']]);
  });

  it('begin with what was brought along', async () => {
    const kit = await openGalleryKit();
    const references = [await keepPicture(kit, 'jobs/one/reference-0.png')];
    const job = await keepResult(kit, { id: 'one', references });
    expect(told(await versionsOf(job, ADA, kit.parts.jobs))).toEqual([['v1', 'one', 'reference']]);
  });

  it('end where jobs say they were made of each other', async () => {
    const circle = [
      { id: 'a', minute: 1, ...from('b') },
      { id: 'b', minute: 2, ...from('a') },
    ];
    expect((await chainOf(circle, 'a')).map(([, id]) => id)).toEqual(['a', 'b']);
  });
});
