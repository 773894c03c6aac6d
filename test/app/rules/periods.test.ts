import { describe, expect, it } from 'vitest';
import { createMemoryStorage } from '#src/store/memory-storage.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';
import { createMemoryBlobs } from '../../fakes/memory-blobs.ts';
import { createRecordingPlatform } from '../../fakes/recording-platform.ts';
import { type KitOptions, PICTURE } from '../open-kit.ts';
import { openRuled } from './rule-kit.ts';

const HOUR_MS = 3_600_000;

/** A kit whose clock stands at a moment. */
function openAt(time: string, changes: Parameters<typeof openRuled>[0] = [], options: KitOptions = {}) {
  const clock = createManualClock(Date.parse(time));
  const shared = {
    clock,
    storage: createMemoryStorage({ now: clock.now }),
    blobs: createMemoryBlobs(),
    talk: createRecordingPlatform(),
  };
  return openRuled(changes, { shared, ...options });
}

describe('a job that spans the edge of its period', () => {
  it('is paid from the one it was asked in, and what it gives back of that does not make the new one larger', async () => {
    const gate = Promise.withResolvers<void>();
    const kit = await openAt('2026-01-01T23:59:00Z', [], {
      async generate() {
        await gate.promise;
        return PICTURE;
      },
    });
    await kit.talk.ask({ id: 'late', options: { prompt: 'a fox', n: 4, model: 'sketch' } });
    expect(await kit.balance()).toEqual({ available: 32, held: 8 });
    await kit.clock.advance(2 * 60_000);
    expect(await kit.balance()).toEqual({ available: 40, held: 8 });
    gate.resolve();
    const { job } = await kit.ended('late');
    expect(job?.result?.charged).toBeLessThanOrEqual(8);
    expect(await kit.balance()).toEqual({ available: 40, held: 0 });
    expect(await kit.ledger.audit('guild:ada')).toMatchObject({ ok: true });
  });
});

describe('a day', () => {
  const berlin = [{ kind: 'time-zone', timeZone: 'Europe/Berlin' }] as const;

  it.each([
    ['of 23 hours', '2026-03-28T23:00:00Z', 23],
    ['of 25 hours', '2026-10-24T22:00:00Z', 25],
    ['of 24 hours', '2026-06-01T22:00:00Z', 24],
  ])('%s has its allowance once', async (_length, midnight, hours) => {
    const kit = await openAt(midnight, berlin);
    expect(await kit.refusal()).toBe('made');
    expect(await kit.balance()).toMatchObject({ available: 38 });
    await kit.clock.advance(hours * HOUR_MS - 1);
    expect(await kit.balance()).toMatchObject({ available: 38 });
    await kit.clock.advance(1);
    expect(await kit.balance()).toMatchObject({ available: 40 });
  });

  it('is not had twice when moderators change the zone to and fro', async () => {
    const kit = await openAt('2026-01-01T12:00:00Z');
    await kit.refusal();
    for (const timeZone of ['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'UTC', 'Pacific/Kiritimati', undefined]) {
      await kit.decide({ kind: 'time-zone', timeZone });
      await kit.refusal();
    }
    const entries = await kit.ledger.entries('guild:ada', 50);
    // Once for the day it was, and once for the one that had begun in the east already.
    expect(entries.filter(({ kind }) => kind === 'opened')).toHaveLength(2);
    expect(await kit.ledger.audit('guild:ada')).toMatchObject({ ok: true });
  });

  it('that a clock went back to is not opened again', async () => {
    let back = 0;
    const kit = await openAt('2026-01-01T12:00:00Z', [], {
      wrap: (parts) => ({ ...parts, clock: { ...parts.clock, now: () => parts.clock.now() - back } }),
    });
    await kit.refusal();
    await kit.clock.advance(24 * HOUR_MS);
    await kit.refusal();
    expect(await kit.balance()).toMatchObject({ available: 38 });
    back = 24 * HOUR_MS;
    expect(await kit.refusal()).toBe('made');
    expect(await kit.balance()).toMatchObject({ available: 36 });
    back = 0;
    expect(await kit.balance()).toMatchObject({ available: 36 });
  });
});
