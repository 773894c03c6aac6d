import type { ActionsBlock, Button, ConfirmationDialog } from '@slack/types';
import type { Action, ActionKind } from '#src/ports/cards.ts';
import { plainObject } from './escape.ts';
import { LIMITS } from './laid.ts';
import { sizeOf } from './size.ts';

/**
 * What stays where not all buttons fit, most wanted first: the answers to a question, getting rid of a result, going on with all
 * of it, keeping it, then one of its pictures after the other.
 */
const WANTED: readonly ActionKind[] = [
  ...(['confirm', 'cancel', 'decide', 'appeal', 'command'] as const),
  ...(['delete', 'reroll', 'edit', 'paint', 'download'] as const),
  ...(['upscale', 'pick', 'vary', 'thread', 'reference', 'share'] as const),
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

/** What the buttons of one message may take. */
export interface ButtonRoom {
  readonly rows: number;
  readonly bytes: number;
}

const ALL_ROOM: ButtonRoom = { rows: 13, bytes: 7000 };

/** The buttons in rows; those least wanted are left out where there is no room. */
export function buttonRows(actions: readonly Action[], room: ButtonRoom = ALL_ROOM): ActionsBlock[] {
  const offered = distinct(actions);
  const kept: Action[] = [];
  for (const action of offered.toSorted(byWish)) {
    if (fits([...kept, action], offered, room)) kept.push(action);
  }
  // The order in which the app names them is kept within a group.
  const shown = offered.filter((action) => kept.includes(action));
  return rowsOf(shown, offered);
}

function fits(actions: readonly Action[], offered: readonly Action[], { rows, bytes }: ButtonRoom): boolean {
  const written = rowsOf(actions, offered);
  return written.length <= rows && sizeOf(written) <= bytes;
}

/** Without the buttons at every picture where one asks which is meant. */
export function withoutRepeats(actions: readonly Action[]): readonly Action[] {
  const whole = new Set(actions.filter(({ picture }) => picture === undefined).map(({ kind }) => kind));
  return actions.filter(({ kind, picture }) => picture === undefined || !whole.has(kind));
}

/** The button's name, by which Slack tells it apart from the others of a message. */
const nameOf = ({ kind, picture, state }: Action): string =>
  `easel:${kind}:${SEVERAL.has(kind) ? state : (picture ?? '')}`;

/** Of these a message has several that are about no picture. */
const SEVERAL: ReadonlySet<ActionKind> = new Set(['command', 'decide', 'appeal']);

const distinct = (actions: readonly Action[]): readonly Action[] => [
  ...new Map(actions.map((action) => [nameOf(action), action])).values(),
];

const byWish = (one: Action, other: Action): number =>
  WANTED.indexOf(one.kind) - WANTED.indexOf(other.kind) || (one.picture ?? 0) - (other.picture ?? 0);

function rowsOf(actions: readonly Action[], offered: readonly Action[]): ActionsBlock[] {
  return groupsOf(actions).map((row) => ({
    type: 'actions',
    elements: row.map((action) => buttonOf(action, offered)),
  }));
}

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

function buttonOf(action: Action, offered: readonly Action[]): Button {
  const label = plainObject(labelOf(action, offered), LIMITS.labelUnits);
  const style = styleOf(action, offered);
  const aloud = READ_ALOUD[action.kind];
  return {
    type: 'button',
    action_id: nameOf(action),
    value: action.state,
    text: label ?? { type: 'plain_text', text: action.kind },
    ...(style && { style }),
    ...(aloud && action.picture !== undefined && { accessibility_label: `${aloud} picture ${action.picture + 1}` }),
    ...(action.kind === 'delete' && { confirm: SURE }),
  };
}

/** Of buttons that read the same the number tells which picture is meant. */
function labelOf({ label, picture }: Action, offered: readonly Action[]): string {
  const same = offered.filter((other) => other.label === label).length > 1;
  return same && picture !== undefined ? `${label} ${picture + 1}` : label;
}

/** `U1` says nothing to somebody who only hears it. */
const READ_ALOUD: { readonly [K in ActionKind]?: string } = { upscale: 'Upscale', vary: 'Vary', pick: 'Pick' };

const STYLES: { readonly [K in ActionKind]?: Button['style'] } = {
  confirm: 'primary',
  cancel: 'danger',
  delete: 'danger',
};

/** No is as good an answer as yes; stopping what runs is not. */
function styleOf({ kind }: Action, offered: readonly Action[]): Button['style'] {
  return kind === 'cancel' && offered.some((other) => other.kind === 'confirm') ? undefined : STYLES[kind];
}

const SURE: ConfirmationDialog = {
  title: { type: 'plain_text', text: 'Delete this result?' },
  text: { type: 'plain_text', text: 'The message and its pictures go away for everybody.' },
  confirm: { type: 'plain_text', text: 'Delete' },
  deny: { type: 'plain_text', text: 'Keep' },
  style: 'danger',
};
