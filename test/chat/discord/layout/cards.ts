import type { LaidFile } from '#src/chat/discord/layout/laid.ts';
import { text } from '#src/domain/text.ts';
import type {
  Action,
  ActionKind,
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
