import type { Clock } from '#src/ports/clock.ts';
import type { Documents } from '#src/ports/documents.ts';

/** When somebody last pressed a button. */
export interface Press {
  readonly at: number;
  /** The event of that press: the same event again is no second press. */
  readonly eventId: string;
}

/** Presses this close together, by one person, are one press: a double click, or two tabs at once. */
const ONE_PRESS_MS = 3000;

/**
 * Makes one press of several near ones, across tabs, processes and restarts.
 * @returns whether this event is the one that counts. A redelivery of the counting event counts again; the job store knows it.
 */
export function createPressOnce({ presses, clock }: { presses: Documents<Press>; clock: Clock }) {
  return async function countsAsPress(state: string, personId: string, eventId: string): Promise<boolean> {
    const at = clock.now();
    const stored = await presses.update(`${state}:${personId}`, (last) =>
      last && at - last.at < ONE_PRESS_MS ? last : { at, eventId },
    );
    return stored?.eventId === eventId;
  };
}
