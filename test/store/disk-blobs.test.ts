import { mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createDiskBlobs } from '#src/store/disk-blobs.ts';
import { blobStoreContract } from '../contracts/blob-store.ts';
import { createMemoryBlobs } from '../fakes/memory-blobs.ts';
import { scratchFolder } from '../fakes/scratch-folder.ts';

const bytes = Uint8Array.from([1, 2, 3]);

describe('blobs on disk', () => {
  let folder = '';
  blobStoreContract({
    open: async () => {
      folder = join(scratchFolder(), 'data', 'blobs');
      return createDiskBlobs({ folder });
    },
    again: async () => createDiskBlobs({ folder }),
  });

  it('are files that their owner alone can read, under the names of their keys', async () => {
    const folder = join(scratchFolder(), 'blobs');
    await createDiskBlobs({ folder }).put('jobs/1/0.png', bytes);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, 'jobs/1')).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, 'jobs/1/0.png')).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(folder, '.writing'))).toEqual([]);
  });

  it('say that the disk is full, and keep what was there before', async () => {
    const folder = scratchFolder();
    const blobs = createDiskBlobs({ folder });
    await blobs.put('a', bytes);
    // The kernel's own full disk: every write to it fails with ENOSPC.
    const full = createDiskBlobs({ folder, writeFile: (_, content) => writeFile('/dev/full', content) });
    await expect(full.put('a', Uint8Array.from([9]))).rejects.toMatchObject({
      code: 'store-full',
      cause: { code: 'ENOSPC' },
    });
    expect(await blobs.get('a')).toEqual(bytes);
  });

  it('leave nothing behind when writing fails half way', async () => {
    const folder = scratchFolder();
    const blobs = createDiskBlobs({
      folder,
      writeFile: async (path, content) => {
        await writeFile(path, content.subarray(0, 1));
        throw Object.assign(new Error('the disk is gone'), { code: 'EIO' });
      },
    });
    await expect(blobs.put('jobs/1/0.png', bytes)).rejects.toMatchObject({
      code: 'store-unavailable',
      cause: { code: 'EIO' },
    });
    expect(await blobs.get('jobs/1/0.png')).toBeUndefined();
    expect(readdirSync(join(folder, '.writing'))).toEqual([]);
  });

  it('sweep at the start what dead processes left, and nothing a living one may be writing', () => {
    const folder = scratchFolder();
    const writing = join(folder, '.writing');
    mkdirSync(writing);
    for (const name of ['old', 'young']) writeFileSync(join(writing, name), 'half a picture');
    const now = Date.now();
    utimesSync(join(writing, 'old'), new Date(now - 601_000), new Date(now - 601_000));
    createDiskBlobs({ folder, now: () => now });
    expect(readdirSync(writing)).toEqual(['young']);
  });

  it('say at once that their folder cannot be made', () => {
    const file = join(scratchFolder(), 'file');
    writeFileSync(file, '');
    expect(() => createDiskBlobs({ folder: join(file, 'blobs') })).toThrow(
      expect.objectContaining({ code: 'store-unavailable', cause: expect.objectContaining({ code: 'ENOTDIR' }) }),
    );
  });

  it('say so when a key leads through something that is no folder', async () => {
    const blobs = createDiskBlobs({ folder: scratchFolder() });
    await blobs.put('a', bytes);
    await expect(blobs.put('a/b', bytes)).rejects.toMatchObject({ code: 'store-unavailable' });
    expect(await blobs.get('a')).toEqual(bytes);
  });
});

describe('blobs in memory', () => {
  let blobs = createMemoryBlobs();
  blobStoreContract({
    open: async () => {
      blobs = createMemoryBlobs();
      return blobs;
    },
    again: async () => blobs,
  });
});
