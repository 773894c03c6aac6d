import { EaselError } from '#src/domain/errors.ts';
import type { Clock } from '#src/ports/clock.ts';

/** Ends a call that was canceled, takes too long as a whole, or whose answer stopped flowing. */
export interface Watch {
  /** Aborts with an `EaselError` that says why: `canceled` or `timed-out`. */
  readonly signal: AbortSignal;
  /** Bytes of the answer came; from the first of them on, silence counts. */
  heard(): void;
  /** The call is over. */
  stop(): void;
}

export interface WatchOptions {
  /** Whoever asked ends the call by it. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** As people know it, for example `OpenAI`. */
  readonly provider: string;
  readonly timeoutMs: number;
  readonly idleTimeoutMs: number;
}

/**
 * Does work under a watch of its own.
 * @throws what the work throws; where the watch ended it, why: what breaks then is to an SDK like any broken connection.
 */
export async function watched<T>(options: WatchOptions, work: (watch: Watch) => Promise<T>): Promise<T> {
  const watch = startWatch(options);
  try {
    watch.signal.throwIfAborted();
    return await work(watch);
  } catch (thrown) {
    throw watch.signal.aborted ? watch.signal.reason : thrown;
  } finally {
    watch.stop();
  }
}

export function startWatch({ signal, clock, provider, timeoutMs, idleTimeoutMs }: WatchOptions): Watch {
  const cut = new AbortController();
  const end = (afterMs: number) => cut.abort(new EaselError('timed-out', { provider, afterMs }));
  const cancel = () => cut.abort(new EaselError('canceled', {}, { cause: signal.reason }));
  const whole = clock.after(timeoutMs, () => end(timeoutMs));
  let silence: { stop(): void } | undefined;
  let heardAt = 0;
  if (signal.aborted) cancel();
  else signal.addEventListener('abort', cancel, { once: true });

  /** One timer for many chunks: when it fires it looks how long the silence really was. */
  function listen(ms: number): void {
    silence = clock.after(ms, () => {
      const leftMs = heardAt + idleTimeoutMs - clock.now();
      if (leftMs > 0) listen(leftMs);
      else end(idleTimeoutMs);
    });
  }

  return {
    signal: cut.signal,
    heard() {
      heardAt = clock.now();
      if (!silence) listen(idleTimeoutMs);
    },
    stop() {
      whole.stop();
      silence?.stop();
      signal.removeEventListener('abort', cancel);
    },
  };
}
