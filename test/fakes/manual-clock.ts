import type { Clock } from '#src/ports/clock.ts';

export interface ManualClock extends Clock {
  /**
   * Moves time forward by `ms`, firing what falls due in order of its time (and of its making, within one moment). After each
   * one, everything that has only been waiting for promises runs on, so a loop that sleeps again is woken again.
   */
  advance(ms: number): Promise<void>;
  /** How long until the next of them falls due, in milliseconds: `Infinity` where none waits. */
  untilNext(): number;
  /** How many sleepers and timers are waiting. */
  waiting(): number;
}

interface Timer {
  readonly at: number;
  readonly call: () => void;
}

/** A clock that stands still until a test moves it. Starts at 2026-01-01T00:00:00Z unless told otherwise. */
export function createManualClock(start = Date.UTC(2026, 0, 1)): ManualClock {
  let now = start;
  const timers = new Set<Timer>();

  function after(ms: number, call: () => void) {
    const timer = { at: now + Math.max(0, ms), call };
    timers.add(timer);
    return { stop: () => void timers.delete(timer) };
  }

  function sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const timer = after(ms, () => {
        signal.removeEventListener('abort', abort);
        resolve();
      });
      const abort = () => {
        timer.stop();
        reject(signal.reason);
      };
      signal.addEventListener('abort', abort, { once: true });
    });
  }

  async function advance(ms: number): Promise<void> {
    const end = now + ms;
    await settled();
    for (let due = next(timers, end); due; due = next(timers, end)) {
      timers.delete(due);
      now = Math.max(now, due.at);
      due.call();
      await settled();
    }
    now = Math.max(now, end);
  }

  return {
    now: () => now,
    sleep,
    after,
    advance,
    untilNext: () => Math.max(0, (next(timers)?.at ?? Number.POSITIVE_INFINITY) - now),
    waiting: () => timers.size,
  };
}

/** The earliest timer due by `end`; a Set keeps the order of making, so the first of equals wins. */
function next(timers: ReadonlySet<Timer>, end = Number.POSITIVE_INFINITY): Timer | undefined {
  let earliest: Timer | undefined;
  for (const timer of timers) {
    if (timer.at <= end && (!earliest || timer.at < earliest.at)) earliest = timer;
  }
  return earliest;
}

/** Two turns of the event loop: every promise that needs no input or output has settled by then. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 2; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}
