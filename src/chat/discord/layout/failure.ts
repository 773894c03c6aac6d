import type { FailureCard } from '#src/ports/chat-platform.ts';
import { display, type Laid } from './laid.ts';

/** A request that ended without pictures: whose problem it is, and what to do next. */
export function layFailure(card: FailureCard): Laid {
  return { components: [display(card.failure.message)] };
}
