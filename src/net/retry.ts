import { ExponentialBackoff, halfJitterGenerator } from 'cockatiel';
import { EaselError } from '#src/domain/errors.ts';
import type { Clock } from '#src/ports/clock.ts';

export interface RetryOptions {
  /** How often the call may be made, the first time included. */
  readonly attempts: number;
  /** No new attempt begins later than this many milliseconds after the start. */
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** Told before each pause how long it will be. */
  readonly onWait?: (ms: number, why: EaselError) => void;
}

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 15_000;

/**
 * Repeats a paid call only where it is proven that the provider did not take it (`EaselError.retryable`). Waits as long as the
 * provider said, else backs off with jitter so that waiting jobs do not come back all at once.
 *
 * The loop is ours because the library's own pauses neither end with the signal nor follow the clock; its back-off is used.
 *
 * @throws what the last attempt threw, or the signal's reason when it aborts during a pause.
 */
export async function retryWhileUntaken<T>(call: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { attempts, deadlineMs, signal, clock, onWait } = options;
  const deadline = clock.now() + deadlineMs;
  let backoff = newBackoff().next();
  for (let attempt = 1; ; attempt++) {
    try {
      return await call();
    } catch (thrown) {
      if (!isUntaken(thrown) || attempt >= attempts || signal.aborted) throw thrown;
      const pauseMs = thrown.retryAfterMs ?? backoff.duration;
      if (clock.now() + pauseMs > deadline) throw thrown;
      onWait?.(pauseMs, thrown);
      await clock.sleep(pauseMs, signal);
      backoff = backoff.next(undefined);
    }
  }
}

const isUntaken = (thrown: unknown): thrown is EaselError => thrown instanceof EaselError && thrown.retryable;

const newBackoff = () =>
  new ExponentialBackoff({
    generator: halfJitterGenerator,
    initialDelay: FIRST_PAUSE_MS,
    maxDelay: LONGEST_PAUSE_MS,
  });
