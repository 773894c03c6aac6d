import { describe, expect, it } from 'vitest';
import type { BlobStore } from '#src/ports/blob-store.ts';
import { createFreshBlobs } from '#src/store/fresh-blobs.ts';
import { blobStoreContract } from '../contracts/blob-store.ts';
import { createMemoryBlobs } from '../fakes/memory-blobs.ts';

const bytes = Uint8Array.from([1, 2, 3]);

describe('blobs that remember what was put just now', () => {
  let inner = createMemoryBlobs();
  blobStoreContract({
    open: async () => {
      inner = createMemoryBlobs();
      return createFreshBlobs(inner);
    },
    again: async () => createFreshBlobs(inner),
  });
});

/** Blobs, and how often they were asked for bytes. */
function counted() {
  const inner = createMemoryBlobs();
  const asked: string[] = [];
  const get: BlobStore['get'] = (key) => {
    asked.push(key);
    return inner.get(key);
  };
  return { inner, asked, blobs: createFreshBlobs({ ...inner, get }) };
}

it('gives back what was put just now without asking the store', async () => {
  const { blobs, asked } = counted();
  await blobs.put('jobs/1/0.png', Buffer.from(bytes));
  expect(await blobs.get('jobs/1/0.png')).toEqual(bytes);
  expect(asked).toEqual([]);
});

it('asks the store for what it did not put itself', async () => {
  const { inner, blobs, asked } = counted();
  await inner.put('jobs/1/0.png', bytes);
  expect(await blobs.get('jobs/1/0.png')).toEqual(bytes);
  expect(asked).toEqual(['jobs/1/0.png']);
});

it('forgets at once what is removed, also what is being put meanwhile', async () => {
  const { inner, blobs } = counted();
  await blobs.put('jobs/1/0.png', bytes);
  await blobs.removeAll('jobs/1/');
  expect(await blobs.get('jobs/1/0.png')).toBeUndefined();

  const putting = blobs.put('jobs/1/0.png', bytes);
  await Promise.all([blobs.removeAll('jobs/1/'), putting]);
  await inner.removeAll('jobs/1/');
  expect(await blobs.get('jobs/1/0.png')).toBeUndefined();
});

it('remembers no more than 12 MB together, the latest of them', async () => {
  const { blobs, asked } = counted();
  for (let nth = 0; nth < 5; nth++) await blobs.put(`jobs/${nth}/0.png`, new Uint8Array(3 * 1_048_576));
  for (let nth = 0; nth < 5; nth++) await blobs.get(`jobs/${nth}/0.png`);
  expect(asked).toEqual(['jobs/0/0.png']);

  await blobs.put('jobs/large/0.png', new Uint8Array(9 * 1_048_576));
  await blobs.get('jobs/large/0.png');
  expect(asked).toContain('jobs/large/0.png');
});

it('does not give the old bytes once others flowed in under the same key', async () => {
  const { blobs } = counted();
  await blobs.put('a', bytes);
  async function* chunks() {
    yield Uint8Array.from([9]);
  }
  await blobs.putFrom('a', chunks(), { maxBytes: 10, signal: new AbortController().signal });
  expect(await blobs.get('a')).toEqual(Uint8Array.from([9]));
});

it('remembers nothing that the store did not keep', async () => {
  const inner = createMemoryBlobs();
  const blobs = createFreshBlobs({ ...inner, put: () => Promise.reject(new Error('full')) });
  await expect(blobs.put('a', bytes)).rejects.toThrow('full');
  expect(await blobs.get('a')).toBeUndefined();
});
