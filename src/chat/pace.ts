import type { Clock } from '#src/ports/clock.ts';

/** What became of an edit: shown; not taken, so that the newest state should be tried after so long; or none will be any more. */
export type Edited = 'shown' | 'over' | { readonly againMs: number };

/** Edits of one message at a bounded pace: one in flight, apart from each other, the newest state only, none twice. */
export interface Pace<T> {
  /** Fire and forget. */
  offer(state: T): void;
  /** Drops what waits, lets nothing further through, and waits for the edit in flight. */
  pause(): Promise<void>;
  /** Lets states through again, from the next one offered. */
  resume(): void;
}

interface PaceParts<T> {
  readonly clock: Clock;
  /** Shows a state; never rejects. */
  readonly edit: (state: T) => Promise<Edited>;
  /** Equal keys look the same. */
  readonly keyOf: (state: T) => string;
  /** At least so long between the beginnings of two edits. */
  readonly paceMs: number;
}

export function createPace<T>({ clock, edit, keyOf, paceMs }: PaceParts<T>): Pace<T> {
  let newest: { readonly state: T } | undefined;
  let shown: string | undefined;
  let nextAt = Number.NEGATIVE_INFINITY;
  let due: { stop(): void } | undefined;
  let inFlight: Promise<void> | undefined;
  let open = true;

  function schedule(): void {
    if (!newest || due || inFlight !== undefined) return;
    const waitMs = nextAt - clock.now();
    // Not within this very call: what is told together, such as a picture and its step, is shown together.
    due = waitMs > 0 ? clock.after(waitMs, begin) : atOnce(begin);
  }

  function begin(): void {
    due = undefined;
    const taken = newest;
    newest = undefined;
    if (!taken || !open || keyOf(taken.state) === shown) return;
    nextAt = clock.now() + paceMs;
    inFlight = edit(taken.state).then((edited) => {
      inFlight = undefined;
      settle(taken, edited);
    });
  }

  function settle(taken: { readonly state: T }, edited: Edited): void {
    if (edited === 'over') open = false;
    // What came to nothing may have been shown all the same.
    shown = edited === 'shown' ? keyOf(taken.state) : undefined;
    if (!open) return;
    if (typeof edited === 'object') {
      newest ??= taken;
      nextAt = Math.max(nextAt, clock.now() + edited.againMs);
    }
    schedule();
  }

  return {
    offer(state) {
      if (!open) return;
      newest = { state };
      schedule();
    },

    async pause() {
      open = false;
      newest = undefined;
      due?.stop();
      due = undefined;
      await inFlight;
    },

    resume() {
      open = true;
      // Something else was shown in between.
      shown = undefined;
    },
  };
}

function atOnce(call: () => void): { stop(): void } {
  let stopped = false;
  queueMicrotask(() => {
    if (!stopped) call();
  });
  return {
    stop() {
      stopped = true;
    },
  };
}
