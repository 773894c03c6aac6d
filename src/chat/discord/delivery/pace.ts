import type { Clock } from '#src/ports/clock.ts';

/** What became of an edit: `again` where it was not taken and the newest state should be tried later, `over` where none will be. */
export type Edited = 'shown' | 'again' | 'over';

/** Edits of one message at a bounded pace: one in flight, apart from each other, the newest state only, none twice. */
export interface Pace<T> {
  /** Fire and forget. */
  offer(state: T): void;
  /** Drops what waits, lets nothing further through, and waits for the edit in flight. */
  pause(): Promise<void>;
  /** Lets states through again, from the next one offered. */
  resume(): void;
}

/** Discord's own advice for edits of one message. */
export const PACE_MS = 2500;

/**
 * @param edit shows a state; never rejects.
 * @param keyOf equal keys look the same.
 */
export function createPace<T>({
  clock,
  edit,
  keyOf,
}: {
  clock: Clock;
  edit: (state: T) => Promise<Edited>;
  keyOf: (state: T) => string;
}): Pace<T> {
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
    if (!taken || !open) return;
    const key = keyOf(taken.state);
    if (key === shown) return;
    nextAt = clock.now() + PACE_MS;
    inFlight = edit(taken.state).then((edited) => {
      inFlight = undefined;
      if (edited === 'over') open = false;
      // An edit that came back as not taken may have been: what the message shows is unknown then.
      shown = edited === 'shown' ? key : undefined;
      if (edited !== 'shown' && open) newest ??= taken;
      if (open) schedule();
    });
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
