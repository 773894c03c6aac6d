/** Runs work that bears the same name one after the other, and work of different names at once. */
export type InTurn = <R>(name: string, work: () => Promise<R>) => Promise<R>;

/** @returns a fresh queue per name; a name is forgotten when nothing of it waits or runs. */
export function createInTurn(): InTurn {
  const last = new Map<string, Promise<unknown>>();

  return function inTurn(name, work) {
    const turn = (last.get(name) ?? Promise.resolve()).then(work);
    const forget = () => {
      if (last.get(name) === settled) last.delete(name);
    };
    const settled: Promise<void> = turn.then(forget, forget);
    last.set(name, settled);
    return turn;
  };
}
