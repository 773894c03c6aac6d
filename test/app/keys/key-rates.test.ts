import { expect, it } from 'vitest';
import { createKeyRates, type StoredKeyRate } from '#src/app/keys/key-rates.ts';
import type { Documents } from '#src/ports/documents.ts';
import { createDocuments } from '#src/store/keyv-documents.ts';
import { createMemoryStorage } from '#src/store/memory-storage.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';

function open(processes = 1) {
  const storage = createMemoryStorage();
  const clock = createManualClock();
  let writes = 0;
  const counted = (documents: Documents<StoredKeyRate>): Documents<StoredKeyRate> => ({
    ...documents,
    update(id, change) {
      writes += 1;
      return documents.update(id, change);
    },
  });
  const rates = Array.from({ length: processes }, () =>
    createKeyRates({ rates: counted(createDocuments<StoredKeyRate>(storage, 'rates')), clock }),
  );
  const take = async (many: number, limit: number, name = 'web') => {
    const states = await Promise.all(
      Array.from({ length: many }, (_, index) => rates[index % processes]?.take(name, limit)),
    );
    return states.filter((state) => state?.isAllowed).length;
  };
  return { clock, take, rates, writes: () => writes };
}

it('lets in exactly as many as the limit says in a minute, and as many again in the next', async () => {
  const { take, clock } = open();
  expect(await take(15, 10)).toBe(10);
  await clock.advance(59_000);
  expect(await take(5, 10)).toBe(0);
  await clock.advance(1000);
  expect(await take(15, 10)).toBe(10);
});

it.each([1, 7, 10, 25, 100])('never lets in more than %i over three processes, and hardly fewer', async (limit) => {
  const allowed = await open(3).take(limit * 4, limit);
  expect(allowed).toBeLessThanOrEqual(limit);
  expect(allowed).toBeGreaterThanOrEqual(limit - 3 * Math.ceil(limit / 20));
});

it('counts each key by itself', async () => {
  const { take } = open();
  expect([await take(5, 3, 'web'), await take(5, 3, 'shop')]).toEqual([3, 3]);
});

it('tells what is left and until when', async () => {
  const { rates, clock } = open();
  await clock.advance(12_000);
  const states = [await rates[0]?.take('web', 2), await rates[0]?.take('web', 2), await rates[0]?.take('web', 2)];
  expect(states).toEqual([
    { isAllowed: true, limit: 2, remaining: 1, resetMs: 48_000 },
    { isAllowed: true, limit: 2, remaining: 0, resetMs: 48_000 },
    { isAllowed: false, limit: 2, remaining: 0, resetMs: 48_000 },
  ]);
});

it('costs the store next to nothing: neither large limits nor those who hammer', async () => {
  const { take, writes } = open();
  await take(1000, 1_000_000);
  expect(writes()).toBe(1);
  await take(10, 5, 'small');
  const before = writes();
  await take(10_000, 5, 'small');
  expect(writes()).toBe(before);
});
