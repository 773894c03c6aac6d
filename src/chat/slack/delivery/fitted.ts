import { extensionOf, type Picture, type PictureType } from '#src/domain/picture.ts';
import { type Text, text } from '#src/domain/text.ts';
import type { AnswerFile, CardPicture } from '#src/ports/cards.ts';

/** A picture that a message wants. */
export interface WantedPicture {
  readonly card: CardPicture;
  /** Names it to people, such as `#2`. */
  readonly what: string;
  /** `original`: as it was made or not at all. */
  readonly as: 'shown' | 'original';
}

/** Words that a message wants as a file. */
export interface WantedWords {
  readonly file: AnswerFile;
  readonly what: string;
  readonly as: 'words';
}

export type Wanted = WantedPicture | WantedWords;

export interface Fitted {
  readonly name: string;
  readonly alt: string;
  readonly bytes: Uint8Array;
  readonly changed: boolean;
}

/** What Slack shows in a message. */
const SHOWN_TYPES: readonly PictureType[] = ['image/png', 'image/jpeg'];
/** Our own limit: Slack takes 1 GB, and nobody wants to wait for that. */
const MAX_BYTES = 50 * 1024 * 1024;

export const isShown = ({ type }: CardPicture): boolean => SHOWN_TYPES.includes(type);

/** The bytes that go to Slack. @returns `undefined` where there are none: deleted meanwhile, or too many for an original. */
export async function fitted(wanted: Wanted): Promise<Fitted | undefined> {
  if (wanted.as === 'words') return wordsFile(wanted);
  const { card, as } = wanted;
  if (as === 'original') {
    const bytes = await card.open();
    return bytes && bytes.byteLength <= MAX_BYTES ? fileOf(card, { bytes, type: card.type }, false) : undefined;
  }
  const fit = await card.fit(MAX_BYTES, SHOWN_TYPES);
  return fit && fileOf(card, fit.picture, fit.changed);
}

/** Told of a picture that is not shown as it was made. */
export function changedNote({ card, what }: WantedPicture): Text {
  const why = isShown(card) ? 'was too large for Slack' : `is a ${formatOf(card.type)}, which Slack does not show`;
  return text(`${what} ${why}: here is a copy. `, ...originalOf(card));
}

/** Told of a picture that Slack does not get ready. */
export const lateNote = ({ what }: Wanted): Text => text(`${what} follows as a file by itself.`);

/** Told where a workspace takes no files. */
export const NO_FILES = text(
  'Slack took no files here, so that the pictures are not shown. They are kept: see ',
  { code: '/history' },
  '.',
);

/** Told where files that stand by themselves did not go up either. */
export const fileless = (wanted: readonly Wanted[]): Text =>
  text(`Slack took no files here, so that ${wanted.map(({ what }) => what).join(', ')} cannot be given.`);

const originalOf = ({ url }: CardPicture): Text =>
  url === undefined ? [{ plain: 'Download gives the original.' }] : [{ link: url, label: 'The original' }];

/** `image/webp` -> `WEBP`. */
const formatOf = (type: PictureType): string => type.slice('image/'.length).toUpperCase();

const fileOf = (card: CardPicture, { bytes, type }: Picture, changed: boolean): Fitted => ({
  name: safeName(card.name, type),
  alt: clipped(card.alt),
  bytes,
  changed,
});

function wordsFile({ file: { name, content } }: WantedWords): Fitted {
  const [, ending = 'txt'] = /\.([a-z0-9]{1,8})$/i.exec(name) ?? [];
  return { name: `${stemOf(name) || 'file'}.${ending}`, alt: '', bytes: Buffer.from(content), changed: false };
}

const safeName = (name: string, type: PictureType): string => `${stemOf(name) || 'picture'}.${extensionOf(type)}`;

const stemOf = (name: string): string =>
  name
    .replace(/\.[^.]*$/, '')
    .replace(/[^A-Za-z0-9_-]+/g, '-')
    .slice(0, 80);

const MAX_ALT = 1000;

/** Never half of a character that takes two places. */
function clipped(alt: string): string {
  const cut = alt.slice(0, MAX_ALT);
  return cut.isWellFormed() ? cut : cut.slice(0, -1);
}
