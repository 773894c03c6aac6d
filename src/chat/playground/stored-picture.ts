import type { CardPicture } from '#src/ports/cards.ts';

/** A picture of a card as it is kept: where its bytes are, and what is said about it. */
export type StoredCardPicture = Pick<CardPicture, 'key' | 'type' | 'width' | 'height' | 'alt' | 'name'>;

/** The picture without its functions. */
export const storedPicture = ({ key, type, width, height, alt, name }: CardPicture): StoredCardPicture => ({
  key,
  type,
  width,
  height,
  alt,
  name,
});

/** What a page may know of it. */
export const withoutKey = ({ key: _key, ...picture }: StoredCardPicture): Omit<StoredCardPicture, 'key'> => picture;
