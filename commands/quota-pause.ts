import { text } from '#src/domain/text.ts';
import type { Command } from '#src/ports/command.ts';
import { commandAction, counted } from './quota-answers.ts';

/** The switch that stops everything here. */
export const quotaPause: Command = {
  name: 'quota pause',
  description: 'Stop making pictures here at once',
  who: 'moderators',
  visibility: 'private',
  options: {
    reason: { kind: 'text', about: 'Why; members read it', required: true, max: 300 },
    stop: { kind: 'flag', about: 'Cancel what is being made, too' },
  },

  async run({ moderation, answer }, options) {
    const cancelRunning = options.flag('stop') ?? false;
    const reason = options.text('reason') ?? '';
    const { waiting, running } = await moderation.pause({ reason, cancelRunning });
    const ends = cancelRunning ? 'are canceled and cost nothing' : 'end by themselves';
    await answer({
      kind: 'text',
      text: text(
        { bold: 'Paused.' },
        ' Nothing new is made here, and members are told why: ',
        { plain: reason },
        `. ${counted(running, 'running request')} ${ends}; ${counted(waiting, 'waiting one')} `,
        cancelRunning ? 'too.' : 'will be refused and cost nothing.',
      ),
      actions: [commandAction('Resume', 'quota resume', {}, false)],
    });
  },
};
