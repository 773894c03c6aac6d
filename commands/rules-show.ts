import { type Text, text } from '#src/domain/text.ts';
import type { Command } from '#src/ports/command.ts';
import { checkWords, escalationWords, ruleRow, spanWords } from './content-words.ts';

/** The rules about content, where cases go, and what is kept of them. */
export const rulesShow: Command = {
  name: 'rules show',
  description: 'Show the rules about content, and what is kept of cases',
  who: 'moderators',
  visibility: 'private',
  options: {},

  async run({ moderation, content, answer }) {
    const { policy } = await moderation.policy();
    const { words = [], check, escalation } = policy.content ?? {};
    const facts: readonly (readonly [string, Text])[] = [
      ['check', text(check ? checkWords(check) : 'No provider looks at anything beside its own filter.')],
      ['limit', text(escalationWords(escalation ? { escalation } : {}))],
      ['log', policy.logChannel ? logWords(policy.logChannel, await content.logTroubleAt()) : text(NO_LOG)],
    ];
    await answer({
      kind: 'table',
      title: words.length === 0 ? 'No words or patterns yet' : 'Rules about content',
      columns: ['Rule', 'About', 'What it does'],
      rows: [...words.map(ruleRow), ...facts.map(([label, value]) => [text(label), value, text('')])],
      note: text(
        `A case keeps who asked, where, the words and the pictures, which rule fits and who decided, for ${spanWords(content.keptMs)}; only moderators see it. `,
        'Change them with /rules add, remove, check, log and limit; /quota undo takes a change back.',
      ),
    });
  },
};

const NO_LOG = 'No log channel: cases wait in /rules cases.';

const logWords = (channel: string, troubleAt: number | undefined): Text =>
  text(
    'Cases are told in ',
    { channel },
    '.',
    ...(troubleAt === undefined
      ? []
      : [' Nothing could be shown there at ', { time: troubleAt }, ': let Easel write there. ', WAITING]),
  );

const WAITING = 'What was not shown is in /rules cases.';
