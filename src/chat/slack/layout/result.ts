import type { KnownBlock } from '@slack/types';
import type { Text } from '#src/domain/text.ts';
import type { Action, ResultCard } from '#src/ports/cards.ts';
import { buttonRows, withoutRepeats } from './buttons.ts';
import { factsLines } from './facts.ts';
import { bareSize, captioned, pictures as picturesIn } from './images.ts';
import { contextLines, type Laid, type LaidImage, LIMITS, richText } from './laid.ts';
import { messageOf, roomBeside } from './message.ts';
import { noteLines, warningLines } from './phrases.ts';
import { quoteOf, section, textElement, writeLine } from './rich-text.ts';
import { sizeOf } from './size.ts';
import { smallLine, spoken } from './words.ts';

export interface ResultFiles {
  /** Those of this message, in order, `LIMITS.pictures` at most; the others follow in further messages. */
  readonly pictures: readonly LaidImage[];
  readonly sheet?: LaidImage;
  readonly references?: LaidImage;
  /** What had to be done to the files, told below them. */
  readonly notes: readonly Text[];
}

const NAME_SIZE = 200;
const PROMPT_SIZE = 1500;
const MODEL_TEXT_SIZE = 3000;
const REVISED_SIZE = 1000;
const WARNINGS_SIZE = 1000;
const NOTES_SIZE = 2800;
const FACTS_SIZE = 1000;
const BESIDE_SIZE = 500;

/** Kept free for the description of each picture while the model's words are measured. */
const ALT_SIZE = 120;

/** A finished request: what was asked, the pictures as large as the screen allows, what was said, and the buttons. */
export function layResult(card: ResultCard, files: ResultFiles): Laid {
  const shown = files.pictures.slice(0, LIMITS.pictures);
  const text = spoken(`${counted(card.pictures.length, 'picture')} for`, card.owner.displayName, '·', card.prompt);
  const rows = buttonRows(withoutRepeats(card.actions).filter(({ picture = 0 }) => picture < LIMITS.pictures));
  const room = roomBeside(text, rows);
  const kept = bareSize(shown) + ALT_SIZE * shown.length;
  const free = (max: number): number => Math.min(max, room.left() - kept);
  const asked = room.take(free(NAME_SIZE + PROMPT_SIZE), (max) => askedLines(card, max));
  const facts = room.take(free(FACTS_SIZE), (max) => factsLines(card.facts, max));
  const warnings = room.take(free(WARNINGS_SIZE), (max) => warningLines(card.warnings, max));
  const notes = room.take(free(NOTES_SIZE), (max) => noteLines(files.notes, max));
  const used = room.take(free(BESIDE_SIZE), (max) => referencesUsed(card, files.references, max));
  const sheet = room.take(free(BESIDE_SIZE), (max) => sheetBeside(card, files.sheet, max));
  const said = room.take(free(MODEL_TEXT_SIZE), (max) => quoted('The model says', card.text, max));
  const revised = room.take(free(REVISED_SIZE), (max) => quoted('Revised prompt', card.revisedPrompt, max));
  const pictures = picturesIn(shown, room.left(), numbering(card, shown, 0));
  return messageOf(text, asked, pictures, said, revised, used, sheet, warnings, notes, facts, rows);
}

/** Where some were deleted meanwhile, nobody knows here which; their descriptions tell it. */
function numbering({ pictures }: ResultCard, shown: readonly LaidImage[], from: number): { from: number } | undefined {
  const wanted = Math.min(LIMITS.pictures, pictures.length - from);
  return pictures.length > 1 && shown.length === wanted ? { from } : undefined;
}

const counted = (count: number, thing: string): string => (count === 1 ? `1 ${thing}` : `${count} ${thing}s`);

/** A person's name, not a mention: nobody asked to be called. */
function askedLines({ owner, prompt }: ResultCard, max: number): KnownBlock[] {
  const name = section(writeLine([{ bold: owner.displayName }], Math.min(NAME_SIZE, max - SURROUND)));
  return richText([...name, ...quoteOf(prompt, max - SURROUND - sizeOf(name))]);
}

/** What stands around the elements of a rich text, and around those of a section. */
const SURROUND = sizeOf([{ type: 'rich_text', elements: [] }]) + sizeOf({ type: 'rich_text_section', elements: [] });

/** A model's words may be a list. */
const MODEL_LINES = 40;

/** Words of a model are no more trusted than a person's. */
function quoted(label: string, words: string | undefined, max: number): KnownBlock[] {
  const heading = section([textElement(label, { bold: true })]);
  const quote = quoteOf(words ?? '', max - SURROUND - sizeOf(heading), MODEL_LINES);
  return quote.length === 0 ? [] : richText([...heading, ...quote]);
}

/** How many were used, and which, small. */
function referencesUsed({ references }: ResultCard, sheet: LaidImage | undefined, max: number): KnownBlock[] {
  if (!references || references.count === 0) return [];
  const words = `${counted(references.count, 'reference')} ${references.count === 1 ? 'was' : 'were'} used`;
  const shown = sheet ? [captioned(words, sheet)] : [];
  return sheet && sizeOf(shown) <= max ? shown : contextLines([words]);
}

/** All pictures at a glance. */
function sheetBeside(card: ResultCard, sheet: LaidImage | undefined, max: number): KnownBlock[] {
  const shown = sheet ? [captioned(`All ${card.pictures.length} pictures on one sheet`, sheet)] : [];
  return sizeOf(shown) <= max ? shown : [];
}

/** A further message with more of the pictures, `LIMITS.pictures` at most; `firstIndex` counts from 0. */
export function layMore(card: ResultCard, pictures: readonly LaidImage[], firstIndex: number): Laid {
  const shown = pictures.slice(0, LIMITS.pictures);
  const end = firstIndex + shown.length;
  const which = shown.length === 1 ? `Picture ${end}` : `Pictures ${firstIndex + 1} to ${end}`;
  const caption = `${which} of ${Math.max(end, card.pictures.length)}`;
  const text = spoken(caption, 'for', card.owner.displayName);
  const above = contextLines([`${caption} · ${smallLine([{ plain: card.owner.displayName }], NAME_SIZE)}`]);
  const rows = buttonRows(ownActions(card.actions, firstIndex, end));
  const room = roomBeside(text, above, rows);
  return messageOf(text, above, picturesIn(shown, room.left(), numbering(card, shown, firstIndex)), rows);
}

/** The first message has the buttons of its pictures; later ones have theirs below them. */
const ownActions = (actions: readonly Action[], firstIndex: number, end: number): readonly Action[] =>
  withoutRepeats(actions).filter(
    ({ picture = -1 }) => picture >= Math.max(firstIndex, LIMITS.pictures) && picture < end,
  );
