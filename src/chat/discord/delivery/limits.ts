import type { Text } from '#src/domain/text.ts';
import type { Way } from './ways.ts';

/** What one message may carry where it goes. */
export interface Limits {
  readonly maxFileBytes: number;
  /** All files of one request together. */
  readonly maxRequestBytes: number;
  /** How many messages may follow the first. */
  readonly maxMore: number;
  /** Told beside it: where it comes from, where it had to move. */
  readonly notes: readonly Text[];
}

/** Discord's documented limit of a whole request, less what is not files: words, names, boundaries. */
const REQUEST_BYTES = 25 * 1024 * 1024 - 256 * 1024;

export const limitsOf = (
  { maxFileBytes, maxMore }: Pick<Way, 'maxFileBytes' | 'maxMore'>,
  notes: readonly Text[] = [],
): Limits => ({
  maxFileBytes: Math.min(maxFileBytes, REQUEST_BYTES),
  maxRequestBytes: REQUEST_BYTES,
  maxMore,
  notes,
});

/** For another try where Discord says that it was too much all the same. */
export const halved = (limits: Limits): Limits => ({
  ...limits,
  maxFileBytes: Math.floor(limits.maxFileBytes / 2),
  maxRequestBytes: Math.floor(limits.maxRequestBytes / 2),
});

/** So that about twice as many of them have room in one message. */
export const smallerFiles = (limits: Limits): Limits => ({
  ...limits,
  maxFileBytes: Math.floor(limits.maxFileBytes / 2),
});

const MAX_FILES = 10;

/** What still fits into one message. */
export interface Room {
  /** Takes the file in, where it fits. */
  take(byteLength: number): boolean;
}

export function createRoom({ maxRequestBytes }: Limits): Room {
  let bytes = 0;
  let count = 0;
  return {
    take(byteLength) {
      if (count === MAX_FILES || bytes + byteLength > maxRequestBytes) return false;
      bytes += byteLength;
      count++;
      return true;
    },
  };
}
