import { type APIComponentInContainer, ComponentType } from 'discord.js';
import type { Fact, QuestionCard } from '#src/ports/cards.ts';
import { buttonRows } from './buttons.ts';
import { COLORS } from './colors.ts';
import { escapeUserText, quoteUserText } from './escape.ts';
import { factsLines } from './facts.ts';
import { displays, galleries, type Laid, type LaidFile } from './laid.ts';
import { lines, warningLines } from './phrases.ts';
import { says, writeBold } from './rich-text.ts';
import { altUpTo } from './room.ts';

const PROMPT_SIZE = 700;
const PRICE_SIZE = 200;
const WARNINGS_SIZE = 800;
const FACTS_SIZE = 900;
const ALT_SIZE = 500;

/** What would be done for how much, with yes and no. */
export function layQuestion(card: QuestionCard, picture?: LaidFile): Laid {
  const price = priceOf(card);
  const others = card.facts.filter((fact) => fact !== price);
  const components: APIComponentInContainer[] = [
    ...displays(lines('### Go ahead?', price ? priceLine(price) : ''), quoteUserText(card.prompt, PROMPT_SIZE)),
    ...galleries(picture ? [picture] : [], altUpTo(ALT_SIZE)),
    ...displays(warningLines(card.warnings, WARNINGS_SIZE), factsLines(others, FACTS_SIZE)),
    ...buttonRows(card.actions),
  ];
  return { components: [{ type: ComponentType.Container, accent_color: COLORS.asking, components }] };
}

/** The fact that decides the answer. */
const priceOf = ({ facts }: QuestionCard): Fact | undefined =>
  facts.find(({ label }) => /\b(?:price|costs?)\b/i.test(label)) ??
  facts.find(({ value }) => says(value, /\bcredits?\b/));

const priceLine = ({ label, value }: Fact): string => `${escapeUserText(label)}: ${writeBold(value, PRICE_SIZE)}`;
