import type { Clock } from '#src/ports/clock.ts';

/** What takes longer goes on by itself. */
export async function inTime(work: Promise<unknown>, timeoutMs: number, clock: Clock): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const deadline = clock.after(timeoutMs, resolve);
  await Promise.race([work, late]).finally(() => deadline.stop());
}
