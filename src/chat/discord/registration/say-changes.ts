import type { Change } from './deploy-commands.ts';

const SIGNS: Readonly<Record<Change['kind'], string>> = { added: '+', changed: '~', unchanged: '=', removed: '-' };

/** One line a command: `+ /imagine`, `~ /edit: option mask added`, `= /help unchanged`, `- /old`. */
export const sayChanges = (changes: readonly Change[]): readonly string[] =>
  changes.map(({ kind, label, what }) => `${SIGNS[kind]} ${label}${behind(kind, what)}`);

function behind(kind: Change['kind'], what: readonly string[]): string {
  if (kind === 'changed') return `: ${what.join(', ')}`;
  return kind === 'unchanged' ? ' unchanged' : '';
}
