import type { ImageRef } from '#src/domain/job.ts';
import { text } from '#src/domain/text.ts';
import type { CardPicture, FailureCard, ProgressState, QuestionCard, ResultCard } from '#src/ports/cards.ts';

export const progress = (percent: number, more: Partial<ProgressState> = {}): ProgressState => ({
  jobId: 'job1',
  phase: 'running',
  percent,
  status: text('Drawing'),
  prompt: 'a fox',
  warnings: [],
  ...more,
});

/** 4 by 4 pixels of one color. */
const PNG = Uint8Array.from(
  Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAQAAAAECAIAAAAmkwkpAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAAEElEQVQI12MwTpsJRwzEcQDrIxMhCQqhZgAAAABJRU5ErkJggg==',
    'base64',
  ),
);

export const picture = (index: number): CardPicture => ({
  key: `jobs/job1/${index}.png`,
  type: 'image/png',
  width: 4,
  height: 4,
  alt: `Picture ${index + 1}`,
  name: `easel-${index + 1}.png`,
  open: async () => PNG,
  fit: async () => ({ picture: { bytes: PNG, type: 'image/png' }, changed: false }),
});

export const card = (more: Partial<ResultCard> = {}): ResultCard => ({
  jobId: 'job1',
  owner: { userId: 'ada', displayName: 'Ada' },
  prompt: 'a fox',
  pictures: [picture(0)],
  facts: [{ label: 'Cost', value: text('2 credits') }],
  warnings: [],
  actions: [{ kind: 'reroll', label: 'Reroll', state: 'state-1', opensForm: false }],
  ...more,
});

export const question = (more: Partial<QuestionCard> = {}): QuestionCard => ({
  jobId: 'job1',
  prompt: 'a fox',
  facts: [{ label: 'Cost', value: text('24 credits') }],
  warnings: [text('21:9 was not possible.')],
  picture: picture(0),
  actions: [
    { kind: 'confirm', label: 'Start', state: 'state-yes', opensForm: false },
    { kind: 'cancel', label: 'Leave it', state: 'state-no', opensForm: false },
  ],
  ...more,
});

export const failure = (): FailureCard => ({
  jobId: 'job1',
  prompt: 'a fox',
  failure: {
    code: 'content-blocked',
    message: 'Blocked.',
    text: text('The provider blocked this request. Nothing was charged.'),
    blame: 'prompt',
    charged: false,
  },
  actions: [],
});

/** What people type to break a chat. */
export const HOSTILE: Readonly<Record<string, string>> = {
  'an image tag': '<img src=x onerror="document.title=1">',
  'a mass mention': '@everyone @here <!channel> <@123>',
  backticks: '```js\nrun()\n``` `code` **bold**',
  'right-to-left marks': 'cat \u202Egpj.exe\u202C \u2067fox\u2069',
  '4000 emoji': '🎨'.repeat(4000),
};

/** A picture of which nobody told how large it is. */
export const undeclared = ({ key, filename }: ImageRef): ImageRef => ({ key, filename });

/** @throws where there is none. */
export function lastOf<T>(list: readonly T[]): T {
  const last = list.at(-1);
  if (last === undefined) throw new Error('There is none.');
  return last;
}
