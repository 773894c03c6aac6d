import { commandState } from '#src/domain/command-state.ts';
import { count, credits } from '#src/domain/error-texts.ts';
import type { PolicyChange } from '#src/domain/rules/policy-change.ts';
import type { RuleNote } from '#src/domain/rules/standing.ts';
import { type Text, type TextPart, text } from '#src/domain/text.ts';
import type { Action, Answer } from '#src/ports/cards.ts';
import type { CommandContext, Options } from '#src/ports/command.ts';
import type { Balance } from '#src/ports/credit-ledger.ts';
import type { PolicyState, UsageTotals } from '#src/ports/moderation.ts';
import { reasonOf } from './quota-subject.ts';

/** What a platform takes. */
const STATE_LENGTH = 80;

/** A button that says a command; options for which there is no room are left out, the last ones first. */
export function commandAction(
  label: string,
  name: string,
  options: Readonly<Record<string, string>> = {},
  opensForm = true,
): Action {
  const state = commandState(name, options, opensForm);
  if (state.length > STATE_LENGTH && Object.keys(options).length > 0)
    return commandAction(label, name, Object.fromEntries(Object.entries(options).slice(0, -1)), opensForm);
  return { kind: 'command', label, state, opensForm };
}

/** Makes a decision and tells it: what it was, what it is, and how it is taken back. */
export async function decide(
  { moderation }: CommandContext,
  changes: readonly PolicyChange[],
  options: Options,
  more: Text = [],
): Promise<Answer> {
  const before = await moderation.policy();
  const after = await moderation.change(changes, { reason: reasonOf(options), basedOn: before.revision });
  // It is made, whatever becomes of reading it back.
  const made = await changesIn({ moderation }, before, after).catch(() => UNREAD);
  return changedAnswer(made, after, more);
}

const UNREAD: readonly Text[] = [text('It is changed; what it was could not be read just now.')];

/** What was changed between two looks at the policy. */
export async function changesIn(
  { moderation }: Pick<CommandContext, 'moderation'>,
  before: PolicyState,
  after: PolicyState,
): Promise<readonly Text[]> {
  if (after.revision === before.revision) return [];
  const found = await moderation.revisions(after.revision - before.revision);
  return found.find(({ revision }) => revision === after.revision)?.changes ?? [];
}

export function changedAnswer(changes: readonly Text[], { revision, warnings }: PolicyState, more: Text = []): Answer {
  if (changes.length === 0) return { kind: 'text', text: text('It was so already; nothing is changed.') };
  return {
    kind: 'table',
    title: `Changed, number ${revision}`,
    columns: ['What it was → what it is'],
    rows: changes.map((change) => [change]),
    note: text(...warnings.map((warning) => text(warning, ' ')), more, 'It counts from the next request on.'),
    actions: [commandAction('Undo', 'quota undo', { revision: String(revision) }, false)],
  };
}

/** `31 left of 40, 8 reserved`. */
export const balanceWords = ({ available, allowance, held }: Balance): string =>
  `${credits(available)} left of ${count(allowance)}${held > 0 ? `, ${count(held)} reserved` : ''}`;

/** When more comes and when grants end. */
export function endsWords({ moreAt, ending = [] }: Balance): Text {
  const ends = ending.flatMap(({ amount, at }): readonly (string | TextPart)[] => [
    ` Of what is left, ${credits(amount)} end at `,
    { time: at },
    '.',
  ]);
  return text('The next allowance comes at ', { time: moreAt }, '.', ...ends);
}

/** Rules as rows: what, its value, by which rule. */
export const ruleRows = (because: readonly RuleNote[], most: number): readonly (readonly Text[])[] =>
  because.slice(0, most).map(({ what, value, by }) => [text(what), text({ plain: value }), text({ plain: by })]);

/** $1.25; what is less than a cent with as many digits as it needs. */
export function dollars(usdMicros: number): string {
  const digits = usdMicros > 0 && usdMicros < 10_000 ? 4 : 2;
  return `$${(usdMicros / 1e6).toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })}`;
}

/** `12 requests, 30 pictures, 60 credits, $1.20; 2 refused`. */
export function totalsWords({ requests, pictures, credits: spent, usdMicros, refused }: UsageTotals): string {
  const made = `${counted(requests, 'request')}, ${counted(pictures, 'picture')}, ${credits(spent)}, ${dollars(usdMicros)}`;
  return refused > 0 ? `${made}; ${count(refused)} refused` : made;
}

/** 1 -> `1 picture`, 3 -> `3 pictures`. */
export const counted = (value: number, word: string): string => `${count(value)} ${word}${value === 1 ? '' : 's'}`;

/** 1 -> `1 person`, 3 -> `3 people`. */
export const peopleWords = (value: number): string => (value === 1 ? '1 person' : `${count(value)} people`);
