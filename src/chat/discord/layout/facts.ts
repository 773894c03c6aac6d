import { type Text, text } from '#src/domain/text.ts';
import type { Fact } from '#src/ports/cards.ts';
import { sizeOf } from './clip.ts';
import { joinWithin, lines } from './phrases.ts';
import { writeLine } from './rich-text.ts';

/** What people look for, in the order they do; how it was decided stands below. */
const FIRST = ['Version', 'Cost', 'Left', 'Size', 'Format', 'Quality', 'Style', 'Fidelity', 'Seed', 'Took'];

/** The model's name begins with its provider, and the names of the files hold the job. */
const LEFT_OUT: ReadonlySet<string> = new Set(['Provider', 'Job']);

/** What says by itself what it is. */
const BARE: ReadonlySet<string> = new Set(['Version', 'Model', 'Size', 'Format']);

const FIRST_SIZE = 400;

/** The facts as two small lines, short enough for a phone. Where they are too long, values are cut so that each is still told. */
export function factsLines(facts: readonly Fact[], max: number): string {
  const first = FIRST.flatMap((wanted) => facts.filter(({ label }) => label === wanted));
  const others = facts.filter((fact) => !first.includes(fact) && !LEFT_OUT.has(fact.label));
  const above = factsLine(first, Math.min(FIRST_SIZE, max));
  return lines(above, factsLine(others.toSorted(modelFirst), max - sizeOf(above) - 1));
}

const modelFirst = (one: Fact, other: Fact): number => Number(other.label === 'Model') - Number(one.label === 'Model');

const MARK = '-# ';
const BETWEEN = ' · ';
const VALUE_SIZES = [400, 160, 80, 40, 20];

function factsLine(facts: readonly Fact[], max: number): string {
  const written = VALUE_SIZES.map((size) => facts.map((fact) => writeFact(fact, size)));
  const fitting = written.find((parts) => sizeOf(parts.join(BETWEEN)) <= max - MARK.length) ?? written.at(-1) ?? [];
  const line = joinWithin(fitting, { max: max - MARK.length, between: BETWEEN, rest: () => '…' });
  return line === '' ? '' : `${MARK}${line}`;
}

const writeFact = ({ label, value }: Fact, size: number): string =>
  `${BARE.has(label) ? '' : writeLine(text(label), size)} ${writeLine(value.map(shortly), size)}`.trim();

const REASON = /^([^,]+), because (?:it (?:is|was) )?(.+)$/;

/** `edit, because one picture was given` -> `edit (one picture was given)` */
const shortly = (part: Text[number]): Text[number] =>
  'plain' in part ? { plain: part.plain.replace(REASON, '$1 ($2)') } : part;
