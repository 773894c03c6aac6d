import type { HomeView, KnownBlock, RichTextSection } from '@slack/types';
import { text } from '#src/domain/text.ts';
import type { Fact, HomeCard, HomeResult } from '#src/ports/cards.ts';
import { picture } from './images.ts';
import { headerOf, richText } from './laid.ts';
import { quoteOf, section, textElement, writeLine } from './rich-text.ts';

const FACT_SIZE = 600;
const PROMPT_SIZE = 600;
const PROMPT_LINES = 4;
const ABOUT_SIZE = 500;
const ALT_SIZE = 400;
const MOST_FACTS = 20;
const MOST_RESULTS = 10;
const MOST_MODELS = 30;

export interface HomeOptions {
  /** Slack refuses the whole page where it cannot fetch one of its pictures; without them it is all words. */
  readonly withoutPictures?: boolean;
}

/** A person's own page: what is left, what they made lately, what there is to make pictures with. */
export function layHome(home: HomeCard, { withoutPictures = false }: HomeOptions = {}): HomeView {
  return {
    type: 'home',
    callback_id: 'easel:home',
    blocks: [
      ...headerOf('Your credits'),
      ...factsOf(home.facts),
      ...headerOf('Your newest pictures'),
      ...recentOf(home.recent, withoutPictures),
      ...modelsOf(home.models),
      ...(home.tenant ? [...headerOf('This workspace'), ...factsOf(home.tenant)] : []),
    ],
  };
}

function factsOf(facts: readonly Fact[]): KnownBlock[] {
  const lines = facts.slice(0, MOST_FACTS).flatMap(({ label, value }) => {
    const name = writeLine([{ bold: label }], FACT_SIZE);
    const said = writeLine(value, FACT_SIZE);
    return section(name.length > 0 && said.length > 0 ? [...name, textElement(' '), ...said] : [...name, ...said]);
  });
  return richText(lines);
}

function recentOf(recent: readonly HomeResult[], withoutPictures: boolean): KnownBlock[] {
  if (recent.length === 0) return richText(section([textElement(NOTHING_YET)]));
  return recent
    .slice(0, MOST_RESULTS)
    .flatMap((result) => [
      ...richText([
        ...section(writeLine(text({ time: result.madeAt }), FACT_SIZE, { bold: true })),
        ...quoteOf(result.prompt, PROMPT_SIZE, PROMPT_LINES),
      ]),
      ...(withoutPictures ? [] : shownOf(result)),
    ]);
}

const NOTHING_YET = 'Nothing yet. Write /imagine and what you want to see, or mention me with a picture.';

const LONGEST_ADDRESS = 3000;

/** Slack shows no file of a person on this page, only what anybody can fetch. */
function shownOf({ picture: { url, alt } }: HomeResult): KnownBlock[] {
  const fetched = url !== undefined && url.length <= LONGEST_ADDRESS && /^https?:\/\//.test(url);
  return fetched ? picture({ url, alt }, ALT_SIZE) : [];
}

function modelsOf(models: HomeCard['models']): KnownBlock[] {
  if (models.length === 0) return [];
  const items = models.slice(0, MOST_MODELS).flatMap(({ name, about }): RichTextSection[] => {
    const said = writeLine(about, ABOUT_SIZE);
    const elements = [
      ...writeLine([{ bold: name }], FACT_SIZE),
      ...(said.length > 0 ? [textElement(' '), ...said] : []),
    ];
    return section(elements);
  });
  const more = models.length - MOST_MODELS;
  return [
    ...headerOf('Models'),
    ...(items.length > 0 ? richText([{ type: 'rich_text_list', style: 'bullet', elements: items }]) : []),
    ...(more > 0 ? richText(section([textElement(`and ${more} more: /models`)])) : []),
  ];
}
