import { clipBy } from '#src/chat/clip.ts';

/**
 * What a text takes of Discord's room. Text is limited to 4,000 UTF-16 units a message, and all that a message holds to about
 * 10,170 bytes (discord-api-docs #8554), so that a unit stands for so many bytes too.
 */
export const BYTES_A_UNIT = 2.4;

export const sizeOf = (text: string): number =>
  Math.max(text.length, Math.ceil(Buffer.byteLength(text) / BYTES_A_UNIT));

/** The longest start of the words that takes at most `max` of that room once it is written down. */
export const clip = (words: string, max: number, write?: (words: string) => string): string =>
  clipBy(sizeOf, words, max, write);
