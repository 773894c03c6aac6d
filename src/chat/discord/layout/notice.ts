import { plainText, type Text } from '#src/domain/text.ts';
import { display, type Laid } from './laid.ts';

/** A short word, such as "Deleted." */
export const layNotice = (text: Text): Laid => ({ components: [display(plainText(text))] });
