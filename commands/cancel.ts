import { text } from '#src/domain/text.ts';
import type { CancelOutcome, Command } from '#src/ports/command.ts';

const SAID: Readonly<Record<CancelOutcome['kind'], string>> = {
  canceled: 'Canceled. Nothing was charged.',
  canceling: 'It is being canceled. Nothing will be charged.',
  'too-late': 'Too late to cancel: it is finished.',
  none: 'You have nothing running.',
  'not-yours': 'That is not your request.',
};

/** Cancels a person's own running request. */
export const cancel: Command = {
  name: 'cancel',
  description: 'Cancel your newest running request, or one of them',
  who: 'everyone',
  visibility: 'private',
  options: { job: { kind: 'text', about: 'Which one (the job id)', max: 40, complete: 'jobs' } },

  async run(context, options) {
    const { kind } = await context.cancel(options.text('job'));
    await context.answer({ kind: 'text', text: text(SAID[kind]) });
  },
};
