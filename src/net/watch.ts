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

export function startWatch({
  signal,
  clock,
  provider,
  timeoutMs,
  idleTimeoutMs,
}: {
  signal: AbortSignal;
  clock: Clock;
  provider: string;
  timeoutMs: number;
  idleTimeoutMs: number;
}): Watch {
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
