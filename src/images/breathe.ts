import { setImmediate } from 'node:timers/promises';

/** Lets everything else have its turn where this has held the event loop for 4 ms; cheap enough to be asked for every row. */
export function createBreath(): () => Promise<void> | undefined {
  let since = performance.now();
  const start = () => {
    since = performance.now();
  };
  return () => (performance.now() - since < HOLD_MS ? undefined : setImmediate().then(start));
}

const HOLD_MS = 4;
