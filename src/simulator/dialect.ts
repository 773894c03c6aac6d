import type { FaultQueue } from './faults.ts';
import type { RequestLog } from './request-log.ts';
import type { Shelf } from './shelf.ts';
import type { Turns } from './turns.ts';

/** What every dialect of the simulator is made of. Each is a set of routes mounted below its own path. */
export interface DialectParts {
  readonly log: RequestLog;
  readonly faults: FaultQueue;
  readonly turns: Turns;
  /** Finished pictures, for answers that give addresses. Each dialect serves them below its own path. */
  readonly shelf: Shelf;
  /** How long a picture takes. */
  readonly paceMs: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly newRequestId: () => string;
  /** Mixed into every drawing of a request; the empty word where the same prompt shall give the same picture. */
  readonly newSalt: () => string;
  /** A request for pictures got so far that a provider would have begun to draw, and to bill. */
  readonly onTaken: () => void;
}

/** The word that makes the simulator refuse a prompt as a content filter does. */
export const FORBIDDEN = /\bforbidden\b/i;
