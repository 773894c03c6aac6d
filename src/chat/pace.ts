import type { Clock } from '#src/ports/clock.ts';

/** What became of an edit: shown; not taken, so that the newest state should be tried after so long; or none will be any more. */
export type Edited = 'shown' | 'over' | { readonly againMs: number };

/** Edits of one message at a bounded pace: one in flight, apart from each other, the newest state only, none twice. */
export interface Pace<T> {
  /** Fire and forget. */
  offer(state: T): void;
  /** Drops what waits, lets nothing further through, and waits for the edit in flight. */
  pause(): Promise<void>;
  /** Drops what waits, and what could not be shown yet. What is offered later is shown. */
  drop(): void;
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
  const waiting = createWaiting<T>(clock);
  /** What is in flight, for another try; nothing once it was dropped. */
  let tried: Offered<T> | undefined;
  let shown: string | undefined;
  let nextAt = Number.NEGATIVE_INFINITY;
  let inFlight: Promise<void> | undefined;
  let open = true;

  function schedule(): void {
    if (inFlight === undefined) waiting.dueIn(nextAt - clock.now(), begin);
  }

  function begin(taken: Offered<T>): void {
    if (!open || keyOf(taken.state) === shown) return;
    nextAt = clock.now() + paceMs;
    tried = taken;
    inFlight = edit(taken.state).then((edited) => {
      inFlight = undefined;
      settle(taken, edited);
    });
  }

  function settle(taken: Offered<T>, edited: Edited): void {
    if (edited === 'over') open = false;
    // What came to nothing may have been shown all the same.
    shown = edited === 'shown' ? keyOf(taken.state) : undefined;
    if (!open) return;
    if (typeof edited === 'object') {
      if (tried) waiting.offerAgain(tried);
      nextAt = Math.max(nextAt, clock.now() + edited.againMs);
    }
    schedule();
  }

  function drop(): void {
    tried = undefined;
    waiting.drop();
  }

  return {
    offer(state) {
      if (!open) return;
      waiting.offer({ state });
      schedule();
    },
    async pause() {
      open = false;
      drop();
      await inFlight;
    },
    drop,
    resume() {
      open = true;
      // Something else was shown in between.
      shown = undefined;
    },
  };
}

interface Offered<T> {
  readonly state: T;
}

/** The newest state that waits to be shown, and the moment in which it is due. */
function createWaiting<T>(clock: Clock) {
  let newest: Offered<T> | undefined;
  let due: { stop(): void } | undefined;

  function take(begin: (taken: Offered<T>) => void): void {
    due = undefined;
    const taken = newest;
    newest = undefined;
    if (taken) begin(taken);
  }

  return {
    offer(state: Offered<T>): void {
      newest = state;
    },
    /** Unless there is a newer one. */
    offerAgain(state: Offered<T>): void {
      newest ??= state;
    },
    dueIn(waitMs: number, begin: (taken: Offered<T>) => void): void {
      if (!newest || due) return;
      const call = () => take(begin);
      // Not within this very call: what is told together, such as a picture and its step, is shown together.
      due = waitMs > 0 ? clock.after(waitMs, call) : atOnce(call);
    },
    drop(): void {
      newest = undefined;
      due?.stop();
      due = undefined;
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
