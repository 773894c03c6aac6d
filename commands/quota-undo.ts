import { text } from '#src/domain/text.ts';
import type { Command, CommandContext } from '#src/ports/command.ts';
import { changedAnswer, changesIn, commandAction } from './quota-answers.ts';
import { REASON } from './quota-subject.ts';

const LISTED = 8;
const BUTTONS = 4;

/** Takes a decision back, by its number; without one, the last ones are listed. */
export const quotaUndo: Command = {
  name: 'quota undo',
  description: 'Take a change of the rules back, or list the last ones',
  who: 'moderators',
  visibility: 'private',
  options: {
    revision: {
      kind: 'integer',
      about: 'The number of the change; without it they are listed',
      min: 1,
      max: 1_000_000,
    },
    reason: REASON,
  },

  async run(context, options) {
    const revision = options.integer('revision');
    if (revision === undefined) return list(context);
    const before = await context.moderation.policy();
    const after = await context.moderation.undo(revision, options.text('reason') ?? `number ${revision} taken back`);
    await context.answer(changedAnswer(await changesIn(context, before, after), after));
  },
};

async function list({ moderation, answer }: CommandContext): Promise<void> {
  const revisions = await moderation.revisions(LISTED);
  if (revisions.length === 0) return answer({ kind: 'text', text: text('Nothing was ever changed here.') });
  await answer({
    kind: 'table',
    title: 'The last changes',
    columns: ['No.', 'When', 'Who', 'What it was → what it is', 'Why'],
    rows: revisions.map(({ revision, at, byName, changes, reason }) => [
      text(String(revision)),
      text({ time: at }),
      text({ plain: byName }),
      text(...changes.map((change, index) => (index === 0 ? change : text('; ', change)))),
      text({ plain: reason }),
    ]),
    actions: revisions
      .slice(0, BUTTONS)
      .map(({ revision }) => commandAction(`Undo ${revision}`, 'quota undo', { revision: String(revision) }, false)),
  });
}
