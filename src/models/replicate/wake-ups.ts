import type { Clock } from '#src/ports/clock.ts';

/** Lets a call from the provider end the pause of whoever waits for a prediction. */
export interface WakeUps {
  /** @returns whether anybody waits for it. */
  wake(predictionId: string): boolean;
  /** From now on wakes for the prediction are kept until the next pause, so that none is lost between two. */
  sleeper(predictionId: string): Sleeper;
}

export interface Sleeper {
  /** Ends after `ms`, or at once where a wake came since the last pause. @throws the signal's reason when it aborts. */
  sleep(ms: number, clock: Clock, signal: AbortSignal): Promise<void>;
  stop(): void;
}

export function createWakeUps(): WakeUps {
  const sleepers = new Map<string, Set<() => void>>();

  return {
    wake(predictionId) {
      const waiting = sleepers.get(predictionId);
      for (const wake of waiting ?? []) wake();
      return waiting !== undefined;
    },

    sleeper(predictionId) {
      let alarm = new AbortController();
      const wake = () => alarm.abort();
      const all = sleepers.get(predictionId) ?? new Set();
      sleepers.set(predictionId, all.add(wake));
      return {
        async sleep(ms, clock, signal) {
          try {
            await clock.sleep(ms, AbortSignal.any([signal, alarm.signal]));
          } catch (thrown) {
            signal.throwIfAborted();
            if (!alarm.signal.aborted) throw thrown;
          }
          alarm = new AbortController();
        },
        stop() {
          all.delete(wake);
          if (all.size === 0) sleepers.delete(predictionId);
        },
      };
    },
  };
}
