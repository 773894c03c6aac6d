import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createLastingRemoval, removeLeft } from '#src/app/lasting-removal.ts';
import { createSweep } from '#src/app/sweep.ts';
import { plainText } from '#src/domain/text.ts';
import type { BlobStore } from '#src/ports/blob-store.ts';
import type { ActionKind } from '#src/ports/cards.ts';
import { createDiskBlobs } from '#src/store/disk-blobs.ts';
import { createS3Blobs } from '#src/store/s3-blobs.ts';
import type { ShownMessage } from '../fakes/recording-platform.ts';
import { type S3Server, startS3Server } from '../fakes/s3/s3-server.ts';
import { scratchFolder } from '../fakes/scratch-folder.ts';
import { pngOf } from '../fixtures/pictures.ts';
import { DAY_MS, openKit } from './open-kit.ts';

let server: S3Server;
beforeAll(async () => {
  server = await startS3Server();
});
afterAll(() => server.close());
beforeEach(() => {
  server.breakBy(() => undefined);
  server.empty();
});

interface Place {
  readonly blobs: BlobStore;
  /** Every file that is there. */
  left(): Promise<readonly string[]>;
}

function onDisk(): Place {
  const folder = scratchFolder();
  const names = () => readdirSync(folder, { recursive: true, withFileTypes: true });
  return {
    blobs: createDiskBlobs({ folder }),
    left: async () => names().flatMap((file) => (file.isFile() ? [file.name] : [])),
  };
}

/** The right time, in which pauses take none. */
const HASTY = { now: () => Date.now(), sleep: async () => {}, after: () => ({ stop() {} }) };

function inS3(): Place {
  const blobs = createS3Blobs({ settings: server.settings, folder: scratchFolder(), clock: HASTY });
  return { blobs, left: server.keys };
}

async function open({ blobs, left }: Place) {
  const kit = openKit({
    wrap: (parts) => ({
      ...parts,
      blobs: createLastingRemoval({ ...parts, blobs, leftBlobs: parts.documents.leftBlobs }),
    }),
  });
  await kit.start();
  const press = (shown: ShownMessage, kind: ActionKind) =>
    kit.talk.ask({ trigger: 'button', state: shown.result?.actions.find((one) => one.kind === kind)?.state ?? '' });
  const made = async (id: string, user = 'ada') => {
    const image = [await pngOf({ width: 16, height: 16 })];
    await kit.talk.ask({ id, user, name: 'edit', options: { prompt: 'a fox' }, images: { image } });
    return kit.ended(id, user);
  };
  return { kit, left, press, made, sweep };

  /** As it is after so many days. */
  function sweep(days = 0): Promise<number> {
    const clock = { ...kit.clock, now: () => kit.clock.now() + days * DAY_MS };
    return createSweep({ ...kit.whole, clock }).sweep();
  }
}

describe.each([
  ['on disk', onDisk],
  ['in S3', inS3],
])('pictures %s', (_where, place) => {
  it('go with the result that somebody deletes, and no others', async () => {
    const { left, press, made } = await open(place());
    const shown = await made('first');
    const before = await left();
    expect(before.length).toBeGreaterThan(1);
    await made('second');
    await press(shown, 'delete');
    expect((await left()).length).toBe(before.length);
  });

  it('go with the person who wants to be forgotten', async () => {
    const { kit, left, made } = await open(place());
    await made('hers');
    await made('his', 'eve');
    const both = (await left()).length;
    await kit.talk.ask({ name: 'privacy forget', options: { confirm: true } });
    expect((await left()).length).toBe(both / 2);
  });

  it('go when they are old', async () => {
    const { left, made, sweep } = await open(place());
    await made('first');
    expect(await sweep()).toBe(0);
    expect(await sweep(31)).toBe(1);
    expect(await left()).toEqual([]);
  });

  it('of a request that failed go when it is old', async () => {
    const { kit, left, sweep } = await open(place());
    const image = [await pngOf({ width: 16, height: 16 })];
    await kit.talk.ask({ id: 'bad', name: 'edit', options: { prompt: 'x'.repeat(99_999) }, images: { image } });
    await kit.ended('bad');
    await sweep(31);
    expect(await left()).toEqual([]);
  });

  it('that were only tried leave nothing', async () => {
    const { kit, left } = await open(place());
    const image = [await pngOf({ width: 16, height: 16 })];
    await kit.talk.ask({ name: 'edit', options: { prompt: 'a fox', 'dry-run': true }, images: { image } });
    expect((await left()).filter((name) => name.includes('dry-'))).toEqual([]);
  });
});

describe('pictures that could not be removed while S3 was away', () => {
  const down = () => server.breakBy(() => ({ kind: 'refuse', status: 503, code: 'SlowDown' }));

  it('are gone for whoever deleted them, and removed once it is back', async () => {
    const { kit, left, press, made, sweep } = await open(inS3());
    const shown = await made('first');
    down();
    const { answer } = await press(shown, 'delete');
    expect(answer?.kind === 'text' && plainText(answer.text)).toBe('Deleted.');
    expect(await kit.parts.jobs.byAccount('guild:ada', 9)).toEqual([]);
    await sweep();
    server.breakBy(() => undefined);
    expect((await left()).length).toBeGreaterThan(1);
    await sweep();
    expect(await left()).toEqual([]);
    expect((await kit.parts.documents.leftBlobs.list('')[Symbol.asyncIterator]().next()).done).toBe(true);
  });

  it('of somebody who wants to be forgotten are removed once it is back', async () => {
    const { kit, left, made, sweep } = await open(inS3());
    await made('hers');
    down();
    const { answer } = await kit.talk.ask({ name: 'privacy forget', options: { confirm: true } });
    expect(JSON.stringify(answer)).toContain('1 request is forgotten');
    server.breakBy(() => undefined);
    await sweep();
    expect(await left()).toEqual([]);
  });

  it('that are old are removed by a later sweep', async () => {
    const { left, made, sweep } = await open(inS3());
    await made('first');
    down();
    expect(await sweep(31)).toBe(1);
    server.breakBy(() => undefined);
    expect((await left()).length).toBeGreaterThan(1);
    await sweep(31);
    expect(await left()).toEqual([]);
  });

  it('are asked for once in a sweep while it is still away', async () => {
    const { blobs } = inS3();
    const kit = openKit();
    const { leftBlobs } = kit.parts.documents;
    const lasting = createLastingRemoval({ ...kit.parts, blobs, leftBlobs });
    down();
    for (const id of ['a', 'b', 'c']) await lasting.removeAll(`jobs/${id}/`);
    const before = server.calls.length;
    await removeLeft({ blobs: lasting, leftBlobs });
    expect(server.calls.length - before).toBe(3);
    expect(await leftBlobs.get('jobs/a/')).toMatchObject({ prefix: 'jobs/a/', tries: 2 });
    expect(await leftBlobs.get('jobs/b/')).toMatchObject({ tries: 1 });
  });
});
