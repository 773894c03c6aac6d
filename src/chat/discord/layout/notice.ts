import type { Text } from '#src/domain/text.ts';
import { display, type Laid } from './laid.ts';
import { writeLine } from './rich-text.ts';

const NOTICE_SIZE = 1000;

/** A short word, such as "Deleted." */
export const layNotice = (text: Text): Laid => ({ components: [display(writeLine(text, NOTICE_SIZE) || '…')] });
