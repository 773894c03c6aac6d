import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { startWatch } from '#src/net/watch.ts';
import { createManualClock } from '../fakes/manual-clock.ts';

function watching() {
  const clock = createManualClock();
  const aborter = new AbortController();
  const watch = startWatch({
    signal: aborter.signal,
    clock,
    provider: 'OpenAI',
    timeoutMs: 10_000,
    idleTimeoutMs: 1000,
  });
  return { clock, aborter, watch };
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
