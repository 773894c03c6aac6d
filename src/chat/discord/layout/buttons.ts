import {
  type APIActionRowComponent,
  type APIButtonComponent,
  type APIButtonComponentWithCustomId,
  ButtonStyle,
  ComponentType,
} from 'discord.js';
import { cleanToLine } from '#src/chat/clean.ts';
import type { Action, ActionKind } from '#src/ports/cards.ts';
import { clip } from './clip.ts';
import { LIMITS } from './laid.ts';

export type ButtonRow = APIActionRowComponent<APIButtonComponent>;

/**
 * What stays where not all buttons fit, most wanted first: the answers to a question, getting rid of a result, going on with all
 * of it, keeping it, then one of its pictures after the other.
 */
const WANTED: readonly ActionKind[] = [
  'confirm',
  'cancel',
  'decide',
  'appeal',
  'command',
  'delete',
  'reroll',
  'edit',
  'paint',
  'download',
  'upscale',
  'pick',
  'vary',
  'thread',
  'reference',
  'share',
];

/** What stands beside each other, from above; each row is as wide as a phone. */
const GROUPS: readonly (readonly ActionKind[])[] = [
  ['confirm', 'cancel'],
  ['upscale', 'pick'],
  ['vary'],
  ['reroll', 'edit', 'paint', 'reference'],
  ['thread', 'download', 'share', 'delete'],
  ['decide'],
  ['appeal'],
  ['command'],
];

/** The buttons in rows, of at most `room` components; those least wanted are left out where there is less. */
export function buttonRows(actions: readonly Action[], room: number = LIMITS.components): ButtonRow[] {
  const wanted = distinct(actions).toSorted(byWish);
  const kept: Action[] = [];
  for (const action of wanted) {
    if (costOf(groupsOf([...kept, action])) <= room) kept.push(action);
  }
  // The order in which the app names them is kept within a group.
  const shown = distinct(actions).filter((action) => kept.includes(action));
  return groupsOf(shown).map((row) => rowOf(row, shown));
}

/** Without the buttons at every picture where one asks which is meant. */
export function withoutRepeats(actions: readonly Action[]): readonly Action[] {
  const whole = new Set(actions.filter(({ picture }) => picture === undefined).map(({ kind }) => kind));
  return actions.filter(({ kind, picture }) => picture === undefined || !whole.has(kind));
}

/** A name of a button must be there once in a message. */
const distinct = (actions: readonly Action[]): readonly Action[] => [
  ...new Map(actions.map((action) => [action.state, action])).values(),
];

const byWish = (one: Action, other: Action): number =>
  WANTED.indexOf(one.kind) - WANTED.indexOf(other.kind) || (one.picture ?? 0) - (other.picture ?? 0);

const costOf = (rows: readonly (readonly Action[])[]): number => rows.reduce((sum, row) => sum + 1 + row.length, 0);

function groupsOf(actions: readonly Action[]): readonly (readonly Action[])[] {
  const [answers = [], upscale = [], vary = [], ...others] = GROUPS.map((kinds) =>
    kinds.flatMap((kind) => actions.filter((action) => action.kind === kind)),
  );
  // For one or two pictures both fit on one row.
  const each = upscale.length + vary.length <= LIMITS.rowButtons ? [[...upscale, ...vary]] : [upscale, vary];
  return [answers, ...each, ...others].flatMap(inRows);
}

/** Rows of about the same length: six are three and three. */
function inRows(group: readonly Action[]): readonly (readonly Action[])[] {
  const rows = Math.ceil(group.length / LIMITS.rowButtons);
  const length = Math.ceil(group.length / Math.max(rows, 1));
  return Array.from({ length: rows }, (_, row) => group.slice(row * length, (row + 1) * length));
}

const rowOf = (row: readonly Action[], all: readonly Action[]): ButtonRow => ({
  type: ComponentType.ActionRow,
  components: row.map((action) => buttonOf(action, all)),
});

function buttonOf(action: Action, all: readonly Action[]): APIButtonComponentWithCustomId {
  const name = emojiOf(action, all);
  return {
    type: ComponentType.Button,
    style: styleOf(action, all),
    label: clip(cleanToLine(action.label), LIMITS.labelUnits) || action.kind,
    custom_id: action.state,
    ...(name && { emoji: { name } }),
  };
}

/** No is as good an answer as yes; stopping what runs is not. What is red below every picture is red below none. */
function styleOf({ kind }: Action, all: readonly Action[]): APIButtonComponentWithCustomId['style'] {
  const isNo = kind === 'cancel' && all.some((other) => other.kind === 'confirm');
  return (isNo ? undefined : STYLES[kind]) ?? ButtonStyle.Secondary;
}

const STYLES: { readonly [K in ActionKind]?: APIButtonComponentWithCustomId['style'] } = {
  confirm: ButtonStyle.Success,
  cancel: ButtonStyle.Danger,
  edit: ButtonStyle.Primary,
};

const EMOJI: { readonly [K in ActionKind]?: string } = { reroll: '🔄', delete: '🗑️' };

/** Of buttons that read the same the number tells which picture is meant. */
function emojiOf({ kind, label, picture }: Action, all: readonly Action[]): string | undefined {
  const same = all.filter((other) => other.label === label).length > 1;
  return (same && picture !== undefined ? NUMBERS[picture] : undefined) ?? EMOJI[kind];
}

const NUMBERS: readonly string[] = ['1️⃣', '2️⃣', '3️⃣', '4️⃣', '5️⃣', '6️⃣', '7️⃣', '8️⃣', '9️⃣', '🔟'];
