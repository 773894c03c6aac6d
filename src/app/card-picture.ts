import { extensionOf, type StoredPicture } from '#src/domain/picture.ts';
import { encodeToFit } from '#src/images/encode-to-fit.ts';
import type { BlobStore } from '#src/ports/blob-store.ts';
import type { CardPicture } from '#src/ports/chat-platform.ts';

/** A kept picture as a platform shows it; its alt text is still empty. */
export function toCard({ key, type, width, height }: StoredPicture, name: string, blobs: BlobStore): CardPicture {
  return {
    key,
    type,
    width,
    height,
    alt: '',
    name: `${name}.${extensionOf(type)}`,
    open: () => blobs.get(key),
    async fit(maxBytes) {
      const bytes = await blobs.get(key);
      return bytes && encodeToFit({ bytes, type }, maxBytes);
    },
  };
}
