import { expect, it } from 'vitest';
import { createDocuments } from '#src/store/keyv-documents.ts';
import { createMemoryStorage } from '#src/store/memory-storage.ts';

interface Count {
  readonly count: number;
}

const more = (known: Count | undefined): Count => ({ count: (known?.count ?? 0) + 1 });

/** Documents, and how often they were written. */
function counted() {
  const storage = createMemoryStorage();
  const writes = { count: 0 };
  const inner = storage.inNamespace.bind(storage);
  storage.inNamespace = (namespace) => {
    const spaced = inner(namespace);
    const set = spaced.compareAndSet;
    return Object.assign(spaced, {
      compareAndSet: (...given: Parameters<typeof set>) => {
        writes.count += 1;
        return set(...given);
      },
    });
  };
  return { documents: createDocuments<Count>(storage, 'n'), writes, others: createDocuments<Count>(storage, 'n') };
}

it('makes changes that wait together, each with what it made', async () => {
  const { documents, writes } = counted();
  const made = await Promise.all(Array.from({ length: 50 }, () => documents.update('a', more)));
  expect(made.map((value) => value?.count)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
  expect(await documents.get('a')).toEqual({ count: 50 });
  expect(writes.count).toBe(2);
});

it('lets one that throws fail alone', async () => {
  const { documents } = counted();
  const failing = () => {
    throw new Error('refused');
  };
  const outcomes = await Promise.allSettled([
    documents.update('a', more),
    documents.update('a', more),
    documents.update('a', failing),
    documents.update('a', more),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
  expect(await documents.get('a')).toEqual({ count: 3 });
  await expect(documents.update('a', failing)).rejects.toThrow('refused');
});

it('writes what is in no hurry once, together with the next change of the same turn', async () => {
  const { documents, writes } = counted();
  const early = [documents.later('a', more), documents.later('a', more)];
  expect(writes.count).toBe(0);
  expect(await documents.update('a', more)).toEqual({ count: 3 });
  expect(await Promise.all(early)).toEqual([{ count: 1 }, { count: 2 }]);
  expect(writes.count).toBe(1);
});

it('writes nothing where none of them changes anything', async () => {
  const { documents, writes } = counted();
  await documents.update('a', more);
  const before = writes.count;
  await Promise.all(Array.from({ length: 9 }, () => documents.update('a', (known) => known)));
  expect(writes.count).toBe(before);
});

it('makes all of them again where somebody else came before', async () => {
  const { documents, others } = counted();
  await documents.update('a', more);
  await others.update('a', () => ({ count: 100 }));
  const made = await Promise.all([1, 2, 3].map(() => documents.update('a', more)));
  expect(made.map((value) => value?.count)).toEqual([101, 102, 103]);
});

it('removes and makes anew in one turn', async () => {
  const { documents } = counted();
  await documents.update('a', more);
  const made = await Promise.all([
    documents.update('a', more),
    documents.update('a', () => undefined),
    documents.update('a', more),
  ]);
  expect(made).toEqual([{ count: 2 }, undefined, { count: 1 }]);
  expect(await documents.get('a')).toEqual({ count: 1 });
});
