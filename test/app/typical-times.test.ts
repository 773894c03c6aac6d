import { expect, it } from 'vitest';
import { createTypicalTimes, type TypicalTime } from '#src/app/typical-times.ts';
import { createDocuments } from '#src/store/keyv-documents.ts';
import { createMemoryStorage } from '#src/store/memory-storage.ts';
import { ABLE } from '../fixtures/model-entries.ts';

it("remembers what a model's calls take, the newest counting most, and guesses before the first", async () => {
  const times = createTypicalTimes(createDocuments<TypicalTime>(createMemoryStorage(), 'typical-times'));
  expect(await times.expectedMs(ABLE)).toBe(12_000);
  await times.record(ABLE.id, 4000);
  expect(await times.expectedMs(ABLE)).toBe(4000);
  await times.record(ABLE.id, 14_000);
  expect(await times.expectedMs(ABLE)).toBe(7000);
  expect(await times.expectedMs({ ...ABLE, id: 'atelier/other' })).toBe(12_000);
});

it('loses no call where many end in the same moment', async () => {
  const times = createTypicalTimes(createDocuments<TypicalTime>(createMemoryStorage(), 'typical-times'));
  await times.record(ABLE.id, 1000);
  await Promise.all(Array.from({ length: 10 }, () => times.record(ABLE.id, 11_000)));
  expect(await times.expectedMs(ABLE)).toBeGreaterThan(10_600);
});
