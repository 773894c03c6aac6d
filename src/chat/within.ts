import type { Clock } from '#src/ports/clock.ts';

/** Whether `done` comes true within `ms`; what takes longer goes on by itself. @throws what `done` throws in time. */
export async function within(ms: number, done: Promise<boolean>, clock: Clock): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  const deadline = clock.after(ms, () => resolve(false));
  return await Promise.race([done, late]).finally(() => deadline.stop());
}
