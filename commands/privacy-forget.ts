import { count } from '#src/domain/error-texts.ts';
import { text } from '#src/domain/text.ts';
import type { Command } from '#src/ports/command.ts';

/** Removes everything of oneself, once that was confirmed. */
export const privacyForget: Command = {
  name: 'privacy forget',
  description: 'Let Easel forget you here: requests, pictures, messages, settings',
  who: 'everyone',
  visibility: 'private',
  options: { confirm: { kind: 'flag', about: 'Yes: it cannot be undone' } },

  async run({ privacy, answer }, options) {
    if (options.flag('confirm') !== true) return answer({ kind: 'text', text: ASKING });
    const { jobs, running, cases } = await privacy.forget();
    const forgotten = `${count(jobs)} ${jobs === 1 ? 'request is' : 'requests are'} forgotten, with pictures and messages. `;
    const ending = running > 0 ? `${count(running)} still running: canceled, and forgotten once ended. ` : '';
    const shown = cases > 0 ? `${count(cases)} in the moderators' channel cannot be changed yet: Easel tries on. ` : '';
    await answer({ kind: 'text', text: text(forgotten, ending, shown, KEPT) });
  },
};

const KEPT =
  'Of your credits, amounts, times, channels and models are kept with your id, without words, so that the books add up.';

const ASKING = text(
  'This removes your requests here, their pictures and messages, your settings and what moderators see of you in cases. It cannot be undone. ',
  KEPT,
  ' Blocks and counts of refusals stay. To get a copy first, use /privacy export. To go on, send ',
  { code: '/privacy forget' },
  ' with ',
  { code: 'confirm' },
  ' set to yes.',
);
