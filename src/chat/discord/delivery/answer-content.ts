import { type Text, text } from '#src/domain/text.ts';
import type { Answer, CardPicture } from '#src/ports/chat-platform.ts';
import { layAnswer } from '../layout/answer.ts';
import { attached, type Content } from './content.ts';
import { fileNamed, fitted, hintsFor, linkTo } from './fitted.ts';
import { createRoom, type Limits, type Room } from './limits.ts';
import type { Outgoing, OutgoingFile } from './message.ts';

/** An answer: as many messages as its words and its originals need. */
export const answerContent =
  (answer: Answer): Content =>
  async (limits) => {
    const room = createRoom(limits);
    const picture = answer.picture && (await fitted(answer.picture, limits.maxFileBytes, 'The picture'));
    if (picture) room.take(picture.file.bytes.byteLength);
    const { batches, notes } = await shareOut(answer, room, limits);
    const [originals = [], ...later] = batches;
    const laid = layAnswer(answer, {
      ...(picture && { picture: picture.file }),
      ...(originals.length > 0 && { originals }),
      notes: [...limits.notes, ...(picture?.note ? [picture.note] : []), ...notes],
    });
    const files = [...(picture ? [picture.file] : []), ...originals];
    const [first, ...rest] = [...laid.map((message) => attached(message, files)), ...later.flatMap(filesOnly)];
    if (!first) throw new Error('An answer was laid out as nothing.');
    return { first, more: rest.map((message) => async () => message) };
  };

/** The first batch goes with the words. An original is never changed: where it has no room, its address is told. */
async function shareOut(answer: Answer, first: Room, limits: Limits) {
  const { originals = [] } = answer;
  const batches: OutgoingFile[][] = [[]];
  const notes: Text[] = [];
  const left: CardPicture[] = [];
  const leave = (card: CardPicture, why: string) => {
    notes.push(text(`${why} `, ...linkTo(card)));
    left.push(card);
  };
  let room = first;
  for (const [index, card] of originals.entries()) {
    const file = await untouched(card, limits);
    if (file === undefined) continue;
    if (file === 'too-large') {
      leave(card, `#${index + 1} is too large for Discord.`);
      continue;
    }
    if (!room.take(file.bytes.byteLength)) {
      if (batches.length > limits.maxMore) {
        leave(card, `#${index + 1} has no room here.`);
        continue;
      }
      room = createRoom(limits);
      room.take(file.bytes.byteLength);
      batches.push([]);
    }
    batches.at(-1)?.push(file);
  }
  return { batches, notes: [...notes, ...hintsFor(left)] };
}

async function untouched(card: CardPicture, { maxFileBytes }: Limits): Promise<OutgoingFile | 'too-large' | undefined> {
  const bytes = await card.open();
  if (!bytes) return undefined;
  return bytes.byteLength > maxFileBytes ? 'too-large' : fileNamed(card, { bytes, type: card.type });
}

const filesOnly = (originals: readonly OutgoingFile[]): readonly Outgoing[] =>
  layAnswer({ kind: 'text', text: text('More of them:') }, { originals, notes: [] }).map((laid) =>
    attached(laid, originals),
  );
