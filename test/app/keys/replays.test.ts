import { expect, it } from 'vitest';
import { createReplays, forgetReplays, type StoredReplay } from '#src/app/keys/replays.ts';
import { createDocuments } from '#src/store/keyv-documents.ts';
import { createMemoryStorage } from '#src/store/memory-storage.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';

const DAY_MS = 86_400_000;

function open() {
  const documents = createDocuments<StoredReplay>(createMemoryStorage(), 'replays');
  const clock = createManualClock();
  let ids = 0;
  const replays = createReplays({ replays: documents, clock, newId: () => `event-${++ids}` });
  const kept = async () => {
    let count = 0;
    for await (const _ of documents.list()) count += 1;
    return count;
  };
  return { documents, clock, replays, kept };
}

it('finds the same event for the same key and request, however many ask at once, and for nobody else', async () => {
  const { replays } = open();
  const asked = await Promise.all(Array.from({ length: 8 }, () => replays.open('ada', 'order-1', 'a fox')));
  expect(new Set(asked.map((replay) => replay?.event)).size).toBe(1);
  const [others, later] = [
    await replays.open('bob', 'order-1', 'a fox'),
    await replays.open('ada', 'order-2', 'a fox'),
  ];
  expect(new Set([asked[0]?.event, others?.event, later?.event]).size).toBe(3);
});

it('refuses another request under the same key for 24 hours, and then begins anew', async () => {
  const { replays, clock } = open();
  const first = await replays.open('ada', 'order-1', 'a fox');
  await clock.advance(DAY_MS - 1);
  expect(await replays.open('ada', 'order-1', 'a wolf')).toBeUndefined();
  expect(await replays.open('ada', 'order-1', 'a fox')).toEqual(first);
  await clock.advance(1);
  const second = await replays.open('ada', 'order-1', 'a wolf');
  expect(second?.event).not.toBe(first?.event);
});

it('forgets what came to nothing, and never what another one began since', async () => {
  const { replays } = open();
  const first = await replays.open('ada', 'order-1', 'a fox');
  if (first) await replays.forget(first);
  const second = await replays.open('ada', 'order-1', 'a wolf');
  expect(second?.event).not.toBe(first?.event);
  // Somebody who is late with it.
  if (first) await replays.forget(first);
  expect(await replays.open('ada', 'order-1', 'a wolf')).toEqual(second);
});

it('keeps the addresses that were told first', async () => {
  const { replays } = open();
  const replay = (await replays.open('ada', 'order-1', 'a fox')) ?? { id: '', event: '' };
  expect(await replays.keepUrls(replay, ['one'])).toEqual(['one']);
  expect(await replays.keepUrls(replay, ['two'])).toEqual(['one']);
});

it('is emptied by the sweep of what nobody can ask for any more, and cannot be read for keys', async () => {
  const { replays, documents, clock, kept } = open();
  await replays.open('ada', 'order-1', 'a fox');
  for await (const [id] of documents.list()) expect(id).toMatch(/^[0-9a-f]{64}$/);
  await forgetReplays({ replays: documents, clock });
  expect(await kept()).toBe(1);
  await clock.advance(DAY_MS);
  await forgetReplays({ replays: documents, clock });
  expect(await kept()).toBe(0);
});
