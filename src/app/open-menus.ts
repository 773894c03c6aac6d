import type { Clock } from '#src/ports/clock.ts';

/** A person fills in one form at a time. */
const MOST_OPEN = 5;

/** Which forms each person has open, as far as this process knows: whoever opens more and more of them must not fill the disk. */
export function createOpenMenus(clock: Pick<Clock, 'after'>, lastingMs: number) {
  const openOf = new Map<string, readonly string[]>();

  function close(accountId: string, name: string): void {
    const left = (openOf.get(accountId) ?? []).filter((other) => other !== name);
    if (left.length > 0) openOf.set(accountId, left);
    else openOf.delete(accountId);
  }

  /** @returns those that are given up for the new one. */
  return function opened(accountId: string, name: string): readonly string[] {
    const open = [...(openOf.get(accountId) ?? []), name];
    openOf.set(accountId, open.slice(-MOST_OPEN));
    clock.after(lastingMs, () => close(accountId, name));
    return open.slice(0, -MOST_OPEN);
  };
}
