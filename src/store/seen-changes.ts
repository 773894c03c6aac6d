import { type Hopeless, hopeless } from './remote-line.ts';

/**
 * Which of this process's changes the server answered. It keeps the number of the last one beside the data, so that a server with
 * older data, as after a fail-over or a restored back-up, is noticed when the connection comes back.
 */
export interface SeenChanges {
  /** The number of a change that is about to be sent. */
  next(): number;
  answered(change: number): void;
  /** @throws where the server lacks a change that was answered; from then on always, for nobody knows what else is missing. */
  check(stored: number): void;
  isOurs(error: unknown): boolean;
}

/** The server forgets numbers after a day. */
const KNOWN_MS = 12 * 3_600_000;

export function createSeenChanges(): SeenChanges {
  let sent = 0;
  let last: { readonly change: number; readonly at: number } | undefined;
  let missing: Hopeless | undefined;

  return {
    next() {
      sent += 1;
      return sent;
    },
    answered(change) {
      if (change > (last?.change ?? 0)) last = { change, at: performance.now() };
    },
    check(stored) {
      if (last && stored < last.change && performance.now() - last.at < KNOWN_MS) missing ??= olderData();
      if (missing) throw missing;
    },
    isOurs: (error) => error === missing,
  };
}

const olderData = (): Hopeless =>
  hopeless(
    'The store came back with older data: changes that were answered are missing. Look at it, then start Easel again',
  );
