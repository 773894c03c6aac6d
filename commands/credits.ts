import { ENTRY_WORDS } from '#src/domain/entry-words.ts';
import { count, credits as creditsText } from '#src/domain/error-texts.ts';
import { text } from '#src/domain/text.ts';
import type { Command } from '#src/ports/command.ts';

/** What a person has, what is reserved, when more comes, and the last movements. */
export const credits: Command = {
  name: 'credits',
  description: 'Show what you have left, and when more comes',
  who: 'everyone',
  visibility: 'private',
  options: { user: { kind: 'person', about: 'Whose; only moderators see those of others' } },
  menu: { on: 'person', label: 'Image credits' },

  async run(context, options) {
    const user = options.text('user');
    const { balance, entries } = await context.credits(user);
    const whose =
      user === undefined || user === context.personId ? [] : ['These are the credits of ', { mention: user }, '. '];
    await context.answer({
      kind: 'table',
      title: `${creditsText(balance.available)} left of ${count(balance.allowance)}`,
      columns: ['When', 'What', 'Credits', 'Job'],
      rows: entries.map(({ at, kind, amount, jobId, reason }) => [
        text({ time: at }),
        text(ENTRY_WORDS[kind], reason ? `: ${reason}` : ''),
        text(count(amount)),
        jobId ? text({ code: jobId }) : text('–'),
      ]),
      note: text(
        ...whose,
        balance.held > 0 ? `${creditsText(balance.held)} reserved for what is running. ` : '',
        'The next allowance comes at ',
        { time: balance.moreAt },
        '.',
      ),
    });
  },
};
