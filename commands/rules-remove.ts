import { EaselError } from '#src/domain/errors.ts';
import type { WordRule } from '#src/domain/rules/content-rules.ts';
import type { Command } from '#src/ports/command.ts';
import { changeContent, REASON } from './content-change.ts';
import { ruleRow } from './content-words.ts';

/** Takes a rule about words away. */
export const rulesRemove: Command = {
  name: 'rules remove',
  description: 'Take a rule about words away',
  who: 'moderators',
  visibility: 'private',
  options: {
    rule: { kind: 'text', about: 'Its name, such as w3, from /rules show', required: true, max: 20 },
    reason: REASON,
  },

  async run(context, options) {
    const id = (options.text('rule') ?? '').trim().toLowerCase();
    let gone: WordRule | undefined;
    await changeContent(context, options, `no rule ${id} any more`, (now) => {
      gone = now.words?.find((rule) => rule.id === id);
      if (!gone)
        throw new EaselError('option-invalid', { option: 'rule', value: id, allowed: namesOf(now.words ?? []) });
      return { ...now, words: now.words?.filter((rule) => rule.id !== id) ?? [] };
    });
    await context.answer({
      kind: 'table',
      title: 'This rule is gone',
      columns: ['Rule', 'About', 'What it did'],
      rows: gone ? [ruleRow(gone)] : [],
    });
  },
};

const SHOWN = 20;

const namesOf = (words: readonly WordRule[]): string =>
  words.length === 0
    ? 'nothing: there are no rules yet'
    : `one of ${words
        .slice(0, SHOWN)
        .map(({ id }) => id)
        .join(', ')}`;
