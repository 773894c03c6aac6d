import type { LaidFile } from '#src/chat/discord/layout/laid.ts';
import { text } from '#src/domain/text.ts';
import type {
  Action,
  ActionKind,
  Answer,
  CardPicture,
  FailureCard,
  ProgressState,
  QuestionCard,
  ResultCard,
} from '#src/ports/cards.ts';

/** Names as long as they may be, so that limits are met at their worst. */
const TOKEN = 't'.repeat(40);

const action = (kind: ActionKind, label: string, picture?: number): Action => ({
  kind,
  label,
  state: `${TOKEN}.${kind}${picture === undefined ? '' : `.${picture}`}`,
  opensForm: kind === 'edit' || kind === 'reference',
  ...(picture !== undefined && { picture }),
});

/** The buttons that the app gives a result of so many pictures. */
export function actionsFor(pictures: number): Action[] {
  const each = Array.from({ length: pictures }, (_, index) => [
    action('upscale', `U${index + 1}`, index),
    action('vary', `V${index + 1}`, index),
    action('edit', 'Edit', index),
    action('reference', 'Reference', index),
    action('download', 'Download', index),
  ]);
  const whole = (['edit', 'reference'] as const).map((kind) => ({
    ...action(kind, kind === 'edit' ? 'Edit' : 'Reference'),
    among: pictures,
  }));
  return [
    action('reroll', 'Reroll'),
    ...each.flat(),
    ...(pictures > 1 ? [...whole, action('download', 'Download')] : []),
    action('thread', 'Thread'),
    action('share', 'Share'),
    action('delete', 'Delete'),
  ];
}

export const picture = (index: number, alt = `Picture ${index + 1}: a fox`): CardPicture => ({
  key: `jobs/job1/${index}.png`,
  type: 'image/png',
  width: 4,
  height: 4,
  alt,
  name: `easel-job1-${index + 1}.png`,
  open: async () => undefined,
  fit: async () => undefined,
});

export const file = (name: string, alt = 'a fox'): LaidFile => ({ name, alt });

export const filesFor = (count: number, alt?: string): LaidFile[] =>
  Array.from({ length: count }, (_, index) => file(`easel-job1-${index + 1}.png`, alt));

export const result = (pictures: number, more: Partial<ResultCard> = {}): ResultCard => ({
  jobId: 'job1',
  owner: { userId: '12', displayName: 'Ada' },
  prompt: 'a fox in the snow',
  pictures: Array.from({ length: pictures }, (_, index) => picture(index)),
  facts: [
    { label: 'Mode', value: text('generate, because no picture came with it') },
    { label: 'Cost', value: text('2 credits') },
  ],
  warnings: [],
  actions: actionsFor(pictures),
  ...more,
});

export const progress = (more: Partial<ProgressState> = {}): ProgressState => ({
  jobId: 'job1',
  phase: 'running',
  percent: 62,
  etaMs: 12_000,
  status: text('Drawing'),
  prompt: 'a fox in the snow',
  warnings: [],
  cancel: action('cancel', 'Cancel'),
  ...more,
});

export const question = (more: Partial<QuestionCard> = {}): QuestionCard => ({
  jobId: 'job1',
  prompt: 'a fox in the snow',
  facts: [
    { label: 'Pictures', value: text('12') },
    { label: 'Cost', value: text('24 credits') },
  ],
  warnings: [text('21:9 was not possible.')],
  actions: [action('confirm', 'Start'), action('cancel', 'Leave it')],
  ...more,
});

export const failure = (more: Partial<FailureCard['failure']> = {}): FailureCard => ({
  jobId: 'job1',
  prompt: 'a fox in the snow',
  failure: {
    code: 'content-blocked',
    message: 'Blocked.',
    text: text('The provider blocked this request. Nothing was charged.'),
    blame: 'prompt',
    charged: false,
    ...more,
  },
  actions: [action('reroll', 'Reroll')],
});

const command = (label: string, name: string): Action => ({
  kind: 'command',
  label,
  state: `run:${name}`,
  opensForm: true,
});

/** What moderators look at: totals, who used most, and what to do next. */
export const panel = (more: Partial<Extract<Answer, { kind: 'table' }>> = {}): Extract<Answer, { kind: 'table' }> => ({
  kind: 'table',
  title: 'Credits and spending this month',
  columns: ['Who', 'Credits', 'Pictures'],
  rows: [
    [text({ mention: '12' }), text('1,204'), text('310')],
    [text({ bold: 'Bob 🦊 the_builder' }), text('87'), text('22')],
    [text('اسم طويل'), text('3'), text('1')],
  ],
  note: text('$12.40 of $50.00 spent. 2 running, 5 waiting. Paused since ', { time: 1_700_000_000_000 }, '.'),
  actions: [
    command('Resume', 'quota resume'),
    command('Grant', 'quota grant'),
    command('Reset', 'quota reset'),
    command('Block', 'quota block'),
    command('Unblock', 'quota unblock'),
    command('Budget', 'quota set'),
    command('Undo', 'quota undo?revision=17'),
  ],
  ...more,
});

/** What a rule stopped, for moderators to decide about. */
export const caseOf = (): Extract<Answer, { kind: 'table' }> => ({
  kind: 'table',
  title: 'Case 17: held for review',
  columns: ['', ''],
  rows: [
    [text('Who'), text({ mention: '12' }, ', their 3rd case in 30 days')],
    [text('Where'), text('#studio')],
    [text('Rule'), text({ code: 'no-weapons' }, ' (word)')],
    [text('Prompt'), text('a knight with a sword, @everyone <!channel> **bold**')],
  ],
  note: text('Nothing was made or charged so far.'),
  actions: [
    { kind: 'decide', label: 'Allow', state: 'case:c17:allow', opensForm: false },
    { kind: 'decide', label: 'Refuse', state: 'case:c17:refuse', opensForm: false },
    { kind: 'decide', label: 'Refuse and block', state: 'case:c17:block', opensForm: false },
  ],
});
