import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '#src/ports/clock.ts';

/** The machine's own time. */
export function createSystemClock(): Clock {
  return {
    now: () => Date.now(),

    async sleep(ms, signal) {
      signal.throwIfAborted();
      try {
        await sleep(ms, undefined, { signal });
      } catch (error) {
        // Node rejects with its own AbortError around the reason; callers compare reasons.
        signal.throwIfAborted();
        throw error;
      }
    },

    after(ms, call) {
      const timer = setTimeout(call, ms).unref();
      return { stop: () => clearTimeout(timer) };
    },
  };
}
