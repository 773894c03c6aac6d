import type { Call } from '#src/domain/calls.ts';
import { asEaselError, type EaselError } from '#src/domain/errors.ts';
import type { RunContext } from './ask-model.ts';
import type { RunningProgress } from './progress.ts';

/** Calls of one job under way at the same moment. */
const AT_ONCE = 4;

export interface CallsOutcome<T> {
  /** In the order of the calls. */
  readonly made: readonly T[];
  readonly failures: readonly EaselError[];
  /** Calls that were not begun, because the process is about to end. */
  readonly left: number;
}

/**
 * Makes the calls of a job side by side, a few at once. One that fails leaves the others alone, unless it shows that none can
 * succeed: a key that is refused is refused for all.
 */
export async function makeCalls<T>(
  calls: readonly Call[],
  make: (call: Call, context: RunContext) => Promise<T>,
  context: RunContext,
  isStopping: () => boolean = () => false,
): Promise<CallsOutcome<T>> {
  const outcomes: (T | undefined)[] = [];
  const failures: EaselError[] = [];
  const waiting = [...calls.entries()];
  const shares = createShares(calls.length, context.progress);
  const take = () => (isStopping() ? undefined : waiting.shift());
  const lane = async () => {
    for (let next = take(); next; next = take()) {
      const [at, call] = next;
      try {
        outcomes[at] = await make(call, { ...context, progress: shares.of(at) });
      } catch (thrown) {
        const error = asEaselError(thrown);
        failures.push(error);
        if (error.blame === 'operator' || error.code === 'canceled') waiting.length = 0;
      }
      shares.done(at);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, calls.length) }, lane));
  return { made: outcomes.filter((outcome) => outcome !== undefined), failures, left: waiting.length };
}

/** One bar of the progress of several calls. */
function createShares(count: number, progress: RunningProgress) {
  const shares = Array.from({ length: count }, () => 0);
  const tell = (at: number, share: number | null): number | null => {
    if (share === null) return null;
    shares[at] = Math.max(shares[at] ?? 0, share);
    return shares.reduce((sum, each) => sum + each, 0) / count;
  };
  return {
    of: (at: number): RunningProgress => ({
      ...progress,
      progress: ({ share, note }) => progress.progress({ share: tell(at, share), ...(note && { note }) }),
    }),
    done(at: number): void {
      if (count > 1) progress.progress({ share: tell(at, 1) });
    },
  };
}
