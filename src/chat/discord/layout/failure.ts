import { ComponentType } from 'discord.js';
import type { Blame } from '#src/domain/errors.ts';
import type { FailureCard } from '#src/ports/cards.ts';
import { buttonRows } from './buttons.ts';
import { COLORS } from './colors.ts';
import { quoteUserText } from './escape.ts';
import { displays, type Laid } from './laid.ts';
import { lines } from './phrases.ts';
import { writeLine } from './rich-text.ts';

const TEXT_SIZE = 1800;
const PROMPT_SIZE = 700;

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
  const heading = calm ? '' : `### ⚠️ ${WHOSE[failure.blame]}`;
  const components = [
    ...displays(lines(heading, writeLine(failure.text, TEXT_SIZE)), quoteUserText(prompt, PROMPT_SIZE)),
    ...buttonRows(actions),
  ];
  return {
    components: [{ type: ComponentType.Container, accent_color: calm ? COLORS.waiting : COLORS.failed, components }],
  };
}
