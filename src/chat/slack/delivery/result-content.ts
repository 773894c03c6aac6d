import type { CardPicture, ResultCard } from '#src/ports/cards.ts';
import type { LaidImage } from '../layout/laid.ts';
import { layMore, layResult } from '../layout/result.ts';
import { type Content, type Draft, keyOf, shown } from './content.ts';
import type { WantedPicture } from './fitted.ts';

/** More than these no phone shows well in one message. */
const PER_MESSAGE = 10;

/** A result: as many pictures as one message may carry, and the rest in further ones. */
export function resultContent(card: ResultCard): Content {
  const wanted = card.pictures.map((picture, index) => shown(picture, `#${index + 1}`));
  const batches: Draft[] = [];
  for (let from = PER_MESSAGE; from < wanted.length; from += PER_MESSAGE) {
    batches.push(further(card, wanted.slice(from, from + PER_MESSAGE), from));
  }
  return {
    key: keyOf('result', [card.jobId, card.pictures.map(({ key }) => key)]),
    drafts: [first(card, wanted.slice(0, PER_MESSAGE)), ...batches],
  };
}

function first(card: ResultCard, pictures: readonly WantedPicture[]): Draft {
  const { sheet, references } = card;
  const images = [
    ...pictures,
    ...sheetOf(sheet, 'The sheet'),
    ...sheetOf(references?.sheet, 'The sheet of the references'),
  ];
  return {
    images,
    natives: [],
    lay(laid, notes) {
      const sheetAt = laid[pictures.length];
      const referencesAt = laid[pictures.length + (sheet ? 1 : 0)];
      return [
        layResult(card, {
          pictures: present(laid.slice(0, pictures.length)),
          ...(sheet && sheetAt && { sheet: sheetAt }),
          ...(references?.sheet && referencesAt && { references: referencesAt }),
          notes,
        }),
      ];
    },
  };
}

const sheetOf = (sheet: CardPicture | undefined, what: string): readonly WantedPicture[] =>
  sheet ? [shown(sheet, what)] : [];

const further = (card: ResultCard, images: readonly WantedPicture[], firstIndex: number): Draft => ({
  images,
  natives: [],
  lay: (laid) => [layMore(card, present(laid), firstIndex)],
});

export const present = (images: readonly (LaidImage | undefined)[]): readonly LaidImage[] =>
  images.filter((image) => image !== undefined);
