import { expect, it } from 'vitest';
import type { BlobStore } from '#src/ports/blob-store.ts';
import { blobStreamContract } from './blob-store-streams.ts';

/** What every blob store owes. `open` gives an empty one, `again` the same one as another process sees it. */
export function blobStoreContract({ open, again }: { open(): Promise<BlobStore>; again(): Promise<BlobStore> }): void {
  const bytes = (...values: number[]) => Uint8Array.from(values);

  blobStreamContract({ open });

  it('gives back the very bytes, also when it is opened again', async () => {
    const blobs = await open();
    const all = Uint8Array.from({ length: 70_000 }, (_, i) => i % 256);
    await blobs.put('jobs/1/0.png', all);
    await blobs.put('empty', bytes());
    expect(await blobs.get('jobs/1/0.png')).toEqual(all);
    expect(await (await again()).get('jobs/1/0.png')).toEqual(all);
    expect(await blobs.get('empty')).toEqual(bytes());
  });

  it('takes a part of a larger buffer for just that part', async () => {
    const blobs = await open();
    await blobs.put('part', new Uint8Array(bytes(1, 2, 3, 4).buffer, 1, 2));
    expect(await blobs.get('part')).toEqual(bytes(2, 3));
  });

  it('has nothing under a key that was never put, nor under a part of one', async () => {
    const blobs = await open();
    await blobs.put('jobs/1/0.png', bytes(1));
    for (const key of ['jobs/1/1.png', 'jobs/2/0.png', 'jobs/1', 'jobs', 'jobs/1/0.png/0']) {
      expect(await blobs.get(key), key).toBeUndefined();
    }
  });

  it('replaces what was there, and gives the old or the new bytes but no mixture', async () => {
    const blobs = await open();
    const [old, young] = [new Uint8Array(500_000).fill(1), new Uint8Array(300_000).fill(2)];
    await blobs.put('a', old);
    let writing = true;
    async function readAll(): Promise<void> {
      while (writing) {
        const found = await blobs.get('a');
        expect([old, young].some((whole) => Buffer.from(found ?? []).equals(whole))).toBe(true);
      }
    }
    const reading = readAll();
    for (let i = 0; i < 10; i++) await blobs.put('a', i % 2 ? old : young);
    writing = false;
    await reading;
    await blobs.put('a', young);
    expect(await blobs.get('a')).toEqual(young);
  });

  it('removes everything whose key begins with a prefix, and nothing else', async () => {
    const blobs = await open();
    const keys = ['jobs/1/0.png', 'jobs/1/1.png', 'jobs/10/0.png', 'jobs/2/0.png', 'other/1/0.png'];
    const left = async () => {
      const found = await Promise.all(keys.map((key) => blobs.get(key)));
      return keys.filter((_, i) => found[i]);
    };
    for (const key of keys) await blobs.put(key, bytes(1));
    await blobs.removeAll('jobs/1/0');
    expect(await left()).toEqual(['jobs/1/1.png', 'jobs/10/0.png', 'jobs/2/0.png', 'other/1/0.png']);
    await blobs.removeAll('jobs/1/');
    expect(await left()).toEqual(['jobs/10/0.png', 'jobs/2/0.png', 'other/1/0.png']);
    await blobs.removeAll('jobs/1');
    expect(await left()).toEqual(['jobs/2/0.png', 'other/1/0.png']);
    await blobs.removeAll('jobs');
    expect(await left()).toEqual(['other/1/0.png']);
    await blobs.removeAll('never/there/');
    await blobs.removeAll('never/there');
  });

  it('can put again where it removed', async () => {
    const blobs = await open();
    await blobs.put('jobs/1/0.png', bytes(1));
    await blobs.removeAll('jobs/1/');
    await blobs.put('jobs/1/0.png', bytes(2));
    expect(await blobs.get('jobs/1/0.png')).toEqual(bytes(2));
  });

  it('puts whole or not at all while the same folder is being emptied', async () => {
    const blobs = await open();
    const keys = Array.from({ length: 20 }, (_, i) => `jobs/1/${i}.png`);
    await Promise.all(keys.flatMap((key) => [blobs.put(key, bytes(1, 2, 3)), blobs.removeAll('jobs/1/')]));
    for (const found of await Promise.all(keys.map((key) => blobs.get(key)))) {
      expect([bytes(1, 2, 3), undefined]).toContainEqual(found);
    }
    await blobs.put('jobs/1/last.png', bytes(4));
    expect(await blobs.get('jobs/1/last.png')).toEqual(bytes(4));
  });

  it.each([
    '',
    '/',
    '/etc/passwd',
    '../a',
    'a/../../b',
    'a/./b',
    'a//b',
    'a/',
    '.hidden',
    'a/.hidden',
    'a\\b',
    'a\0b',
    'a b',
    'ä',
    'a\n',
  ])('has no way out for the key %j', async (key) => {
    const blobs = await open();
    await expect(async () => blobs.put(key, bytes(1))).rejects.toThrow('Not a blob key');
    const options = { maxBytes: 10, signal: new AbortController().signal };
    await expect(async () => blobs.putFrom(key, ReadableStream.from([bytes(1)]), options)).rejects.toThrow(
      'Not a blob',
    );
    expect(await Promise.all([blobs.get(key), blobs.open(key), blobs.look(key)])).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('takes no key that a file system would find too long', async () => {
    const blobs = await open();
    for (const key of [`${'a/'.repeat(500)}a`, 'a'.repeat(201)]) {
      await expect(async () => blobs.put(key, bytes(1))).rejects.toThrow('Not a blob key');
      expect(await blobs.get(key)).toBeUndefined();
    }
  });

  it.each(['', '/', '../', '..', 'a/../', '.', '.writing', 'a//'])(
    'removes nothing by the prefix %j',
    async (prefix) => {
      const blobs = await open();
      await blobs.put('a/b', bytes(1));
      await expect(async () => blobs.removeAll(prefix)).rejects.toThrow(/blob/);
      expect(await blobs.get('a/b')).toEqual(bytes(1));
    },
  );
}
