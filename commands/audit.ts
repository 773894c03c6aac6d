import { count } from '#src/domain/error-texts.ts';
import type { Subject } from '#src/domain/rules/policy-change.ts';
import { type Text, text } from '#src/domain/text.ts';
import type { Command, CommandContext } from '#src/ports/command.ts';
import type { AuditLine } from '#src/ports/moderation.ts';
import { commandAction, counted } from './quota-answers.ts';
import { SUBJECT, subjectOf } from './quota-subject.ts';

const USUAL_LINES = 10;
const MOST_LINES = 30;
const USUAL_DAYS = 30;
const WORDS_SHOWN = 60;

/** Who did what, and why: movements of credits and decisions of moderators. */
export const audit: Command = {
  name: 'audit',
  description: 'Show what moved credits and who decided what, or get it as a CSV file',
  who: 'moderators',
  visibility: 'private',
  options: {
    ...SUBJECT,
    limit: { kind: 'integer', about: `How many; ${USUAL_LINES} unless you say otherwise`, min: 1, max: MOST_LINES },
    csv: { kind: 'flag', about: 'Every movement as a file for a spreadsheet' },
    days: {
      kind: 'integer',
      about: `Of so many days in the file; ${USUAL_DAYS} unless you say otherwise`,
      min: 1,
      max: 366,
    },
  },
  form: ['user', 'role', 'channel', 'csv', 'days'],

  async run(context, options) {
    const subject = subjectOf(options) ?? { kind: 'everyone' };
    if (options.flag('csv')) return exported(context, subject, options.integer('days') ?? USUAL_DAYS);
    const lines = await context.moderation.audit(subject, options.integer('limit') ?? USUAL_LINES);
    if (lines.length === 0) return context.answer({ kind: 'text', text: text('Nothing has happened there yet.') });
    await context.answer({
      kind: 'table',
      title: 'What happened, newest first',
      columns: ['When', 'Who', 'What', 'Why'],
      rows: lines.map(rowOf),
      note: text('Every movement, with all its columns, is in the file.'),
      actions: [commandAction('As a file', 'audit', { csv: 'true', ...asOptions(subject) }, false)],
    });
  },
};

const rowOf = ({ at, about, actor, what, jobId, reason }: AuditLine): readonly Text[] => [
  text({ time: at }),
  actor === undefined
    ? text('Easel')
    : text({ mention: actor }, actor === about || !isPerson(about) ? '' : text(' for ', { mention: about })),
  what,
  text(reason === undefined ? '' : { plain: clip(reason) }, jobId === undefined ? '' : text(' ', { code: jobId })),
];

/** Everything else that an audit is about has no id of a person. */
const isPerson = (about: string): boolean => !['everyone', 'tenant', 'role', 'channel'].includes(about);

const clip = (words: string): string => {
  const letters = [...words.replace(/\s+/g, ' ')];
  return letters.length <= WORDS_SHOWN ? letters.join('') : `${letters.slice(0, WORDS_SHOWN - 1).join('')}…`;
};

async function exported({ moderation, answer }: CommandContext, subject: Subject, days: number): Promise<void> {
  const { csv, rows, isWhole } = await moderation.auditCsv(subject, days);
  const more = isWhole ? '' : ' There are more than fit into a file here: ask for fewer days, or for one person.';
  await answer({
    kind: 'text',
    text: text(
      `${counted(rows, 'movement')} of the last ${days === 1 ? 'day' : `${count(days)} days`}. In less out is what is left.${more}`,
    ),
    files: [{ name: 'easel-audit.csv', content: csv }],
  });
}

function asOptions(subject: Subject): Readonly<Record<string, string>> {
  if (subject.kind === 'person') return { user: subject.id };
  return 'id' in subject ? { [subject.kind]: subject.id } : {};
}
