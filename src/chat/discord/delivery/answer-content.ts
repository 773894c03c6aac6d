import { type Text, text } from '#src/domain/text.ts';
import type { Answer, CardPicture } from '#src/ports/cards.ts';
import { layAnswer } from '../layout/answer.ts';
import { attached, type Content } from './content.ts';
import { documentOf, fileNamed, fitted, hintsFor, linkTo } from './fitted.ts';
import { createRoom, type Limits, type Room } from './limits.ts';
import type { Outgoing, OutgoingFile } from './message.ts';

/** An answer: as many messages as its words and its originals need. */
export const answerContent =
  (answer: Answer): Content =>
  async (limits) => {
    const room = createRoom(limits);
    const picture = answer.picture && (await fitted(answer.picture, limits.maxFileBytes, 'The picture'));
    if (picture) room.take(picture.file.bytes.byteLength);
    const { documents, tooLarge } = documentsIn(answer, room, limits);
    const { inFirst, batches, notes } = await shareOut(answer, room, limits);
    const laid = layAnswer(answer, {
      ...(picture && { picture: picture.file }),
      ...(inFirst.length > 0 && { originals: inFirst }),
      ...(documents.length > 0 && { documents }),
      notes: [...limits.notes, ...(picture?.note ? [picture.note] : []), ...tooLarge, ...notes],
    });
    const files = [...(picture ? [picture.file] : []), ...documents, ...inFirst];
    const [first, ...pages] = laid.map((message) => attached(message, files));
    if (!first) throw new Error('An answer was laid out as nothing.');
    const later = batches.map((batch) => () => filesOnly(batch));
    return { first, more: [...pages.map((message) => async () => message), ...later] };
  };

/** Files of words, as far as there is room for them. */
function documentsIn({ files = [] }: Answer, room: Room, { maxFileBytes }: Limits) {
  const documents: OutgoingFile[] = [];
  const tooLarge: Text[] = [];
  for (const file of files.map(documentOf)) {
    const { byteLength } = file.bytes;
    if (byteLength <= maxFileBytes && room.take(byteLength)) documents.push(file);
    else tooLarge.push(text({ code: file.name }, ' is too large for Discord. Ask for less of it.'));
  }
  return { documents, tooLarge };
}

/**
 * The first originals go with the words; those of later messages are read again when their turn comes, not kept. None is ever
 * changed: where it has no room, its address is told.
 */
async function shareOut(answer: Answer, first: Room, limits: Limits) {
  const { originals = [] } = answer;
  const inFirst: OutgoingFile[] = [];
  const batches: CardPicture[][] = [];
  const notes: Text[] = [];
  const left: CardPicture[] = [];
  const leave = (card: CardPicture, why: string) => {
    notes.push(text(`${why} `, ...linkTo(card)));
    left.push(card);
  };
  let room = first;
  for (const [index, card] of originals.entries()) {
    const file = await untouched(card);
    if (!file) continue;
    const { byteLength } = file.bytes;
    if (byteLength > limits.maxFileBytes) {
      leave(card, `#${index + 1} is too large for Discord.`);
      continue;
    }
    if (!room.take(byteLength)) {
      if (batches.length >= limits.maxMore) {
        leave(card, `#${index + 1} has no room here.`);
        continue;
      }
      room = createRoom(limits);
      room.take(byteLength);
      batches.push([]);
    }
    const batch = batches.at(-1);
    if (batch) batch.push(card);
    else inFirst.push(file);
  }
  return { inFirst, batches, notes: [...notes, ...hintsFor(left)] };
}

async function untouched(card: CardPicture): Promise<OutgoingFile | undefined> {
  const bytes = await card.open();
  return bytes && fileNamed(card, { bytes, type: card.type });
}

async function filesOnly(batch: readonly CardPicture[]): Promise<Outgoing> {
  const originals: OutgoingFile[] = [];
  for (const card of batch) {
    const file = await untouched(card);
    if (file) originals.push(file);
  }
  const [laid] = layAnswer({ kind: 'text', text: text('More of them:') }, { originals, notes: [] });
  if (!laid) throw new Error('Files were laid out as nothing.');
  return attached(laid, originals);
}
