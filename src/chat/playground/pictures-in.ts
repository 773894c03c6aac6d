import { EaselError } from '#src/domain/errors.ts';
import type { ImageRef } from '#src/domain/job.ts';
import type { KeptFile } from './form-in.ts';
import { isVisible } from './message.ts';
import type { Room } from './room.ts';
import type { StoredCardPicture } from './stored-picture.ts';
import { fileName } from './uploads.ts';

/** What stands in a form's picture fields: a file, or words that name a picture already in the room. */
export type GivenPicture = { readonly option: string; readonly from: KeptFile | string };

/**
 * The files of an event, and the pictures it names.
 * @throws {EaselError} `image-missing` for a picture the person cannot see.
 */
export async function takePictures(
  given: readonly GivenPicture[],
  { userId, room }: { readonly userId: string; readonly room: Room },
): Promise<Readonly<Record<string, readonly ImageRef[]>>> {
  // Names come from outside: one of them may be that of something every object has.
  const taken: Record<string, ImageRef[]> = Object.create(null);
  for (const { option, from } of given) {
    const picture =
      typeof from === 'string'
        ? await findShown(from, userId, room)
        : { key: from.key, filename: from.filename, declaredBytes: from.byteLength };
    taken[option] = [...(taken[option] ?? []), picture];
  }
  return taken;
}

/** `result:<messageId>:<index>`, or the blob key of a picture that a visible message shows. */
async function findShown(name: string, userId: string, room: Room): Promise<ImageRef> {
  const [, messageId, index] = /^result:([\w-]{1,64}):(\d{1,3})$/.exec(name) ?? [];
  const picture =
    messageId === undefined
      ? (await shownTo(userId, room)).find(({ key }) => key === name)
      : (await picturesOf(messageId, userId, room))[Number(index)];
  if (!picture) throw new EaselError('image-missing', { name: fileName(name) });
  return { key: picture.key, filename: picture.name };
}

async function picturesOf(messageId: string, userId: string, room: Room): Promise<readonly StoredCardPicture[]> {
  const message = await room.get(messageId);
  if (!message || !isVisible(message, userId) || message.content.kind !== 'result') return [];
  return message.content.card.pictures;
}

async function shownTo(userId: string, room: Room): Promise<readonly StoredCardPicture[]> {
  const messages = await room.visibleTo(userId, Number.POSITIVE_INFINITY);
  return messages.flatMap(({ content }) => (content.kind === 'result' ? content.card.pictures : []));
}
