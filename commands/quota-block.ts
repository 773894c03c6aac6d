import { text } from '#src/domain/text.ts';
import type { Command } from '#src/ports/command.ts';
import { decide } from './quota-answers.ts';
import { endOf, UNTIL } from './quota-subject.ts';

/** Nothing is made for somebody, for a while or for good. */
export const quotaBlock: Command = {
  name: 'quota block',
  description: 'Make nothing for somebody, for a while or until they are unblocked',
  who: 'moderators',
  visibility: 'private',
  options: {
    user: { kind: 'person', about: 'Whom', required: true },
    reason: { kind: 'text', about: 'Why; the person reads it', required: true, max: 300 },
    until: UNTIL,
  },

  async run(context, options) {
    const personId = options.text('user') ?? '';
    const until = await endOf(context, options);
    const block = { kind: 'block', personId, reason: options.text('reason') ?? '' } as const;
    const more = text('What they have running ends by itself. ');
    await context.answer(await decide(context, [until === undefined ? block : { ...block, until }], options, more));
  },
};
