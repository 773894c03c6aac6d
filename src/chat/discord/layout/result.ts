import type { Text } from '#src/domain/text.ts';
import type { ResultCard } from '#src/ports/chat-platform.ts';
import { display, type Laid, type LaidFile } from './laid.ts';

export interface ResultFiles {
  /** Those of this message, in order; fewer than the card has where some follow in a further message or were deleted meanwhile. */
  readonly pictures: readonly LaidFile[];
  readonly sheet?: LaidFile;
  readonly references?: LaidFile;
  /** What had to be done to the files, told below them. */
  readonly notes: readonly Text[];
}

/** A finished request. */
export function layResult(card: ResultCard, files: ResultFiles): Laid {
  return { components: [display(`${card.jobId} ${files.pictures.length}`)] };
}

/** A further message with the rest of the pictures. */
export function layMore(card: ResultCard, pictures: readonly LaidFile[], firstIndex: number): Laid {
  return { components: [display(`${card.jobId} ${pictures.length} ${firstIndex}`)] };
}
