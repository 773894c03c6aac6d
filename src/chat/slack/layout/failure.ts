import type { Blame } from '#src/domain/errors.ts';
import type { FailureCard } from '#src/ports/cards.ts';
import { buttonRows } from './buttons.ts';
import { type Laid, richText } from './laid.ts';
import { messageOf } from './message.ts';
import { writeText } from './pages.ts';
import { quoteOf, section, textElement } from './rich-text.ts';
import { spoken } from './words.ts';

const TEXT_SIZE = 3000;
const PROMPT_SIZE = 1500;

const WHOSE: Readonly<Record<Blame, string>> = {
  prompt: 'About your prompt',
  image: 'About your picture',
  provider: 'At the provider',
  settings: 'About this request',
  operator: 'For whoever runs Easel',
  easel: 'Inside Easel',
};

/** A request that ended without pictures: whose problem it is, and what to do next. */
export function layFailure({ failure, prompt, actions }: FailureCard): Laid {
  // Whoever stopped it knows why; nothing went wrong.
  const calm = failure.code === 'canceled';
  const heading = calm ? [] : section([textElement(`⚠️ ${WHOSE[failure.blame]}`, { bold: true })]);
  return messageOf(
    spoken(...(calm ? [] : [`${WHOSE[failure.blame]}:`]), failure.text),
    richText([...heading, ...section(writeText(failure.text, TEXT_SIZE)), ...quoteOf(prompt, PROMPT_SIZE)]),
    buttonRows(actions),
  );
}
