import { EaselError } from '#src/domain/errors.ts';
import type { Command } from '#src/ports/command.ts';
import { decide } from './quota-answers.ts';
import { CHANGES, changesOf } from './quota-changes.ts';
import { REASON } from './quota-subject.ts';

/** How much people have, what may be made where, and what all of it may cost. */
export const quotaSet: Command = {
  name: 'quota set',
  description: 'Set how much somebody, a role, a channel or everybody has, and what may be made',
  who: 'moderators',
  visibility: 'private',
  options: { ...CHANGES, reason: REASON },
  // The rest is for who types.
  form: ['amount', 'user', 'role', 'channel', 'reason'],

  async run(context, options) {
    const changes = changesOf(options);
    if (changes.length === 0)
      throw new EaselError('option-invalid', {
        option: 'amount',
        value: '',
        allowed: 'an amount, or another option',
      });
    await context.answer(await decide(context, changes, options));
  },
};
