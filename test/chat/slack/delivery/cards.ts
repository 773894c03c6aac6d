import sharp from 'sharp';
import { text } from '#src/domain/text.ts';
import type { CardPicture, QuestionCard, ResultCard } from '#src/ports/cards.ts';

const solid = (index: number) =>
  sharp({ create: { width: 8, height: 8, channels: 3, background: { r: 20 * index, g: 90, b: 200 } } });

const PNG = await solid(1).png().toBuffer();
const JPEG = await solid(2).jpeg().toBuffer();
const WEBP = await solid(3).webp().toBuffer();

/** A picture that Slack shows. */
export const picture = (index: number, more: Partial<CardPicture> = {}): CardPicture => ({
  key: `jobs/job1/${index}.png`,
  type: 'image/png',
  width: 8,
  height: 8,
  alt: `Picture ${index + 1}`,
  name: `easel-job1-${index + 1}.png`,
  open: async () => PNG,
  fit: async () => ({ picture: { bytes: PNG, type: 'image/png' }, changed: false }),
  ...more,
});

/** A picture of a kind that Slack does not show. */
export const webp = (index: number, more: Partial<CardPicture> = {}): CardPicture =>
  picture(index, {
    key: `jobs/job1/${index}.webp`,
    type: 'image/webp',
    name: `easel-job1-${index + 1}.webp`,
    open: async () => WEBP,
    fit: async (_, types) =>
      types?.includes('image/webp') === false
        ? { picture: { bytes: JPEG, type: 'image/jpeg' }, changed: true }
        : { picture: { bytes: WEBP, type: 'image/webp' }, changed: false },
    ...more,
  });

export const result = (
  pictures: readonly CardPicture[] = [picture(0)],
  more: Partial<ResultCard> = {},
): ResultCard => ({
  jobId: 'job1',
  owner: { userId: 'U1', displayName: 'Ada' },
  prompt: 'a fox',
  pictures,
  facts: [{ label: 'Cost', value: text('2 credits') }],
  warnings: [],
  actions: [{ kind: 'reroll', label: 'Reroll', state: 'state-1', opensForm: false }],
  ...more,
});

export const question = (more: Partial<QuestionCard> = {}): QuestionCard => ({
  jobId: 'job1',
  prompt: 'a fox',
  facts: [{ label: 'Cost', value: text('24 credits') }],
  warnings: [],
  picture: picture(0),
  actions: [{ kind: 'confirm', label: 'Start', state: 'state-yes', opensForm: false }],
  ...more,
});
