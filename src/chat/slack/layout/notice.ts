import type { Text } from '#src/domain/text.ts';
import { type Laid, richText } from './laid.ts';
import { messageOf } from './message.ts';
import { writeText } from './pages.ts';
import { section, textElement } from './rich-text.ts';
import { spoken } from './words.ts';

const NOTICE_SIZE = 3000;

/** A short word, such as "Deleted." */
export function layNotice(text: Text): Laid {
  const said = writeText(text, NOTICE_SIZE);
  return messageOf(spoken(text), richText(section(said.length > 0 ? said : [textElement('…')])));
}
