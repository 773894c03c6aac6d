import { extensionOf, type PictureType, type StoredPicture } from '#src/domain/picture.ts';
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

/** A kept picture as a platform shows it; its alt text is still empty. */
export function toCard({ key, type, width, height }: StoredPicture, title: string, shelf: Shelf): CardPicture {
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
    open: () => blobs.get(key),
    async fit(maxBytes, types) {
      const bytes = await blobs.get(key);
      return bytes && encodeToFit({ bytes, type }, maxBytes, types);
    },
  };
}
