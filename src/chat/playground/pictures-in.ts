import { EaselError } from '#src/domain/errors.ts';
import type { ImageRef } from '#src/domain/job.ts';
import type { BlobStore } from '#src/ports/blob-store.ts';
import { isVisible } from './message.ts';
import { type Room, uploadsOf } from './room.ts';
import type { StoredCardPicture } from './stored-picture.ts';

/** What stands in a form's picture fields: a file, or words that name a picture already in the room. */
export type GivenPicture = { readonly option: string; readonly from: File | string };

/**
 * No file is kept beyond this; what is below but over the operator's limit is refused later, by name and with both sizes.
 */
const MAX_FILE_BYTES = 48 * 1_048_576;

/**
 * Keeps the files of an event and finds the pictures it names.
 * @throws {EaselError} `image-too-large` over the hard limit, `image-missing` for a picture the person cannot see.
 */
export async function takePictures(
  given: readonly GivenPicture[],
  { eventId, userId, room, blobs }: { eventId: string; userId: string; room: Room; blobs: BlobStore },
): Promise<Readonly<Record<string, readonly ImageRef[]>>> {
  for (const { from } of given) if (typeof from !== 'string') checkSize(from);
  // Names come from outside: one of them may be that of something every object has.
  const taken: Record<string, ImageRef[]> = Object.create(null);
  for (const [index, { option, from }] of given.entries()) {
    const picture =
      typeof from === 'string'
        ? await findShown(from, userId, room)
        : await keepFile(from, `${uploadsOf(eventId)}${index}`, blobs);
    taken[option] = [...(taken[option] ?? []), picture];
  }
  return taken;
}

function checkSize({ name, size }: File): void {
  if (size <= MAX_FILE_BYTES) return;
  throw new EaselError('image-too-large', { name: fileName(name), byteLength: size, limitBytes: MAX_FILE_BYTES });
}

async function keepFile(file: File, key: string, blobs: BlobStore): Promise<ImageRef> {
  await blobs.put(key, new Uint8Array(await file.arrayBuffer()));
  return { key, filename: fileName(file.name), declaredBytes: file.size };
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

/** A name fit for a sentence: no path, no control characters, not endless. */
function fileName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  return last.replace(/[\p{C}]/gu, '').slice(0, 100) || 'picture';
}
