import type { Clock } from '#src/ports/clock.ts';
import type { Documents } from '#src/ports/documents.ts';

/** How many requests of a minute are given out to processes. */
export interface StoredKeyRate {
  /** Minutes since 1970. */
  readonly minute: number;
  readonly taken: number;
}

/** What answers tell of a key's limit. */
export interface RateState {
  readonly isAllowed: boolean;
  readonly limit: number;
  readonly remaining: number;
  /** Until the next minute begins. */
  readonly resetMs: number;
}

export interface KeyRates {
  /** Counts one request. @throws {EaselError} `store-unavailable`. */
  take(name: string, perMinute: number): Promise<RateState>;
}

/** What this process may still let in of a minute. */
interface Local {
  readonly minute: number;
  left: number;
  /** Given out to all processes, as last seen. */
  taken: number;
  leasing?: Promise<void> | undefined;
}

const MINUTE_MS = 60_000;
/** A process takes requests out of the store by this share of the limit, so that large limits cost no write each time. */
const SHARE = 20;

/**
 * Requests a minute of each key, over all processes: never more than the limit, whoever counts. Minutes begin by the clock. Who is
 * refused costs the store nothing.
 */
export function createKeyRates({
  rates,
  clock,
}: {
  readonly rates: Documents<StoredKeyRate>;
  readonly clock: Pick<Clock, 'now'>;
}): KeyRates {
  const locals = new Map<string, Local>();

  return {
    async take(name, limit) {
      const local = localOf(name);
      while (local.left === 0 && local.taken < limit) {
        local.leasing ??= lease(name, limit, local).finally(() => (local.leasing = undefined));
        await local.leasing;
      }
      const isAllowed = local.left > 0;
      if (isAllowed) local.left -= 1;
      const remaining = Math.max(0, limit - local.taken) + local.left;
      return { isAllowed, limit, remaining, resetMs: MINUTE_MS - (clock.now() % MINUTE_MS) };
    },
  };

  function localOf(name: string): Local {
    const minute = Math.floor(clock.now() / MINUTE_MS);
    const known = locals.get(name);
    if (known?.minute === minute) return known;
    const fresh = { minute, left: 0, taken: 0 };
    locals.set(name, fresh);
    return fresh;
  }

  async function lease(name: string, limit: number, local: Local): Promise<void> {
    const block = Math.ceil(limit / SHARE);
    const seen = { taken: 0, got: 0 };
    await rates.update(name, (current) => {
      // Another process's clock may be ahead; its minute counts then.
      const known = current && current.minute >= local.minute ? current : { minute: local.minute, taken: 0 };
      seen.got = Math.max(0, Math.min(block, limit - known.taken));
      seen.taken = known.taken + seen.got;
      return seen.got === 0 ? current : { minute: known.minute, taken: seen.taken };
    });
    local.left += seen.got;
    local.taken = Math.max(seen.taken, seen.got === 0 ? limit : 0);
  }
}
