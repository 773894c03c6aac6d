import type { Change } from './change-document.ts';

/** One change that waits, and what became of it when it was last tried. */
interface Waiting<T> {
  readonly step: Change<T>;
  readonly resolve: (next: T | undefined) => void;
  readonly reject: (error: unknown) => void;
  outcome?: { readonly next: T | undefined } | { readonly thrown: unknown };
}

/** Asks for a change of one document. */
type Ask<T> = (id: string, step: Change<T>) => Promise<T | undefined>;

export interface ChangesTogether<T> {
  readonly update: Ask<T>;
  /** The same in no hurry: with the next change of that document, or by itself when this turn of the event loop is over. */
  readonly later: Ask<T>;
}

/**
 * Changes of one document take turns; those that wait when a turn ends are made together, in their order, and written once. So many
 * at once wait for the disk as often as one: a purse that everybody pays from would else let one job after the other through.
 *
 * Each sees what the one before it made, has its own outcome, and is made again with the others where another process came before.
 * @param change makes one change atomically.
 */
export function createChangesTogether<T>(change: Ask<T>): ChangesTogether<T> {
  const waiting = new Map<string, Waiting<T>[]>();
  const running = new Set<string>();

  return {
    update(id, step) {
      const made = wait(id, step);
      begin(id);
      return made;
    },
    later(id, step) {
      const made = wait(id, step);
      setImmediate(begin, id);
      return made;
    },
  };

  function wait(id: string, step: Change<T>): Promise<T | undefined> {
    const { promise, resolve, reject } = Promise.withResolvers<T | undefined>();
    const mine = { step, resolve, reject };
    const others = waiting.get(id);
    if (others) others.push(mine);
    else waiting.set(id, [mine]);
    return promise;
  }

  /** Makes all that wait, unless a turn is under way; who comes meanwhile has the next one. */
  function begin(id: string): void {
    const all = waiting.get(id);
    if (!all || running.has(id)) return;
    waiting.delete(id);
    running.add(id);
    void make(id, all).then(() => {
      running.delete(id);
      begin(id);
    });
  }

  /** Never rejects. */
  async function make(id: string, all: readonly Waiting<T>[]): Promise<void> {
    try {
      await change(id, (current) => all.reduce(tried<T>, current));
    } catch (error) {
      for (const { reject } of all) reject(error);
      return;
    }
    for (const { outcome, resolve, reject } of all) {
      if (outcome && 'next' in outcome) resolve(outcome.next);
      else reject(outcome?.thrown);
    }
  }
}

/** One that throws changes nothing, and its neighbours are as if it had not been there. */
function tried<T>(current: T | undefined, one: Waiting<T>): T | undefined {
  try {
    const next = one.step(current);
    one.outcome = { next };
    return next;
  } catch (thrown) {
    one.outcome = { thrown };
    return current;
  }
}
