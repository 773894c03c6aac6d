import { setTimeout as pause } from 'node:timers/promises';

/** The work's result, not before `ms` have passed. */
export async function paced<T>(work: Promise<T>, ms: number, signal: AbortSignal): Promise<T> {
  const [result] = await Promise.all([work, pause(ms, undefined, { signal })]);
  return result;
}
