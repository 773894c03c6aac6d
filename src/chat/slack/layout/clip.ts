import { clipBy } from '#src/chat/clip.ts';
import { bytesOf } from './size.ts';

type Clip = (words: string, max: number, write?: (words: string) => string) => string;

/** The longest start of the words that has at most `max` UTF-16 units once it is written down. */
export const clip: Clip = (...asked) => clipBy(({ length }) => length, ...asked);

/** The same for so many bytes of JSON. */
export const clipToBytes: Clip = (...asked) => clipBy(bytesOf, ...asked);
