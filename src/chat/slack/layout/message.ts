import type { KnownBlock } from '@slack/types';
import { type Laid, LIMITS } from './laid.ts';
import { createRoom, type Room } from './room.ts';
import { sizeOf } from './size.ts';

/** What stands around the blocks and the text. */
const AROUND = sizeOf({ text: '', blocks: [] });

/** A message is made of parts that share what its text and what must be there leave. */
export const roomBeside = (text: string, ...fixed: readonly (readonly KnownBlock[])[]): Room =>
  createRoom(fixed.reduce((left, blocks) => left - sizeOf(blocks), LIMITS.bytes - AROUND - sizeOf(text)));

/** The parts in the order they are read. */
export const messageOf = (text: string, ...parts: readonly (readonly KnownBlock[])[]): Laid => ({
  text,
  blocks: parts.flat(),
});
