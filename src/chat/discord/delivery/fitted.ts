import { extensionOf, type Picture, type PictureType } from '#src/domain/picture.ts';
import { type Text, text } from '#src/domain/text.ts';
import type { AnswerFile, CardPicture } from '#src/ports/cards.ts';
import { fileOf, type OutgoingFile } from './message.ts';

export interface Fitted {
  readonly file: OutgoingFile;
  /** Where it is not what was made. */
  readonly note?: Text;
}

/**
 * A picture as a file of at most so many bytes.
 * @param what names it to people, such as `#2`.
 * @returns `undefined` where it was deleted meanwhile.
 */
export async function fitted(card: CardPicture, maxBytes: number, what: string): Promise<Fitted | undefined> {
  const fit = await card.fit(maxBytes);
  if (!fit) return undefined;
  const file = fileNamed(card, fit.picture);
  if (!fit.changed) return { file };
  const size = (await card.open())?.byteLength;
  const words = `${what} was too large for Discord${size === undefined ? '' : ` (${megabytes(size)})`}`;
  return { file, note: text(`${words}: shown as ${formatOf(fit.picture.type)}. `, ...linkTo(card)) };
}

export const fileNamed = (card: CardPicture, picture: Picture): OutgoingFile =>
  fileOf(picture, { name: safeName(card.name, picture.type), alt: card.alt });

/** Words as a file, which Discord shows the beginning of. */
export const documentOf = ({ name, content }: AnswerFile): OutgoingFile => ({
  name: `${stemOf(name) || 'file'}.${/\.([a-z0-9]{1,8})$/i.exec(name)?.[1] ?? 'txt'}`,
  alt: '',
  bytes: Buffer.from(content),
  contentType: /\.csv$/i.test(name) ? 'text/csv; charset=utf-8' : 'text/plain; charset=utf-8',
});

/** Where the untouched bytes are. */
export const linkTo = ({ url }: CardPicture): Text => (url === undefined ? [] : [{ link: url, label: 'The original' }]);

/** Told once, where what was too large cannot be fetched from anywhere. */
export const hintsFor = (tooLarge: readonly CardPicture[]): readonly Text[] =>
  tooLarge.some(({ url }) => url === undefined)
    ? [text('The originals are kept. Whoever runs Easel can let them be fetched here by setting ', HINT, '.')]
    : [];

const HINT = { code: 'PUBLIC_BASE_URL' };

/** `image/jpeg` -> `JPEG`. */
const formatOf = (type: PictureType): string => type.slice('image/'.length).toUpperCase();

const megabytes = (bytes: number): string => `${Math.ceil(bytes / (1024 * 1024))} MB`;

/** Discord replaces other characters by itself, and then a component would look for a file that is not there. */
const safeName = (name: string, type: PictureType): string => `${stemOf(name) || 'picture'}.${extensionOf(type)}`;

const stemOf = (name: string): string =>
  name
    .replace(/\.[^.]*$/, '')
    .replace(/[^A-Za-z0-9_-]+/g, '-')
    .replace(/^SPOILER_/, '')
    .slice(0, 80);
