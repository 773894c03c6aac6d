import type { Clock } from '#src/ports/clock.ts';

export interface RememberedOptions<T> {
  readonly clock: Clock;
  /** How long an answer holds. What failed is asked anew after a while as well, not each time. */
  readonly holdsMs: (value: T | undefined) => number;
  readonly most: number;
}

/** Keeps what was looked up, in memory: asked once by however many at a time, the least wanted forgotten first. */
export function createRemembered<T>({ clock, holdsMs, most }: RememberedOptions<T>) {
  const known = new Map<string, { readonly until: number; readonly value: Promise<T | undefined> }>();

  function remember(key: string, value: Promise<T | undefined>, until: number): void {
    known.delete(key);
    known.set(key, { until, value });
    const [oldest] = known.keys();
    if (known.size > most && oldest !== undefined) known.delete(oldest);
  }

  return {
    /** What is known, or what comes of `look`; `undefined` where that gives nothing. Never rejects. */
    get(key: string, look: () => Promise<T | undefined>): Promise<T | undefined> {
      const found = known.get(key);
      if (found && found.until > clock.now()) {
        remember(key, found.value, found.until);
        return found.value;
      }
      const value = look().catch(() => undefined);
      remember(key, value, Number.POSITIVE_INFINITY);
      void value.then((came) => {
        if (known.get(key)?.value === value) remember(key, value, clock.now() + holdsMs(came));
      });
      return value;
    },

    forget(key: string): void {
      known.delete(key);
    },
  };
}
