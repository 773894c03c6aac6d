import Keyv from 'keyv';
import { describe, expect, it } from 'vitest';
import { createAtomicStorage } from '#src/store/atomic-storage.ts';
import { createDocuments } from '#src/store/keyv-documents.ts';
import { createMemoryEngine, createMemoryStorage } from '#src/store/memory-storage.ts';
import { type Counter, documentsContract } from '../contracts/documents.ts';
import { collect } from '../fakes/collect.ts';
import { createTroubledEngine, type Trouble } from '../fakes/troubled-engine.ts';
import { describeStores, opener } from './stores.ts';

const add = (known: Counter | undefined): Counter => ({ count: (known?.count ?? 0) + 1 });

describeStores(
  (name) => `documents in ${name}`,
  (store) => {
    documentsContract(opener(store, (storage) => createDocuments<Counter>(storage, 'counters')));

    it('are values that a plain Keyv reads and writes', async () => {
      const { storage, again } = store.fresh();
      const documents = createDocuments<Counter>(storage, 'counters');
      await documents.update('a', () => ({ count: 1, note: ':colon' }));
      const keyv = new Keyv({ store: again(), namespace: 'counters' });
      expect(await keyv.get('a')).toEqual({ count: 1, note: ':colon' });
      await keyv.set('b', { count: 7 });
      expect(await documents.get('b')).toEqual({ count: 7 });
      expect(await documents.update('b', add)).toEqual({ count: 8 });
      expect(await keyv.get('b')).toEqual({ count: 8 });
    });

    it('of two kinds in one store do not see each other', async () => {
      const { storage } = store.fresh();
      const [cats, dogs] = [createDocuments<Counter>(storage, 'cats'), createDocuments<Counter>(storage, 'dogs')];
      await cats.update('a', add);
      expect(await dogs.get('a')).toBeUndefined();
      expect(await cats.get('a')).toEqual({ count: 1 });
      expect(await collect(dogs.list())).toEqual([]);
    });
  },
);

describe('a store in trouble', () => {
  function troubled(trouble: Trouble, tries: number[] = []) {
    const storage = createAtomicStorage(createTroubledEngine(createMemoryEngine(), trouble));
    return createDocuments<Counter>(storage, 'counters', {
      pause: async (lost) => {
        tries.push(lost);
      },
    });
  }
  const unavailable = { code: 'store-unavailable', blame: 'operator' };

  it('is never taken for a document that is not there', async () => {
    const cause = new Error('the cable is out');
    const documents = troubled({
      before: () => {
        throw cause;
      },
    });
    const failure = { ...unavailable, cause };
    await expect(documents.get('a')).rejects.toMatchObject(failure);
    await expect(documents.update('a', add)).rejects.toMatchObject(failure);
    await expect(documents.remove('a')).rejects.toMatchObject(failure);
    await expect(collect(documents.list())).rejects.toMatchObject(failure);
  });

  it('does not ask for a change when the document cannot be read', async () => {
    let asked = 0;
    const documents = troubled({
      before: (operation) => {
        if (operation === 'read') throw new Error('lost');
      },
    });
    const change = () => {
      asked += 1;
      return { count: 1 };
    };
    await expect(documents.update('a', change)).rejects.toMatchObject(unavailable);
    expect(asked).toBe(0);
  });

  it('gives up after many lost tries in a row, pausing before each', async () => {
    const tries: number[] = [];
    const engine = createMemoryEngine();
    const storage = createAtomicStorage({ ...engine, compareAndSet: async () => false });
    const documents = createDocuments<Counter>(storage, 'counters', {
      pause: async (lost) => {
        tries.push(lost);
      },
    });
    await expect(documents.update('a', add)).rejects.toMatchObject(unavailable);
    expect(tries).toEqual(Array.from({ length: 63 }, (_, i) => i + 1));
  });

  it('shows a damaged value as a failure, not as a missing one', async () => {
    const storage = createMemoryStorage();
    const documents = createDocuments<Counter>(storage, 'counters');
    for (const damaged of ['{"value":', '{}', 'null', '"text"']) {
      await storage.set('counters::a', damaged);
      await expect(documents.get('a'), damaged).rejects.toMatchObject(unavailable);
      await expect(documents.update('a', add), damaged).rejects.toMatchObject(unavailable);
      await expect(collect(documents.list()), damaged).rejects.toMatchObject(unavailable);
    }
  });

  it('does not keep a change waiting behind one that failed', async () => {
    let broken = true;
    const documents = troubled({
      before: () => {
        if (broken) throw new Error('lost');
      },
    });
    const first = documents.update('a', add);
    const second = first.catch(() => {
      broken = false;
      return documents.update('a', add);
    });
    await expect(first).rejects.toMatchObject(unavailable);
    expect(await second).toEqual({ count: 1 });
  });
});

describe('what this process saw last', () => {
  function counted() {
    const reads: string[] = [];
    const engine = createMemoryEngine();
    const before = (operation: string) => void reads.push(operation);
    const open = (trouble: Trouble) =>
      createDocuments<Counter>(createAtomicStorage(createTroubledEngine(engine, trouble)), 'counters');
    return { ours: open({ before }), another: open({ before: () => undefined }), reads };
  }

  it('is changed without being read again', async () => {
    const { ours, reads } = counted();
    await ours.update('a', add);
    reads.length = 0;
    expect(await ours.update('a', add)).toEqual({ count: 2 });
    expect(reads).toEqual(['compareAndSet']);
  });

  it('counts for nothing once another process changed or removed it', async () => {
    const { ours, another } = counted();
    await ours.update('a', add);
    await another.update('a', add);
    expect(await ours.update('a', add)).toEqual({ count: 3 });
    await another.remove('a');
    expect(await ours.update('a', add)).toEqual({ count: 1 });
  });

  it('refuses nothing that may be right by now', async () => {
    const { ours, another } = counted();
    const spend = (known: Counter | undefined) => (known && known.count > 0 ? { count: known.count - 1 } : known);
    const strictly = (known: Counter | undefined) => {
      if (!known || known.count < 1) throw new Error('nothing left');
      return { count: known.count - 1 };
    };
    await ours.update('a', () => ({ count: 0 }));
    await another.update('a', () => ({ count: 2 }));
    expect(await ours.update('a', spend)).toEqual({ count: 1 });
    await another.update('a', () => ({ count: 0 }));
    await another.update('a', () => ({ count: 3 }));
    expect(await ours.update('a', strictly)).toEqual({ count: 2 });
    await another.update('a', () => ({ count: 0 }));
    await expect(ours.update('a', strictly)).rejects.toThrow('nothing left');
  });

  it('is nobody else to change: each change begins from a value of its own', async () => {
    const { ours } = counted();
    const [first] = [await ours.update('a', () => ({ count: 1, note: 'mine' }))];
    if (first) Object.assign(first, { count: 50 });
    expect(await ours.update('a', add)).toEqual({ count: 2 });
  });
});
