import { describe, expect, it, vi } from 'vitest';
import { EaselError } from '#src/domain/errors.ts';
import { plainText, type Text } from '#src/domain/text.ts';
import { askWhileBusy } from '#src/net/ask-while-busy.ts';
import { createManualClock } from '../fakes/manual-clock.ts';

const busy = (retryAfterMs: number) => new EaselError('rate-limited', { provider: 'OpenAI' }, { retryAfterMs });

interface More {
  readonly typicalMs?: number;
  readonly onProgress?: () => void;
}

/** Asks somebody who is busy for so long each time. */
function ask(pauses: readonly number[], { typicalMs = 10_000, onProgress }: More = {}) {
  const clock = createManualClock();
  const told: { readonly share: number | null; readonly note: string }[] = [];
  const call = vi.fn(async () => {
    const pause = pauses[call.mock.calls.length - 1];
    if (pause !== undefined) throw busy(pause);
    return 'done';
  });
  const tell = ({ share, note }: { share: number | null; note?: Text }) =>
    void told.push({ share, note: note ? plainText(note) : '' });
  const outcome = askWhileBusy(call, {
    provider: 'OpenAI',
    clock,
    signal: new AbortController().signal,
    timeoutMs: 60_000,
    typicalMs,
    onProgress: onProgress ?? tell,
  });
  outcome.catch(() => {});
  return { outcome, call, clock, told };
}

describe('askWhileBusy', () => {
  it('asks again after the pause, and says for how long it waits', async () => {
    const { outcome, clock, told } = ask([1000, 2001]);
    await clock.advance(1000);
    await clock.advance(2001);
    expect(await outcome).toBe('done');
    expect(told).toEqual([
      { share: null, note: 'OpenAI is busy, asking again in 1 second' },
      { share: null, note: 'OpenAI is busy, asking again in 3 seconds' },
    ]);
  });

  it('asks four times at the most', async () => {
    const { outcome, clock, call } = ask([1000, 1000, 1000, 1000, 1000]);
    await clock.advance(10_000);
    await expect(outcome).rejects.toMatchObject({ code: 'rate-limited' });
    expect(call).toHaveBeenCalledTimes(4);
  });

  it.each([
    { typicalMs: 10_000, lastMs: 50_000 },
    { typicalMs: 90_000, lastMs: 30_000 },
  ])('leaves a picture of usually $typicalMs ms the time it takes, but half of all at the most', async (given) => {
    const { typicalMs, lastMs } = given;
    const inTime = ask([lastMs], { typicalMs });
    await inTime.clock.advance(lastMs);
    expect(await inTime.outcome).toBe('done');
    const tooLate = ask([lastMs + 1], { typicalMs });
    await expect(tooLate.outcome).rejects.toMatchObject({ code: 'rate-limited' });
    expect(tooLate.told).toEqual([]);
  });

  it('does not mind a listener that fails', async () => {
    const onProgress = vi.fn(() => {
      throw new Error('Nobody is there.');
    });
    const { outcome, clock } = ask([1000], { onProgress });
    await clock.advance(1000);
    expect(await outcome).toBe('done');
    expect(onProgress).toHaveBeenCalledTimes(1);
  });
});
