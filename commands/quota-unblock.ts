import type { Command } from '#src/ports/command.ts';
import { decide } from './quota-answers.ts';
import { REASON } from './quota-subject.ts';

/** Somebody who was blocked may ask again. */
export const quotaUnblock: Command = {
  name: 'quota unblock',
  description: 'Let somebody ask again who was blocked',
  who: 'moderators',
  visibility: 'private',
  options: { user: { kind: 'person', about: 'Whom', required: true }, reason: REASON },

  async run(context, options) {
    const personId = options.text('user') ?? '';
    await context.answer(await decide(context, [{ kind: 'unblock', personId }], options));
  },
};
