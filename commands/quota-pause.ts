import { count } from '#src/domain/error-texts.ts';
import { text } from '#src/domain/text.ts';
import type { Command } from '#src/ports/command.ts';
import { commandAction } from './quota-answers.ts';

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
    const ends = cancelRunning
      ? `What is running (${count(running)}) or waiting (${count(waiting)}) is canceled and costs nothing.`
      : `What is running (${count(running)}) ends by itself; what is waiting (${count(waiting)}) is refused and costs nothing.`;
    await answer({
      kind: 'text',
      text: text(
        { bold: 'Paused.' },
        ' Nothing new is made here, and members are told why: ',
        { plain: reason },
        `. ${ends}`,
      ),
      actions: [commandAction('Resume', 'quota resume', {}, false)],
    });
  },
};
