import { createHash } from 'node:crypto';
import { plainText, type Text } from '#src/domain/text.ts';
import type { CardPicture, FailureCard, QuestionCard } from '#src/ports/cards.ts';
import { layFailure } from '../layout/failure.ts';
import type { Laid, LaidImage } from '../layout/laid.ts';
import { layNotice } from '../layout/notice.ts';
import { layQuestion } from '../layout/question.ts';
import type { Wanted, WantedPicture } from './fitted.ts';

/** A message, and the pages of words that follow it. */
export interface Draft {
  /** In the message itself. */
  readonly images: readonly WantedPicture[];
  /** After it, as files by themselves. */
  readonly natives: readonly Wanted[];
  /**
   * Gives at least one message.
   * @param images in the order of those wanted; `undefined` where one is not there
   * @param plain without what not every workspace can show
   */
  lay(images: readonly (LaidImage | undefined)[], notes: readonly Text[], plain: boolean): readonly Laid[];
}

/** What is shown. */
export interface Content {
  /** Equal ones look the same. */
  readonly key: string;
  readonly drafts: readonly Draft[];
}

export const failureContent = (card: FailureCard): Content => ({
  key: keyOf('failure', [card.jobId, card.failure.message, card.actions.map(({ kind }) => kind)]),
  drafts: [wordsOnly((notes) => noted(layFailure(card), notes))],
});

export const questionContent = (card: QuestionCard): Content => {
  const { jobId, facts, warnings, picture } = card;
  const said = [facts.map(({ value }) => plainText(value)), warnings.map(plainText)];
  const images = picture ? [shown(picture, 'The picture')] : [];
  return {
    key: keyOf('question', [jobId, said, picture?.key]),
    drafts: [{ images, natives: [], lay: ([image], notes) => [noted(layQuestion(card, image), notes)] }],
  };
};

export const shown = (card: CardPicture, what: string): WantedPicture => ({ card, what, as: 'shown' });

/** A short name of what is shown, the same in every process. */
export const keyOf = (kind: string, parts: readonly unknown[]): string =>
  `${kind}:${createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22)}`;

const wordsOnly = (lay: (notes: readonly Text[]) => Laid): Draft => ({
  images: [],
  natives: [],
  lay: (_, notes) => [lay(notes)],
});

/** Words before a message that has no place for them. */
const noted = (laid: Laid, notes: readonly Text[]): Laid => ({
  text: laid.text,
  blocks: [...notes.flatMap((note) => layNotice(note).blocks), ...laid.blocks],
});
