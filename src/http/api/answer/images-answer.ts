import { EaselError } from '#src/domain/errors.ts';
import type { BlobStore } from '#src/ports/blob-store.ts';
import { base64Length, type Piece } from './pieces.ts';

/** A picture as an answer has it: by an address, or written out. */
export interface AnsweredPicture {
  readonly bytes?: Uint8Array;
  /** Where the blob store has its bytes; they are read when their turn comes. */
  readonly kept?: { readonly key: string; readonly byteLength: number };
  readonly url?: string;
  readonly revised_prompt?: string;
}

export interface ImagesAnswer {
  readonly byteLength: number;
  /** To be written one after the other, each as a whole. */
  readonly pieces: AsyncIterable<readonly Piece[]>;
}

type Blobs = Pick<BlobStore, 'get'>;

/** OpenAI's `ImagesResponse`, in pieces. @throws {EaselError} where its first picture cannot be read. */
export async function imagesAnswer(
  created: number,
  pictures: readonly AnsweredPicture[],
  rest: object,
  blobs: Blobs,
): Promise<ImagesAnswer> {
  const begin = `{"created":${created},"data":[`;
  const end = endOf(rest);
  // Before the head is sent: what is missing can still be told.
  const first = pictures[0] && (await bytesOf(pictures[0], blobs));
  const texts = pictures.map(textOf);
  const sizes = pictures.map(sizeOf);
  const commas = Math.max(0, pictures.length - 1);
  const texted = texts.reduce((sum, text) => sum + Buffer.byteLength(text.before) + Buffer.byteLength(text.after), 0);
  const encoded = sizes.reduce((sum, size) => sum + base64Length(size), 0);
  return {
    byteLength: Buffer.byteLength(begin) + texted + encoded + commas + Buffer.byteLength(end),
    pieces: pieces(),
  };

  async function* pieces(): AsyncGenerator<readonly Piece[], void> {
    if (pictures.length === 0) yield [begin, end];
    for (const [index, picture] of pictures.entries()) {
      const bytes = index === 0 ? first : await bytesOf(picture, blobs);
      const { before = '', after = '' } = texts[index] ?? {};
      const opening = index === 0 ? begin : ',';
      const closing = index === pictures.length - 1 ? end : '';
      yield [opening + before, ...(bytes ? [{ base64: bytes }] : []), after + closing];
    }
  }
}

/** `,…}]…}` behind the last picture. */
function endOf(rest: object): string {
  const text = JSON.stringify(rest);
  return text === '{}' ? ']}' : `],${text.slice(1)}`;
}

/** What stands before and behind a picture's base64. */
function textOf({ bytes, kept, ...others }: AnsweredPicture): { readonly before: string; readonly after: string } {
  const text = JSON.stringify(others);
  if (!bytes && !kept) return { before: text, after: '' };
  return { before: '{"b64_json":"', after: text === '{}' ? '"}' : `",${text.slice(1)}` };
}

const sizeOf = ({ bytes, kept }: AnsweredPicture): number => bytes?.byteLength ?? kept?.byteLength ?? 0;

/** @throws {EaselError} `image-missing` where it was deleted meanwhile. */
async function bytesOf({ bytes, kept }: AnsweredPicture, blobs: Blobs): Promise<Uint8Array | undefined> {
  if (bytes || !kept) return bytes;
  const found = await blobs.get(kept.key);
  if (found?.byteLength !== kept.byteLength) throw new EaselError('image-missing', { name: kept.key });
  return found;
}
