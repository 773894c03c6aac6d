import { credits } from '#src/domain/error-texts.ts';
import { subjectWords } from '#src/domain/rules/subject-words.ts';
import { text } from '#src/domain/text.ts';
import type { Command } from '#src/ports/command.ts';
import { balanceWords, peopleWords } from './quota-answers.ts';
import { EVERYONE, neededSubject, REASON, reasonOf, SUBJECT } from './quota-subject.ts';

/** Fills allowances up again before their time. */
export const quotaReset: Command = {
  name: 'quota reset',
  description: "Fill somebody's, a role's or everybody's allowance up again",
  who: 'moderators',
  visibility: 'private',
  options: { ...SUBJECT, everyone: EVERYONE, reason: REASON },
  form: ['user', 'role', 'channel', 'reason'],

  async run({ moderation, answer }, options) {
    const subject = neededSubject(options);
    const { people, credits: added } = await moderation.reset(subject, reasonOf(options));
    const whom = subjectWords(subject);
    // What was done is told also where the rest cannot be read just now.
    const state = subject.kind === 'person' ? await moderation.person(subject.id).catch(() => undefined) : undefined;
    const now = state && balanceWords(state.balance);
    const many = people === 1 ? '' : ` (${peopleWords(people)})`;
    await answer({
      kind: 'text',
      text: text('Filled up the allowance of ', whom, `${many}: ${credits(added)} added.`, now ? ` Now: ${now}.` : ''),
    });
  },
};
