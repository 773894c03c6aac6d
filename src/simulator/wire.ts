import type { Call } from './call.ts';

/** What a fault may do to the connection. */
export interface Wire {
  /** Aborts when the connection is gone. */
  readonly signal: AbortSignal;
  /** Bytes given to the connection but not yet sent. */
  unsent(): number;
  /** Closes it at once, without an end of the answer. */
  cut(): void;
  /** Resets it. */
  reset(): void;
}

/** The connection of a call. Not the request's own signal: that one exists only once somebody asked for it in time. */
export function wireOf({ env: { outgoing } }: Call): Wire {
  const gone = new AbortController();
  if (outgoing.destroyed) gone.abort();
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) gone.abort(new Error('The client is gone.'));
  });
  return {
    signal: gone.signal,
    unsent: () => outgoing.writableLength,
    cut: () => void outgoing.destroy(),
    reset: () => void outgoing.socket?.resetAndDestroy(),
  };
}

/** Resolves when the connection is gone. */
export const gone = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
