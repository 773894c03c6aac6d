import { expect, it } from 'vitest';
import type { BlobStore, OpenBlob } from '#src/ports/blob-store.ts';

const ALL = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 7) % 251);

/** What every blob store owes of bytes that flow in and out. `open` gives an empty one. */
export function blobStreamContract({ open }: { open(): Promise<BlobStore> }): void {
  it('keeps what flows in, and tells how much it was', async () => {
    const blobs = await open();
    expect(await blobs.putFrom('jobs/1/0.png', pieces(ALL, 7_000), limits())).toBe(ALL.byteLength);
    expect(await blobs.get('jobs/1/0.png')).toEqual(ALL);
    expect(await blobs.putFrom('jobs/1/0.png', pieces(Uint8Array.from([9]), 1), limits())).toBe(1);
    expect(await blobs.get('jobs/1/0.png')).toEqual(Uint8Array.from([9]));
    expect(await blobs.putFrom('empty', pieces(new Uint8Array(), 1), limits())).toBe(0);
    expect(await blobs.get('empty')).toEqual(new Uint8Array());
  });

  it('keeps nothing of what is too large, and reads no further than it must', async () => {
    const blobs = await open();
    await blobs.put('jobs/1/0.png', Uint8Array.from([1]));
    let read = 0;
    const endless = (async function* () {
      for (;;) {
        read += 1000;
        yield new Uint8Array(1000);
      }
    })();
    const options = { ...limits(5_500), name: 'cat.png' };
    await expect(blobs.putFrom('jobs/1/0.png', endless, options)).rejects.toMatchObject({
      code: 'image-too-large',
      details: { name: 'cat.png', byteLength: 6000, limitBytes: 5500 },
    });
    expect(read).toBe(6000);
    expect(await blobs.get('jobs/1/0.png')).toEqual(Uint8Array.from([1]));
  });

  it('takes just as many bytes as it may', async () => {
    const blobs = await open();
    expect(await blobs.putFrom('a', pieces(ALL, 4_096), limits(ALL.byteLength))).toBe(ALL.byteLength);
  });

  it('keeps nothing of what breaks off, and throws what broke it', async () => {
    const blobs = await open();
    const gone = new Error('the sender is gone');
    const broken = (async function* () {
      yield new Uint8Array(1000);
      throw gone;
    })();
    await expect(blobs.putFrom('jobs/1/0.png', broken, limits())).rejects.toBe(gone);
    expect(await blobs.look('jobs/1/0.png')).toBeUndefined();
  });

  it('stops when it is told to, also while nothing comes', async () => {
    const blobs = await open();
    const cut = new AbortController();
    const reason = new Error('waited long enough');
    const stuck = (async function* () {
      yield new Uint8Array(1000);
      cut.abort(reason);
      await new Promise(() => undefined);
    })();
    await expect(blobs.putFrom('a', stuck, { ...limits(), signal: cut.signal })).rejects.toBe(reason);
    await expect(blobs.putFrom('a', pieces(ALL, 10), { ...limits(), signal: cut.signal })).rejects.toBe(reason);
    expect(await blobs.get('a')).toBeUndefined();
  });

  it('gives the bytes as they flow, all of them or a part', async () => {
    const blobs = await open();
    await blobs.put('jobs/1/0.png', ALL);
    expect(await read(await blobs.open('jobs/1/0.png'))).toEqual(ALL);
    const part = await blobs.open('jobs/1/0.png', { first: 70_000, last: 199_999 });
    expect(part?.size).toBe(ALL.byteLength);
    expect(await read(part)).toEqual(ALL.slice(70_000, 200_000));
    expect(await read(await blobs.open('jobs/1/0.png', { first: 0, last: 0 }))).toEqual(ALL.slice(0, 1));
    const last = ALL.byteLength - 1;
    expect(await read(await blobs.open('jobs/1/0.png', { first: last, last }))).toEqual(ALL.slice(-1));
  });

  it('gives an empty body for what is empty', async () => {
    const blobs = await open();
    await blobs.put('empty', new Uint8Array());
    expect(await read(await blobs.open('empty'))).toEqual(new Uint8Array());
  });

  it('opens nothing where there is nothing', async () => {
    const blobs = await open();
    await blobs.put('jobs/1/0.png', ALL);
    for (const key of ['jobs/1/1.png', 'jobs/1', 'jobs', 'jobs/1/0.png/0', '../a', 'a\\b', 'a\0b', '']) {
      expect([await blobs.open(key), await blobs.look(key)], key).toEqual([undefined, undefined]);
    }
  });

  it('tells the size and a tag, which is another one for other bytes', async () => {
    const blobs = await open();
    await blobs.put('a', ALL);
    const facts = await blobs.look('a');
    expect(facts).toEqual({ size: ALL.byteLength, tag: expect.stringMatching(/^[A-Za-z0-9-]+$/) });
    const opened = await blobs.open('a');
    expect(opened).toMatchObject(facts ?? {});
    await opened?.body.cancel();
    await blobs.put('a', ALL.toReversed());
    expect((await blobs.look('a'))?.tag).not.toBe(facts?.tag);
  });

  it('lets go of a body that is not read to its end', async () => {
    const blobs = await open();
    await blobs.put('a', ALL);
    const opened = await blobs.open('a');
    const reader = opened?.body.getReader();
    expect((await reader?.read())?.done).toBe(false);
    await reader?.cancel();
    await blobs.removeAll('a');
    expect(await blobs.open('a')).toBeUndefined();
  });
}

const limits = (maxBytes = 1_000_000) => ({ maxBytes, signal: new AbortController().signal });

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += size) yield bytes.subarray(at, at + size);
}

const read = async (blob: OpenBlob | undefined): Promise<Uint8Array | undefined> =>
  blob && new Uint8Array(await new Response(blob.body).arrayBuffer());
