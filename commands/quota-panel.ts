import { count, credits } from '#src/domain/error-texts.ts';
import { type Text, text } from '#src/domain/text.ts';
import type { Command } from '#src/ports/command.ts';
import type { TenantState } from '#src/ports/moderation.ts';
import { balanceWords, commandAction, dollars, totalsWords } from './quota-answers.ts';

/** How things stand, and every lever at hand. */
export const quotaPanel: Command = {
  name: 'quota panel',
  description: 'How things stand here, with buttons for what can be done',
  who: 'moderators',
  visibility: 'private',
  options: {},

  async run({ moderation, answer }) {
    const state = await moderation.state();
    await answer({
      kind: 'table',
      title: titleOf(state),
      columns: ['', ''],
      rows: rowsOf(state),
      note: noteOf(state),
      actions: [
        state.paused && !state.paused.everywhere
          ? commandAction('Resume', 'quota resume', {}, false)
          : commandAction('Pause', 'quota pause'),
        commandAction('Set', 'quota set'),
        commandAction('Grant', 'quota grant'),
        commandAction('Reset', 'quota reset'),
        commandAction('Block', 'quota block'),
        commandAction('Rules', 'quota show', {}, false),
        commandAction('Usage', 'usage', {}, false),
        commandAction('Audit', 'audit', {}, false),
        ...(state.openCases > 0 ? [commandAction('Cases', 'rules cases', {}, false)] : []),
      ],
    });
  },
};

function titleOf({ paused, running, waiting }: TenantState): string {
  if (paused) return paused.everywhere ? 'Paused everywhere' : 'Paused';
  return `Running: ${count(running)}, waiting: ${count(waiting)}`;
}

function rowsOf({ today, period, budget, tenantCredits, top, blocked, openCases }: TenantState) {
  const rows: readonly (readonly [string, Text | undefined])[] = [
    ['Today', text(totalsWords(today))],
    ['This period', text(totalsWords(period))],
    ['Budget', budget && budgetWords(budget)],
    [
      'All together',
      tenantCredits && text(balanceWords(tenantCredits), '; more come at ', { time: tenantCredits.moreAt }),
    ],
    ['Most', top.length > 0 ? topWords(top) : undefined],
    ['Blocked', blocked > 0 ? text(count(blocked)) : undefined],
    ['Cases waiting', openCases > 0 ? text(count(openCases)) : undefined],
  ];
  return rows.flatMap(([what, value]) => (value ? [[text(what), value]] : []));
}

function budgetWords({ usdMicros, spentUsdMicros, endsAt }: NonNullable<TenantState['budget']>): Text {
  const share = usdMicros === 0 ? 100 : Math.round((spentUsdMicros / usdMicros) * 100);
  const left = dollars(Math.max(0, usdMicros - spentUsdMicros));
  return text(`${left} left: ${dollars(spentUsdMicros)} of ${dollars(usdMicros)} spent (${share} %), anew at `, {
    time: endsAt,
  });
}

const topWords = (top: TenantState['top']): Text =>
  text(
    ...top.flatMap(({ personId, credits: spent }, index) => [
      index > 0 ? ', ' : '',
      { mention: personId },
      ` ${credits(spent)}`,
    ]),
  );

function noteOf({ paused }: TenantState): Text {
  if (!paused) return text('Pictures are made. The buttons open forms; nothing happens before one is sent.');
  const { by, at, reason, everywhere } = paused;
  const who = everywhere ? text('whoever runs Easel') : text({ mention: by });
  return text('Nothing is made since ', { time: at }, ', by ', who, ': ', { plain: reason }, '.');
}
