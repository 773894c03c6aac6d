/** Time, so that tests can own it. Everything that waits takes a signal. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /**
   * Resolves after `ms`.
   * @throws the signal's reason, at once, when it aborts.
   */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Calls back once after `ms` unless stopped; never keeps a process alive. */
  after(ms: number, call: () => void): { stop(): void };
}

/**
 * What comes within `ms`, else `undefined`; what takes longer goes on by itself.
 *
 * @throws what `coming` throws in time.
 */
export async function inTime<T>(coming: Promise<T>, ms: number, clock: Clock): Promise<T | undefined> {
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  const deadline = clock.after(ms, () => resolve(undefined));
  return await Promise.race([coming, late]).finally(() => deadline.stop());
}

/** Makes a new random name, safe in URLs, hard to guess. */
export type NewId = () => string;
