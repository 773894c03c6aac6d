import { plainText, type Text } from '#src/domain/text.ts';
import type { Answer } from '#src/ports/chat-platform.ts';
import { display, type Laid, type LaidFile } from './laid.ts';

export interface AnswerFiles {
  readonly picture?: LaidFile;
  readonly originals?: readonly LaidFile[];
  /** What had to be done to the files. */
  readonly notes: readonly Text[];
}

/** An answer that is no picture, as one message or several where it is long. */
export function layAnswer(answer: Answer, files: AnswerFiles): readonly Laid[] {
  return [{ components: [display(`${plainText(answer.kind === 'text' ? answer.text : [])}${files.notes.length}`)] }];
}
