import { EaselError } from '#src/domain/errors.ts';
import { CONTENT_ACTIONS, type ContentAction, type WordRule } from '#src/domain/rules/content-rules.ts';
import { text } from '#src/domain/text.ts';
import type { Command, Options } from '#src/ports/command.ts';
import { changeContent, REASON } from './content-change.ts';
import { ACTION_WORDS, ruleRow } from './content-words.ts';

/** Adds words or a pattern, and what is done about them. */
export const rulesAdd: Command = {
  name: 'rules add',
  description: 'Add words or a pattern that prompts may not have',
  who: 'moderators',
  visibility: 'private',
  options: {
    word: { kind: 'text', about: 'A word or phrase, or several with commas between', max: 500 },
    pattern: { kind: 'text', about: 'Or a pattern in the language of RE2, found anywhere and in any case', max: 500 },
    action: { kind: 'choice', about: 'What happens; refused unless you say otherwise', of: CONTENT_ACTIONS },
    adults: { kind: 'flag', about: 'Yes: it does not count in places that are marked as for adults' },
    reason: REASON,
  },

  async run(context, options) {
    const wanted = wantedRules(options);
    let added: readonly WordRule[] = [];
    await changeContent(context, options, 'a rule about content', (now) => {
      added = numbered(wanted, now.words ?? []);
      return { ...now, words: [...(now.words ?? []), ...added] };
    });
    await context.answer({
      kind: 'table',
      title: added.length === 1 ? 'One rule more' : `${added.length} rules more`,
      columns: ['Rule', 'About', 'What it does'],
      rows: added.map(ruleRow),
      note: text(`What it fits ${ACTION_WORDS[added[0]?.action ?? 'block']}. `, HOW),
    });
  },
};

const HOW =
  'Words are found whole, in any case, also with signs for letters, zero-width signs, or set apart letter by letter. Take a rule back with /rules remove.';

type Wanted = Omit<WordRule, 'id'>;

/** @throws {EaselError} `option-invalid` where neither a word nor a pattern is given. */
function wantedRules(options: Options): readonly Wanted[] {
  const action = actionIn(options) ?? 'block';
  const more = { action, ...(options.flag('adults') && { exceptAgeRestricted: true as const }) };
  const words = (options.text('word') ?? '').split(/[,，、\n]/).map((word) => word.trim());
  const pattern = options.text('pattern')?.trim();
  const wanted = [
    ...words.filter((word) => word !== '').map((said): Wanted => ({ kind: 'word', said, ...more })),
    ...(pattern ? [{ kind: 'pattern', said: pattern, ...more } as const] : []),
  ];
  if (wanted.length === 0)
    throw new EaselError('option-invalid', { option: 'word', value: '', allowed: 'a word, or the option pattern' });
  return wanted;
}

export const actionIn = (options: Options): ContentAction | undefined =>
  CONTENT_ACTIONS.find((action) => action === options.text('action'));

/** New rules under names that were not used yet; what is a rule already is changed by removing it first. */
function numbered(wanted: readonly Wanted[], known: readonly WordRule[]): readonly WordRule[] {
  const highest = Math.max(0, ...known.map(({ id }) => Number(id.slice(1)) || 0));
  const fresh = wanted.filter(({ kind, said }) => {
    const same = known.find((rule) => rule.kind === kind && rule.said.toLowerCase() === said.toLowerCase());
    if (same)
      throw new EaselError('option-invalid', {
        option: kind,
        value: said,
        allowed: `another one: ${same.id} is about that`,
      });
    return true;
  });
  return fresh.map((rule, index) => ({ id: `w${highest + 1 + index}`, ...rule }));
}
