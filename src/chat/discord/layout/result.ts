import { type APIMessageTopLevelComponent, type APISectionComponent, ComponentType } from 'discord.js';
import type { Text } from '#src/domain/text.ts';
import type { Action, ResultCard } from '#src/ports/cards.ts';
import { buttonRows, withoutRepeats } from './buttons.ts';
import { sizeOf } from './clip.ts';
import { quoteUserText } from './escape.ts';
import { factsLines } from './facts.ts';
import { addressOf, componentsIn, display, displays, galleries, type Laid, type LaidFile, LIMITS } from './laid.ts';
import { lines, noteLines, smallWarningLines } from './phrases.ts';
import { writeName } from './rich-text.ts';
import { altsWithin, altUpTo, roomFor } from './room.ts';

export interface ResultFiles {
  /** Those of this message, in order, ten at most; fewer than the card has where some follow in a further message or were deleted meanwhile. */
  readonly pictures: readonly LaidFile[];
  readonly sheet?: LaidFile;
  readonly references?: LaidFile;
  /** What had to be done to the files, told below them. */
  readonly notes: readonly Text[];
}

const NAME_SIZE = 80;
const PROMPT_SIZE = 700;
const MODEL_TEXT_SIZE = 1500;
const REVISED_SIZE = 500;
const WARNINGS_SIZE = 600;
const NOTES_SIZE = 700;
const FACTS_SIZE = 900;
const THUMBNAIL_ALT_SIZE = 60;

/** Kept free for the alt texts of the pictures while the model's words are measured. */
const ALT_BYTES = 1200;

/** A message has ten files. The pictures come first, then what they were made from, then all of them on one sheet. */
function withinOneMessage({ pictures, references, sheet, notes }: ResultFiles): ResultFiles {
  const room = LIMITS.files - pictures.length;
  const both = references !== undefined && sheet !== undefined;
  return {
    pictures,
    notes,
    ...(references && room > 0 && { references }),
    ...(sheet && room > (both ? 1 : 0) && { sheet }),
  };
}

/** A finished request: the pictures as large as the screen allows, what was asked and said, and the buttons at the thumb. */
export function layResult(card: ResultCard, given: ResultFiles): Laid {
  const files = hiddenAs(card, withinOneMessage(given));
  const actions = actionsOfFirst(card.actions);
  const above = [...asked(card), ...referencesUsed(card, files.references)];
  const below = displays(
    lines(
      smallWarningLines(card.warnings, WARNINGS_SIZE),
      noteLines(files.notes, NOTES_SIZE),
      factsLines(card.facts, FACTS_SIZE),
    ),
  );
  const room =
    LIMITS.components - componentsIn([...galleries(files.pictures, noAlt), ...above, ...below]) - MODEL_TEXTS;
  const sheet = sheetBeside(card, files.sheet, room - componentsIn(buttonRows(actions)));
  const rows = buttonRows(actions, room - componentsIn(sheet));
  const said = wordsOfModel(card, roomFor([...above, ...sheet, ...below, ...rows], ALT_BYTES));
  const rest = [...above, ...said, ...sheet, ...below, ...rows];
  return { components: [...galleries(files.pictures, altsWithin(rest, files.pictures.length)), ...rest] };
}

/** What is hidden until it is opened is so on every sheet, too. */
function hiddenAs(card: ResultCard, { pictures, sheet, references, notes }: ResultFiles): ResultFiles {
  const marked = markedAs(card);
  return {
    pictures: pictures.map(marked),
    notes,
    ...(sheet && { sheet: marked(sheet) }),
    ...(references && { references: marked(references) }),
  };
}

const markedAs =
  ({ spoiler }: ResultCard) =>
  (file: LaidFile): LaidFile =>
    spoiler ? { ...file, spoiler } : file;

const noAlt = (): string => '';

const asked = ({ owner, prompt }: ResultCard): readonly APIMessageTopLevelComponent[] =>
  displays(lines(writeName(owner.displayName, NAME_SIZE), quoteUserText(prompt, PROMPT_SIZE)));

/** The first ten pictures have their buttons here, which is all there is room for; later ones below their own message. */
const ON_FIRST = 10;

const actionsOfFirst = (actions: readonly Action[]): readonly Action[] =>
  withoutRepeats(actions).filter(({ picture = 0 }) => picture < ON_FIRST);

/** How many were used, and which, small. */
function referencesUsed({ references }: ResultCard, sheet: LaidFile | undefined): APIMessageTopLevelComponent[] {
  if (!references || references.count === 0) return [];
  const words = references.count === 1 ? '1 reference used' : `${references.count} references used`;
  return sheet ? [beside(words, sheet)] : [display(words)];
}

/** All pictures at a glance, where no button is lost to it. */
function sheetBeside(card: ResultCard, sheet: LaidFile | undefined, room: number): APIMessageTopLevelComponent[] {
  const section = sheet && beside(`All ${card.pictures.length} pictures on one sheet`, sheet);
  return section && componentsIn(section) <= room ? [section] : [];
}

/** Words with a small picture that can be opened; what looks for pictures in a message takes it for no picture of its own. */
function beside(words: string, file: LaidFile): APISectionComponent {
  const description = altUpTo(THUMBNAIL_ALT_SIZE)(file);
  return {
    type: ComponentType.Section,
    components: [display(words)],
    accessory: {
      type: ComponentType.Thumbnail,
      media: { url: addressOf(file) },
      ...(description && { description }),
      ...(file.spoiler && { spoiler: true }),
    },
  };
}

/** Both in one text, so that no button is lost to them. */
const MODEL_TEXTS = 1;

/** Words of a model are no more trusted than a person's. */
function wordsOfModel({ text = '', revisedPrompt = '' }: ResultCard, room: number) {
  const said = labelled('The model says', text, Math.min(MODEL_TEXT_SIZE, room));
  const revised = labelled('Revised prompt', revisedPrompt, Math.min(REVISED_SIZE, room - sizeOf(said) - 1));
  return displays(lines(said, revised));
}

/** A model's words may be a list. */
const MODEL_LINES = 40;

function labelled(label: string, words: string, room: number): string {
  const heading = `-# ${label}\n`;
  const quote = quoteUserText(words, room - heading.length, MODEL_LINES);
  return quote === '' ? '' : `${heading}${quote}`;
}

/** A further message with the rest of the pictures; `firstIndex` counts from 0. */
export function layMore(card: ResultCard, given: readonly LaidFile[], firstIndex: number): Laid {
  const pictures = given.map(markedAs(card));
  const end = firstIndex + pictures.length;
  const which = pictures.length === 1 ? `Picture ${end}` : `Pictures ${firstIndex + 1} to ${end}`;
  const caption = `-# ${which} of ${Math.max(end, card.pictures.length)} · ${writeName(card.owner.displayName, NAME_SIZE)}`;
  const own = withoutRepeats(card.actions).filter(
    ({ picture = -1 }) => picture >= Math.max(firstIndex, ON_FIRST) && picture < end,
  );
  const others = componentsIn(galleries(pictures, noAlt)) + 1;
  const rest: APIMessageTopLevelComponent[] = [display(caption), ...buttonRows(own, LIMITS.components - others)];
  return { components: [...galleries(pictures, altsWithin(rest, pictures.length)), ...rest] };
}
