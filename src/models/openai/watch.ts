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
  const timer = (ms: number) =>
    clock.after(ms, () => cut.abort(new EaselError('timed-out', { provider, afterMs: ms })));
  const cancel = () => cut.abort(new EaselError('canceled', {}, { cause: signal.reason }));
  const whole = timer(timeoutMs);
  let silence: { stop(): void } | undefined;
  if (signal.aborted) cancel();
  else signal.addEventListener('abort', cancel, { once: true });
  return {
    signal: cut.signal,
    heard() {
      silence?.stop();
      silence = timer(idleTimeoutMs);
    },
    stop() {
      whole.stop();
      silence?.stop();
      signal.removeEventListener('abort', cancel);
    },
  };
}
