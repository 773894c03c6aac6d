import type { Fact, QuestionCard } from '#src/ports/cards.ts';
import { buttonRows } from './buttons.ts';
import { factsLines } from './facts.ts';
import { picture as pictureOf } from './images.ts';
import { type Laid, type LaidImage, richText } from './laid.ts';
import { messageOf } from './message.ts';
import { warningLines } from './phrases.ts';
import { quoteOf, section, textElement, writeLine } from './rich-text.ts';
import { says, spoken } from './words.ts';

const PROMPT_SIZE = 1500;
const PRICE_SIZE = 400;
const LABEL_SIZE = 200;
const WARNINGS_SIZE = 1200;
const FACTS_SIZE = 1200;
const ALT_SIZE = 500;

/** What would be done for how much, with yes and no. */
export function layQuestion(card: QuestionCard, picture?: LaidImage): Laid {
  const price = priceOf(card);
  const others = card.facts.filter((fact) => fact !== price);
  return messageOf(
    spoken('Go ahead?', ...(price ? [`${price.label}:`, price.value] : []), '·', card.prompt),
    richText([
      ...section([textElement('Go ahead?', { bold: true })]),
      ...(price ? section(priceLine(price)) : []),
      ...quoteOf(card.prompt, PROMPT_SIZE),
    ]),
    pictureOf(picture, ALT_SIZE),
    warningLines(card.warnings, WARNINGS_SIZE),
    factsLines(others, FACTS_SIZE),
    buttonRows(card.actions),
  );
}

/** The fact that decides the answer. */
const priceOf = ({ facts }: QuestionCard): Fact | undefined =>
  facts.find(({ label }) => /\b(?:price|costs?)\b/i.test(label)) ??
  facts.find(({ value }) => says(value, /\bcredits?\b/));

const priceLine = ({ label, value }: Fact) => [
  ...writeLine([{ plain: label }, { plain: ': ' }], LABEL_SIZE),
  ...writeLine(value, PRICE_SIZE, { bold: true }),
];
