import type { QuestionCard } from '#src/ports/chat-platform.ts';
import { display, type Laid, type LaidFile } from './laid.ts';

/** What would be done for how much, with yes and no. */
export function layQuestion(card: QuestionCard, picture?: LaidFile): Laid {
  return { components: [display(`${card.jobId} ${picture?.name ?? ''}`)] };
}
