import type { KnownBlock } from '@slack/types';
import { type Text, text } from '#src/domain/text.ts';
import type { Fact } from '#src/ports/cards.ts';
import { contextLines, richText } from './laid.ts';
import { section, writeLine } from './rich-text.ts';
import { bytesOf, sizeOf } from './size.ts';
import { smallLine } from './words.ts';

/** What people look for, in the order they do; how it was decided stands below. */
const FIRST = ['Version', 'Cost', 'Left', 'Size', 'Format', 'Quality', 'Style', 'Fidelity', 'Seed', 'Took'];

/** The model's name begins with its provider, and the names of the files hold the job. */
const LEFT_OUT: ReadonlySet<string> = new Set(['Provider', 'Job']);

/** What says by itself what it is. */
const BARE: ReadonlySet<string> = new Set(['Version', 'Model', 'Size', 'Format']);

/** What surrounds two lines of small print. */
const EMPTY = sizeOf(contextLines(['-', '-']));

/** The facts as two small lines of at most so many bytes. Where they are too long, values are cut so that each is still told. */
export function factsLines(facts: readonly Fact[], max: number): KnownBlock[] {
  const first = FIRST.flatMap((wanted) => facts.filter(({ label }) => label === wanted));
  const others = facts.filter((fact) => !first.includes(fact) && !LEFT_OUT.has(fact.label)).toSorted(modelFirst);
  const room = max - EMPTY;
  if (facts.some(({ value }) => !isWords(value))) return told([...first, ...others], max);
  const above = factsLine(first, Math.floor(room / 2));
  return contextLines([above, factsLine(others, room - bytesOf(above))]);
}

const modelFirst = (one: Fact, other: Fact): number => Number(other.label === 'Model') - Number(one.label === 'Model');

/** Small print holds no times and no links. */
const isWords = (value: Text): boolean => value.every((part) => 'plain' in part || 'bold' in part || 'code' in part);

const BETWEEN = ' · ';
const VALUE_SIZES = [600, 160, 80, 40, 20];

function factsLine(facts: readonly Fact[], max: number): string {
  const written = VALUE_SIZES.map((size) => facts.map((fact) => writeFact(fact, size)).join(BETWEEN));
  return written.find((line) => bytesOf(line) <= max) ?? asManyAs(facts, max);
}

/** As many of the shortest as fit. */
function asManyAs(facts: readonly Fact[], max: number): string {
  let line = '';
  for (const fact of facts) {
    const longer = line === '' ? writeFact(fact, 20) : `${line}${BETWEEN}${writeFact(fact, 20)}`;
    if (bytesOf(`${longer}${BETWEEN}…`) > max) return line === '' ? '' : `${line}${BETWEEN}…`;
    line = longer;
  }
  return line;
}

const writeFact = ({ label, value }: Fact, size: number): string =>
  `${BARE.has(label) ? '' : smallLine(text(label), size)} ${smallLine(value.map(shortly), size)}`.trim();

const REASON = /^([^,]+), because (?:it (?:is|was) )?(.+)$/;

/** `edit, because one picture was given` -> `edit (one picture was given)` */
const shortly = (part: Text[number]): Text[number] =>
  'plain' in part ? { plain: part.plain.replace(REASON, '$1 ($2)') } : part;

/** One line as rich text, in which times are the reader's own. */
function told(facts: readonly Fact[], max: number): KnownBlock[] {
  const line = facts.flatMap(
    ({ label, value }, index): Text => [
      ...text(index === 0 ? '' : BETWEEN, BARE.has(label) ? '' : `${label} `),
      ...value.map(shortly),
    ],
  );
  return richText(section(writeLine(line, max - EMPTY_TOLD)));
}

const EMPTY_TOLD = sizeOf(richText([{ type: 'rich_text_section', elements: [] }]));
