import { extensionOf, type Picture, type PictureType } from '#src/domain/picture.ts';
import { type Text, text } from '#src/domain/text.ts';
import type { CardPicture } from '#src/ports/chat-platform.ts';
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
  const shown = `: shown as ${extensionOf(fit.picture.type).toUpperCase()}, ${megabytes(file.bytes.byteLength)}.`;
  return { file, note: text(words, shown, ' ', originalOf(card)) };
}

export const fileNamed = (card: CardPicture, picture: Picture): OutgoingFile =>
  fileOf(picture, { name: safeName(card.name, picture.type), alt: card.alt });

/** Where the untouched bytes are. */
export const originalOf = ({ url }: CardPicture): Text =>
  url === undefined
    ? text('The original is kept; whoever runs Easel can make it reachable by setting PUBLIC_BASE_URL.')
    : text({ link: url, label: 'The original' });

const megabytes = (bytes: number): string => `${(bytes / (1024 * 1024)).toFixed(bytes < 10_000_000 ? 1 : 0)} MB`;

/** Discord replaces other characters by itself, and then a component would look for a file that is not there. */
function safeName(name: string, type: PictureType): string {
  const stem = name
    .replace(/\.[^.]*$/, '')
    .replace(/[^A-Za-z0-9_-]+/g, '-')
    .replace(/^SPOILER_/, '')
    .slice(0, 80);
  return `${stem || 'picture'}.${extensionOf(type)}`;
}
