import { expect, it } from 'vitest';
import type { Documents } from '#src/ports/documents.ts';
import { collect } from '../fakes/collect.ts';

export interface Counter {
  readonly count: number;
  readonly note?: string | null;
}

/** What all documents owe. `open` gives none yet, `again` the same ones as another process sees them. */
export function documentsContract({
  open,
  again,
}: {
  open(): Promise<Documents<Counter>>;
  again(): Promise<Documents<Counter>>;
}): void {
  const add = (known: Counter | undefined): Counter => ({ count: (known?.count ?? 0) + 1 });

  it('gives back what was stored, and nothing for what was not', async () => {
    const documents = await open();
    expect(await documents.get('a')).toBeUndefined();
    const written = { count: 1, note: ':colons, "quotes", \0, \u{1F600} and \ud800' };
    expect(await documents.update('a', () => written)).toEqual(written);
    expect(await documents.get('a')).toEqual(written);
    expect(await (await again()).get('a')).toEqual(written);
  });

  it('hands the stored value to a change and stores what comes back', async () => {
    const documents = await open();
    await documents.update('a', add);
    expect(await documents.update('a', (known) => known && { ...known, note: null })).toEqual({ count: 1, note: null });
    expect(await documents.get('a')).toEqual({ count: 1, note: null });
  });

  it('writes nothing when a change gives back what it was given', async () => {
    const documents = await open();
    expect(await documents.update('a', (known) => known)).toBeUndefined();
    expect(await documents.get('a')).toBeUndefined();
    await documents.update('a', add);
    expect(await documents.update('a', (known) => known)).toEqual({ count: 1 });
  });

  it('stores a new document only where there is none', async () => {
    const [one, other] = [await open(), await again()];
    expect(await one.add('a', { count: 1 })).toBe(true);
    expect(await one.add('a', { count: 2 })).toBe(false);
    expect(await other.add('a', { count: 3 })).toBe(false);
    expect(await one.get('a')).toEqual({ count: 1 });
    expect(await one.update('a', add)).toEqual({ count: 2 });
    expect((await Promise.all([one.add('b', { count: 1 }), other.add('b', { count: 1 })])).toSorted()).toEqual([
      false,
      true,
    ]);
  });

  it('makes what is in no hurry before the next change, or by itself', async () => {
    const documents = await open();
    const early = documents.later('a', add);
    expect(await documents.update('a', add)).toEqual({ count: 2 });
    expect(await early).toEqual({ count: 1 });
    expect(await documents.later('a', add)).toEqual({ count: 3 });
    expect(await (await again()).get('a')).toEqual({ count: 3 });
  });

  it('removes a document when a change gives back nothing, or when it is told to', async () => {
    const documents = await open();
    await documents.update('a', add);
    await documents.update('b', add);
    expect(await documents.update('a', () => undefined)).toBeUndefined();
    await documents.remove('b');
    await documents.remove('never there');
    expect(await collect(documents.list())).toEqual([]);
  });

  it('loses no change, however many come at once from two processes', async () => {
    const [one, other] = [await open(), await again()];
    await Promise.all(Array.from({ length: 100 }, (_, i) => (i % 2 ? one : other).update('a', add)));
    expect(await one.get('a')).toEqual({ count: 100 });
  });

  it('passes on what a change throws, stores nothing and takes the next change', async () => {
    const documents = await open();
    const refusal = new Error('not like this');
    const refuse = (): never => {
      throw refusal;
    };
    await expect(documents.update('a', refuse)).rejects.toBe(refusal);
    expect(await documents.update('a', add)).toEqual({ count: 1 });
  });

  it('lists the documents whose id begins with a prefix, by id', async () => {
    const documents = await open();
    for (const id of ['b/2', 'a/1', 'b/1', 'b', 'c']) await documents.update(id, () => ({ count: id.length }));
    expect(await collect(documents.list('b/'))).toEqual([
      ['b/1', { count: 3 }],
      ['b/2', { count: 3 }],
    ]);
    expect((await collect(documents.list())).map(([id]) => id)).toEqual(['a/1', 'b', 'b/1', 'b/2', 'c']);
  });

  it('goes on with a list behind an id, whether it is still there or not', async () => {
    const documents = await open();
    for (const id of ['a/1', 'b/1', 'b/2', 'b/3', 'c']) await documents.update(id, add);
    const behind = async (prefix: string, after: string) =>
      (await collect(documents.list(prefix, after))).map(([id]) => id);
    expect(await behind('b/', 'b/1')).toEqual(['b/2', 'b/3']);
    await documents.remove('b/2');
    expect(await behind('b/', 'b/2')).toEqual(['b/3']);
    expect(await behind('b/', 'b/3')).toEqual([]);
    expect(await behind('b/', 'c')).toEqual([]);
    expect(await behind('b/', 'a')).toEqual(['b/1', 'b/3']);
    expect(await behind('', 'b/3')).toEqual(['c']);
  });

  it.each(['', 'half \ud83d', '\ude00'])('refuses the id %j, which no store could give back', async (id) => {
    const documents = await open();
    await expect(documents.get(id)).rejects.toThrow('id');
    await expect(async () => documents.update(id, add)).rejects.toThrow('id');
    await expect(documents.remove(id)).rejects.toThrow('id');
  });
}
