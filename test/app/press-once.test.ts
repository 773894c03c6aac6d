import { describe, expect, it } from 'vitest';
import { createPressOnce, type Press } from '#src/app/press-once.ts';
import { createDocuments } from '#src/store/keyv-documents.ts';
import { createMemoryStorage } from '#src/store/memory-storage.ts';
import { createManualClock } from '../fakes/manual-clock.ts';

function open() {
  const clock = createManualClock();
  const presses = createDocuments<Press>(createMemoryStorage({ now: clock.now }), 'presses');
  return { clock, counts: createPressOnce({ presses, clock }) };
}

describe('several presses of a button near each other', () => {
  it('are one, and then it counts again', async () => {
    const { clock, counts } = open();
    expect(await counts('fox.reroll', 'ada', 'event-1')).toBe(true);
    await clock.advance(2999);
    expect(await counts('fox.reroll', 'ada', 'event-2')).toBe(false);
    await clock.advance(1);
    expect(await counts('fox.reroll', 'ada', 'event-3')).toBe(true);
  });

  it('are one however many tabs press in the same moment', async () => {
    const { counts } = open();
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => counts('fox.reroll', 'ada', `event-${n}`)));
    expect(answers.filter(Boolean)).toHaveLength(1);
  });

  it('still count for the event that counted, when it is delivered again', async () => {
    const { clock, counts } = open();
    expect(await counts('fox.reroll', 'ada', 'event-1')).toBe(true);
    expect(await counts('fox.reroll', 'ada', 'event-1')).toBe(true);
    await clock.advance(10_000);
    expect(await counts('fox.reroll', 'ada', 'event-1')).toBe(true);
  });

  it('count for each of two people, and for each of two buttons', async () => {
    const { counts } = open();
    expect(await counts('fox.reroll', 'ada', 'event-1')).toBe(true);
    expect(await counts('fox.reroll', 'grace', 'event-2')).toBe(true);
    expect(await counts('fox.vary.0', 'ada', 'event-3')).toBe(true);
  });
});
