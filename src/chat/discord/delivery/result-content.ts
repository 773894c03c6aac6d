import type { Text } from '#src/domain/text.ts';
import type { CardPicture, ResultCard } from '#src/ports/cards.ts';
import { layMore, layResult } from '../layout/result.ts';
import { attached, type Content } from './content.ts';
import { type Fitted, fitted, hintsFor } from './fitted.ts';
import { createRoom, type Limits, type Room, smallerFiles } from './limits.ts';
import type { Outgoing, OutgoingFile } from './message.ts';

/** Pictures of one further message, by their places in the card. They are read again when it is sent, not kept. */
interface Batch {
  readonly firstIndex: number;
  readonly pictures: CardPicture[];
}

/** A result: as many pictures as one message may carry, and the rest in further ones. */
export const resultContent =
  (card: ResultCard): Content =>
  async (given) => {
    const { inFirst, batches, notes, room, limits } = await inFewEnough(card, given);
    const references = await taken(card.references?.sheet, room, limits);
    const sheet = await taken(card.sheet, room, limits);
    const files = [...inFirst, ...(sheet ? [sheet] : []), ...(references ? [references] : [])];
    const laid = layResult(card, {
      pictures: inFirst,
      ...(sheet && { sheet }),
      ...(references && { references }),
      notes: [...limits.notes, ...notes],
    });
    return { first: attached(laid, files), more: batches.map((batch) => () => further(card, batch, limits)) };
  };

/** A sheet is a courtesy; where it does not fit, the pictures go before it. */
async function taken(
  sheet: CardPicture | undefined,
  room: Room,
  { maxFileBytes }: Limits,
): Promise<OutgoingFile | undefined> {
  const file = sheet && (await fitted(sheet, maxFileBytes, 'The sheet'))?.file;
  return file && room.take(file.bytes.byteLength) ? file : undefined;
}

const SMALLER_TRIES = 3;

/** Where more messages would have to follow than may, the pictures get smaller: that is better than none. */
async function inFewEnough(card: ResultCard, most: Limits) {
  for (let limits = most, tries = 0; ; limits = smallerFiles(limits), tries++) {
    const room = createRoom(limits);
    const shared = await shareOut(card, room, limits);
    if (shared.batches.length <= limits.maxMore || tries === SMALLER_TRIES) return { ...shared, room, limits };
  }
}

/** One after the other, because encoding a large picture takes many times its memory. */
async function shareOut(card: ResultCard, first: Room, limits: Limits) {
  const inFirst: OutgoingFile[] = [];
  const batches: Batch[] = [];
  const notes: Text[] = [];
  const tooLarge: CardPicture[] = [];
  let room = first;
  for (const [index, picture] of card.pictures.entries()) {
    const fit = await fittedAt(picture, index, limits);
    if (!fit) continue;
    if (fit.note) {
      notes.push(fit.note);
      tooLarge.push(picture);
    }
    const { byteLength } = fit.file.bytes;
    if (!room.take(byteLength)) {
      room = createRoom(limits);
      room.take(byteLength);
      batches.push({ firstIndex: index, pictures: [] });
    }
    const batch = batches.at(-1);
    if (batch) batch.pictures.push(picture);
    else inFirst.push(fit.file);
  }
  return { inFirst, batches, notes: [...notes, ...hintsFor(tooLarge)] };
}

async function further(card: ResultCard, { firstIndex, pictures }: Batch, limits: Limits): Promise<Outgoing> {
  const files: OutgoingFile[] = [];
  for (const picture of pictures) {
    const fit = await fittedAt(picture, firstIndex, limits);
    if (fit) files.push(fit.file);
  }
  return attached(layMore(card, files, firstIndex), files);
}

const fittedAt = (picture: CardPicture, index: number, { maxFileBytes }: Limits): Promise<Fitted | undefined> =>
  fitted(picture, maxFileBytes, `#${index + 1}`);
