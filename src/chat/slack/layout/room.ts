import type { KnownBlock } from '@slack/types';
import { sizeOf } from './size.ts';

/** What is left of a message while its parts are written one after the other, the most wanted first. */
export interface Room {
  readonly left: () => number;
  /** Writes a part of at most `max` bytes, fewer where no more are left. */
  take<B extends KnownBlock>(max: number, write: (max: number) => B[]): B[];
}

/** @param bytes for all of it. */
export function createRoom(bytes: number): Room {
  let left = bytes;
  return {
    left: () => Math.max(0, left),
    take: (max, write) => {
      const part = write(Math.max(0, Math.min(max, left)));
      left -= sizeOf(part);
      return part;
    },
  };
}
