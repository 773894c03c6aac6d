import { describe, expect, it, vi } from 'vitest';
import { EaselError } from '#src/domain/errors.ts';
import { retryWhileUntaken } from '#src/net/retry.ts';
import { createManualClock } from '../fakes/manual-clock.ts';

const limited = (retryAfterMs?: number) =>
  new EaselError('rate-limited', { provider: 'OpenAI' }, retryAfterMs === undefined ? {} : { retryAfterMs });

/** Runs a call that throws these one after the other and then answers `done`. */
function run(failures: readonly unknown[], more: { attempts?: number; deadlineMs?: number } = {}) {
  const clock = createManualClock();
  const aborter = new AbortController();
  const waits: number[] = [];
  const call = vi.fn(async () => {
    const failure = failures[call.mock.calls.length - 1];
    if (failure !== undefined) throw failure;
    return 'done';
  });
  const outcome = retryWhileUntaken(call, {
    attempts: 3,
    deadlineMs: 60_000,
    signal: aborter.signal,
    clock,
    onWait: (ms) => waits.push(ms),
    ...more,
  });
  outcome.catch(() => {});
  return { clock, aborter, waits, call, outcome };
}

describe('retryWhileUntaken', () => {
  it('asks once when the call succeeds', async () => {
    const { outcome, call } = run([]);
    expect(await outcome).toBe('done');
    expect(call).toHaveBeenCalledTimes(1);
  });

  it('waits exactly as long as the provider said, and tells it', async () => {
    const { outcome, call, clock, waits } = run([limited(20_000)]);
    await clock.advance(19_999);
    expect(call).toHaveBeenCalledTimes(1);
    await clock.advance(1);
    expect(await outcome).toBe('done');
    expect(waits).toEqual([20_000]);
  });

  it('backs off with growing pauses where the provider says nothing', async () => {
    const { outcome, clock, waits } = run([limited(), limited()]);
    await clock.advance(60_000);
    expect(await outcome).toBe('done');
    const [first = 0, second = 0] = waits;
    expect(first).toBeGreaterThanOrEqual(500);
    expect(first).toBeLessThanOrEqual(1000);
    expect(second).toBeGreaterThanOrEqual(1000);
    expect(second).toBeLessThanOrEqual(2000);
  });

  it('gives up with the last error after the last attempt', async () => {
    const last = limited(1);
    const { outcome, call, clock } = run([limited(1), limited(1), last]);
    await clock.advance(100);
    await expect(outcome).rejects.toBe(last);
    expect(call).toHaveBeenCalledTimes(3);
  });

  it.each([
    new EaselError('outcome-unknown', { provider: 'OpenAI' }),
    new EaselError('provider-failed', { provider: 'OpenAI', status: 500 }),
    new EaselError('timed-out', { provider: 'OpenAI', afterMs: 1 }),
    new Error('anything else'),
  ])('never repeats what may have been paid for: $message', async (failure) => {
    const { outcome, call } = run([failure]);
    await expect(outcome).rejects.toBe(failure);
    expect(call).toHaveBeenCalledTimes(1);
  });

  it('does not begin a pause that would end after the deadline', async () => {
    const failure = limited(60_001);
    const { outcome, call, clock } = run([failure]);
    await expect(outcome).rejects.toBe(failure);
    expect(call).toHaveBeenCalledTimes(1);
    expect(clock.waiting()).toBe(0);
  });

  it('counts the time of earlier attempts towards the deadline', async () => {
    const second = limited(40_000);
    const { outcome, call, clock } = run([limited(30_000), second]);
    await clock.advance(30_000);
    await expect(outcome).rejects.toBe(second);
    expect(call).toHaveBeenCalledTimes(2);
  });

  it('stops at once when it is aborted during a pause', async () => {
    const { outcome, call, clock, aborter } = run([limited(10_000)]);
    await clock.advance(1);
    aborter.abort(new Error('stop'));
    await expect(outcome).rejects.toThrow('stop');
    expect(clock.waiting()).toBe(0);
    expect(call).toHaveBeenCalledTimes(1);
  });

  it('does not pause at all when it was aborted during the call', async () => {
    const clock = createManualClock();
    const aborter = new AbortController();
    const failure = limited(10);
    const outcome = retryWhileUntaken(
      async () => {
        aborter.abort();
        throw failure;
      },
      { attempts: 3, deadlineMs: 1000, signal: aborter.signal, clock },
    );
    await expect(outcome).rejects.toBe(failure);
  });
});
