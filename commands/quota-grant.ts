import { credits } from '#src/domain/error-texts.ts';
import { MAX_AMOUNT } from '#src/domain/rules/check-change.ts';
import type { Subject } from '#src/domain/rules/policy-change.ts';
import { subjectWords } from '#src/domain/rules/subject-words.ts';
import { type Text, text } from '#src/domain/text.ts';
import type { Command, CommandContext } from '#src/ports/command.ts';
import { balanceWords, endsWords, peopleWords } from './quota-answers.ts';
import { EVERYONE, endOf, neededSubject, REASON, reasonOf, SUBJECT, UNTIL } from './quota-subject.ts';

const BROKE_OFF =
  'The store failed in between, so some may have it and some not yet. Easel goes on with it within the hour: do not grant it again.';

/** Credits beside the allowance, which outlive the period. */
export const quotaGrant: Command = {
  name: 'quota grant',
  description: 'Give somebody, a role or everybody credits beside their allowance',
  who: 'moderators',
  visibility: 'private',
  options: {
    amount: { kind: 'integer', about: 'How many credits, for each', min: 1, max: MAX_AMOUNT, required: true },
    ...SUBJECT,
    everyone: EVERYONE,
    until: UNTIL,
    reason: REASON,
  },
  form: ['amount', 'user', 'role', 'until', 'reason'],

  async run(context, options) {
    const subject = neededSubject(options);
    const amount = options.integer('amount') ?? Number.NaN;
    const expiresAt = await endOf(context, options);
    const why = { reason: reasonOf(options), ...(expiresAt !== undefined && { expiresAt }) };
    const { people, isWhole } = await context.moderation.grant(subject, amount, why);
    if (!isWhole) return context.answer({ kind: 'text', text: text(BROKE_OFF) });
    const ends = expiresAt === undefined ? ', for as long as they last. ' : text(', until ', { time: expiresAt }, '. ');
    await context.answer({
      kind: 'text',
      text:
        people === 0
          ? text('Nobody Easel has met is meant by ', subjectWords(subject), ', so nothing was granted.')
          : text(
              `Granted ${credits(amount)} to `,
              subjectWords(subject),
              each(subject, people),
              ends,
              await standing(context, subject),
            ),
    });
  },
};

const each = ({ kind }: Subject, people: number): string =>
  kind === 'role' || kind === 'everyone' ? `, each of the ${peopleWords(people)} Easel has met` : '';

/** How somebody stands now; what was done is told also where that cannot be read just now. */
async function standing({ moderation }: CommandContext, subject: Subject): Promise<Text> {
  if (subject.kind !== 'person') return [];
  const state = await moderation.person(subject.id).catch(() => undefined);
  return state ? text(`Now: ${balanceWords(state.balance)}. `, endsWords(state.balance)) : [];
}
