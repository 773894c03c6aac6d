import { describe, expect, it } from 'vitest';
import type { SlackRecord } from '#src/chat/slack/delivery/records.ts';
import { createSessions } from '#src/chat/slack/delivery/sessions.ts';
import { createDocuments } from '#src/store/keyv-documents.ts';
import { createMemoryStorage } from '#src/store/memory-storage.ts';
import { createManualClock } from '../../../fakes/manual-clock.ts';

const MINUTE_MS = 60_000;

function bench() {
  const clock = createManualClock();
  const records = createDocuments<SlackRecord>(createMemoryStorage(), 'slack');
  return { clock, again: () => createSessions({ records, clock }) };
}

describe('whether people in a thread talk to Easel', () => {
  it('is so for half an hour from when they did, also after a restart', async () => {
    const { clock, again } = bench();
    await again().touch('C1', '1.0');
    await clock.advance(29 * MINUTE_MS);
    expect(await again().isFresh('C1', '1.0')).toBe(true);
    await clock.advance(MINUTE_MS);
    expect(await again().isFresh('C1', '1.0')).toBe(false);
  });

  it('goes on with each result', async () => {
    const { clock, again } = bench();
    await again().touch('C1', '1.0');
    await clock.advance(20 * MINUTE_MS);
    await again().touch('C1', '1.0');
    await clock.advance(20 * MINUTE_MS);
    expect(await again().isFresh('C1', '1.0')).toBe(true);
  });

  it('is so in that thread alone', async () => {
    const { again } = bench();
    await again().touch('C1', '1.0');
    expect(await again().isFresh('C1', '2.0')).toBe(false);
    expect(await again().isFresh('C2', '1.0')).toBe(false);
  });
});
