import { monitorEventLoopDelay } from 'node:perf_hooks';

/** What one piece of work took, and the longest the event loop was held up meanwhile, in milliseconds. */
export interface Timed {
  readonly ms: number;
  readonly stallMs: number;
}

/** Runs work and watches the event loop, which is looked at every millisecond. */
export async function timed(work: () => Promise<unknown>): Promise<Timed> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const start = performance.now();
  await work();
  const ms = performance.now() - start;
  delay.disable();
  return { ms, stallMs: delay.max / 1e6 };
}
