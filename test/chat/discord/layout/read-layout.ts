import type { Laid } from '#src/chat/discord/layout/laid.ts';
import { partsOf } from './strict-message.ts';

/** What a backslash takes the meaning from, as Discord's clients read it. */
const ESCAPED = /\\([^0-9A-Za-z\s])/g;

/** All texts as they are written, in order. */
export const writtenIn = ({ components }: Laid): string =>
  partsOf(components)
    .flatMap(({ content }) => content ?? [])
    .join('\n');

/** All texts as somebody reads them: without quote marks, headings, bold marks, escapes and isolation. */
export const readIn = (laid: Laid): string =>
  writtenIn(laid)
    .replace(/^(?:> |-# |### )/gm, '')
    .replace(/(?<!\\)(?:\\\\)*\*\*/g, '')
    .replace(/[\u2068\u2069]/g, '')
    .replace(ESCAPED, '$1');

export const labelsIn = ({ components }: Laid): readonly string[] =>
  partsOf(components).flatMap(({ type, label }) => (type === 2 && label ? [label] : []));

/** The rows of buttons by their labels. */
export const rowsIn = ({ components }: Laid): readonly (readonly string[])[] =>
  partsOf(components)
    .filter(({ type }) => type === 1)
    .map((row) => partsOf(Object.values(row)).flatMap(({ label }) => label ?? []));

/** What Discord would still act on, once everything with a backslash before it is taken out; quote marks at the start are ours. */
export function activeIn(written: string): readonly string[] {
  const bare = written.replace(ESCAPED, '\uE000').replace(/^> /gm, '');
  return ACTIVE.flatMap((pattern) => bare.match(pattern) ?? []);
}

const ACTIVE: readonly RegExp[] = [
  /@/,
  /<[@#:at/i]/,
  /[*_~`|]/,
  /^\s*(?:#|>|-|\+|\d+\.)/m,
  /\]\(|\[/,
  /:\/\/|:[\w-]+:/,
  /(?:discord|[\w-])\.(?:gg|com|net|io)\b/i,
  /\\$/m,
];
