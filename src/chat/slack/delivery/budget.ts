import type { Clock } from '#src/ports/clock.ts';
import type { Workspace } from '../origin.ts';

/** The edits of progress that a workspace has for all its jobs together. */
export interface Budget {
  /**
   * Takes one of them.
   * @param kind a new phase goes before a mere percentage, for which some are never used.
   * @returns 0, or after how many milliseconds it is worth asking again.
   */
  take(workspace: Workspace, kind: 'phase' | 'percent'): number;
  /** Slack said no: there are none for so long. */
  close(workspace: Workspace, ms: number): void;
}

const MINUTE_MS = 60_000;
/** Slack allows 50 and more a minute; ends are edits too, and are never counted here. */
const MOST = { phase: 40, percent: 30 } as const;
/** More workspaces than this are not busy within one minute. */
const MOST_KNOWN = 1000;

interface Spent {
  times: readonly number[];
  closedUntil: number;
}

export function createBudget(clock: Pick<Clock, 'now'>): Budget {
  const known = new Map<string, Spent>();

  function spentIn({ teamId, enterpriseId }: Workspace): Spent {
    const key = teamId || (enterpriseId ?? '');
    const spent = known.get(key) ?? { times: [], closedUntil: 0 };
    known.delete(key);
    known.set(key, spent);
    const [oldest] = known.keys();
    if (known.size > MOST_KNOWN && oldest !== undefined) known.delete(oldest);
    return spent;
  }

  return {
    take(workspace, kind) {
      const now = clock.now();
      const spent = spentIn(workspace);
      if (spent.closedUntil > now) return spent.closedUntil - now;
      spent.times = spent.times.filter((at) => at > now - MINUTE_MS);
      const over = spent.times[spent.times.length - MOST[kind]];
      if (over !== undefined) return over + MINUTE_MS - now;
      spent.times = [...spent.times, now];
      return 0;
    },

    close(workspace, ms) {
      const spent = spentIn(workspace);
      spent.closedUntil = Math.max(spent.closedUntil, clock.now() + ms);
    },
  };
}
