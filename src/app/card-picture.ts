import { extensionOf, type Picture, type PictureType, type StoredPicture } from '#src/domain/picture.ts';
import { aiKindOf, MARKER_ROOM, markedAsAi } from '#src/images/ai-marker.ts';
import { encodeToFit } from '#src/images/encode-to-fit.ts';
import type { BlobStore } from '#src/ports/blob-store.ts';
import type { CardPicture } from '#src/ports/cards.ts';

/** A kept picture under the name it is saved by. */
export interface NamedFile {
  readonly key: string;
  readonly name: string;
  readonly type: PictureType;
}

export interface Shelf {
  readonly blobs: BlobStore;
  /** Where anybody who has the address can fetch a picture for some days; absent where this installation cannot be reached. */
  readonly addressOf?: (file: NamedFile) => string;
}

/**
 * A kept picture as a platform shows it; its alt text is still empty.
 *
 * @param isMade whether a model made it: what people are shown then says so in a way that machines read. The kept file stays as the
 * provider sent it (docs/decisions/024-where-pictures-come-from.md).
 */
export function toCard(stored: StoredPicture, title: string, shelf: Shelf, isMade = false): CardPicture {
  const { key, type, width, height } = stored;
  const { blobs, addressOf } = shelf;
  const name = `${title}.${extensionOf(type)}`;
  return {
    key,
    type,
    width,
    height,
    alt: '',
    name,
    ...(addressOf && { url: addressOf({ key, name, type }) }),
    open: async () => (await shown())?.bytes,
    async fit(maxBytes, types) {
      const picture = await shown();
      return picture && fitted(picture, maxBytes, types, isMade);
    },
  };

  async function shown(): Promise<Picture | undefined> {
    const bytes = await blobs.get(key);
    if (!bytes) return undefined;
    return isMade ? markedAsAi({ bytes, type }, 'made') : { bytes, type };
  }
}

/** Encoding anew takes the mark away, so it is put back. */
async function fitted(picture: Picture, maxBytes: number, types: readonly PictureType[] | undefined, isMade: boolean) {
  const fits = picture.bytes.byteLength <= maxBytes && (types?.includes(picture.type) ?? true);
  const hasRoom = maxBytes >= LEAST_WITH_MARK;
  if (fits || !isMade || !hasRoom) return encodeToFit(picture, maxBytes, types);
  const { picture: small, changed } = await encodeToFit(picture, maxBytes - MARKER_ROOM, types);
  return { picture: markedAsAi(small, aiKindOf(picture) ?? 'made'), changed };
}

/** In smaller ones the mark would take the place of the picture. */
const LEAST_WITH_MARK = 20 * MARKER_ROOM;
