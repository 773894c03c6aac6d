import type { BlobStore } from '#src/ports/blob-store.ts';
import type { AnswerFile } from '#src/ports/cards.ts';
import type { Live } from './live.ts';
import { type Content, isVisible, type StoredAnswer } from './message.ts';
import type { Room } from './room.ts';
import type { StoredCardPicture } from './stored-picture.ts';

/** Serves the pictures of messages to who may see them; everything else is `undefined`, so that nothing can be told apart. */
export interface PicturesOut {
  /**
   * `which` is a result's number from 0, its `sheet` of all pictures or its sheet of `references`, or the picture beside a
   * `question` or an `answer`, or a file that an answer offers: `original-` and its number, or `file-` for one of words.
   */
  picture(ask: { messageId: string; which: string; userId: string; download: boolean }): Promise<Response | undefined>;
  preview(ask: { messageId: string; step: number; userId: string }): Promise<Response | undefined>;
}

export function createPicturesOut({ room, blobs, live }: { room: Room; blobs: BlobStore; live: Live }): PicturesOut {
  async function find(messageId: string, which: string, userId: string): Promise<StoredCardPicture | undefined> {
    const message = await room.get(messageId);
    return message && isVisible(message, userId) ? pictureOf(message.content, which) : undefined;
  }

  async function findWords(messageId: string, which: string, userId: string): Promise<AnswerFile | undefined> {
    const [, index] = /^file-(\d{1,3})$/.exec(which) ?? [];
    const message = index === undefined ? undefined : await room.get(messageId);
    if (!message || !isVisible(message, userId) || message.content.kind !== 'answer') return undefined;
    return message.content.answer.files?.[Number(index)];
  }

  return {
    async picture({ messageId, which, userId, download }) {
      const words = await findWords(messageId, which, userId);
      if (words) return wordsFile(words);
      const picture = await find(messageId, which, userId);
      const bytes = picture && (await blobs.get(picture.key));
      if (!picture || !bytes) return undefined;
      return answer(bytes, picture.type, {
        'Cache-Control': 'private, max-age=31536000, immutable',
        ...(download && { 'Content-Disposition': attachment(picture.name) }),
      });
    },
    async preview({ messageId, step, userId }) {
      const message = await room.get(messageId);
      const picture = live.picture(messageId, step);
      if (!message || !picture || !isVisible(message, userId)) return undefined;
      return answer(picture.bytes, picture.type, { 'Cache-Control': 'no-store' });
    },
  };
}

function pictureOf(content: Content, which: string): StoredCardPicture | undefined {
  if (content.kind === 'question') return which === 'question' ? content.card.picture : undefined;
  if (content.kind === 'answer') return answerPicture(content.answer, which);
  if (content.kind !== 'result') return undefined;
  const { pictures, sheet, references } = content.card;
  if (which === 'sheet') return sheet;
  return which === 'references' ? references?.sheet : /^\d{1,3}$/.test(which) ? pictures[Number(which)] : undefined;
}

function answerPicture({ picture, originals }: StoredAnswer, which: string): StoredCardPicture | undefined {
  if (which === 'answer') return picture;
  const [, index] = /^original-(\d{1,3})$/.exec(which) ?? [];
  return index === undefined ? undefined : originals?.[Number(index)];
}

/** Never shown by the browser itself: what people wrote may be in it. */
const wordsFile = ({ name, content }: AnswerFile): Response =>
  answer(Buffer.from(content), 'text/csv; charset=utf-8', {
    'Cache-Control': 'no-store',
    'Content-Disposition': attachment(name),
  });

function answer(bytes: Uint8Array, type: string, headers: Readonly<Record<string, string>>): Response {
  // A copy, because a Response may not share memory that somebody else can still write to.
  return new Response(new Uint8Array(bytes), {
    headers: { 'Content-Type': type, 'Content-Length': String(bytes.byteLength), ...headers },
  });
}

/** Both forms of RFC 6266: ASCII for the old, UTF-8 for everybody else. */
function attachment(name: string): string {
  const ascii = name.replace(/[^\w.-]/g, '_');
  const encoded = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
