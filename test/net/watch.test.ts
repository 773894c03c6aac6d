import { getEventListeners } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { startWatch, watched } from '#src/net/watch.ts';
import { createManualClock } from '../fakes/manual-clock.ts';

function terms() {
  const clock = createManualClock();
  const aborter = new AbortController();
  const options = { signal: aborter.signal, clock, provider: 'OpenAI', timeoutMs: 10_000, idleTimeoutMs: 1000 };
  return { clock, aborter, options };
}

function watching() {
  const { options, ...more } = terms();
  return { ...more, watch: startWatch(options) };
}

describe('startWatch', () => {
  it('ends the call after its whole time, however lively the answer', async () => {
    const { clock, watch } = watching();
    for (let second = 0; second < 20; second++) {
      watch.heard();
      await clock.advance(500);
    }
    expect(watch.signal.reason).toMatchObject({ code: 'timed-out', details: { afterMs: 10_000 } });
  });

  it('ends the call after a silence, counted from the last byte, with one timer for all of them', async () => {
    const { clock, watch } = watching();
    watch.heard();
    await clock.advance(900);
    watch.heard();
    expect(clock.waiting()).toBe(2);
    await clock.advance(999);
    expect(watch.signal.aborted).toBe(false);
    await clock.advance(1);
    expect(watch.signal.reason).toMatchObject({ code: 'timed-out', details: { afterMs: 1000 } });
  });

  it('does not count silence before anything was heard', async () => {
    const { clock, watch } = watching();
    await clock.advance(9999);
    expect(watch.signal.aborted).toBe(false);
  });

  it('leaves nothing on the clock or on the signal once the call is over', () => {
    const { clock, aborter, watch } = watching();
    watch.heard();
    watch.stop();
    expect(clock.waiting()).toBe(0);
    expect(getEventListeners(aborter.signal, 'abort')).toEqual([]);
  });
});

describe('watched', () => {
  it('gives what the work gives, and leaves no timer behind', async () => {
    const { options, clock } = terms();
    const work = watched(options, async (watch) => {
      watch.heard();
      return clock.waiting();
    });
    expect(await work).toBe(2);
    expect(clock.waiting()).toBe(0);
  });

  it('throws what the work throws, and leaves no timer behind', async () => {
    const { options, clock } = terms();
    const broken = new Error('The connection broke.');
    await expect(watched(options, () => Promise.reject(broken))).rejects.toBe(broken);
    expect(clock.waiting()).toBe(0);
  });

  it('tells what ended the call instead of what broke because of it', async () => {
    const { options, clock } = terms();
    const outcome = watched(options, async ({ signal }) => {
      await clock.sleep(60_000, signal).catch(() => undefined);
      throw new Error('The connection broke.');
    });
    const refused = expect(outcome).rejects.toMatchObject({ code: 'timed-out', details: { afterMs: 10_000 } });
    await clock.advance(10_000);
    await refused;
  });

  it('does not begin what was canceled before', async () => {
    const { options, aborter } = terms();
    const work = vi.fn(async () => 'done');
    aborter.abort();
    await expect(watched(options, work)).rejects.toMatchObject({ code: 'canceled' });
    expect(work).not.toHaveBeenCalled();
  });
});
