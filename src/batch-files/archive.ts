import { makeZip } from 'client-zip';

/** A file of an archive; its bytes are opened when its turn comes. */
export interface ArchiveFile {
  readonly name: string;
  readonly at: Date;
  open(): Promise<Uint8Array | ReadableStream<Uint8Array> | AsyncIterable<string> | undefined>;
}

type Piece = Uint8Array | string;

/** The file whose turn it is, for who goes in its middle. */
interface Turn {
  reader?: ReadableStreamDefaultReader<Piece>;
  isLeft?: true;
}

/**
 * A zip as it flows: one file after the other, never all of them in memory. What is gone meanwhile is left out. Nothing is opened
 * before somebody reads, and nothing stays open behind who goes: the library under it looks after neither.
 */
export function archiveOf(files: AsyncIterable<ArchiveFile>): ReadableStream<Uint8Array> {
  const turn: Turn = {};
  let zip: ReadableStreamDefaultReader<Uint8Array> | undefined;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        zip ??= makeZip(entriesOf(files, turn)).getReader();
        const { done, value } = await zip.read();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        turn.isLeft = true;
        await Promise.allSettled([zip?.cancel(), turn.reader?.cancel()]);
      },
    },
    { highWaterMark: 0 },
  );
}

async function* entriesOf(files: AsyncIterable<ArchiveFile>, turn: Turn) {
  for await (const { name, at, open } of files) {
    const input = await open();
    if (input === undefined) continue;
    yield { name, lastModified: at, input: input instanceof Uint8Array ? input : piecesOf(input, turn) };
  }
}

function piecesOf(input: ReadableStream<Uint8Array> | AsyncIterable<string>, turn: Turn): AsyncIterable<Piece> {
  const reader: ReadableStreamDefaultReader<Piece> = (
    input instanceof ReadableStream ? input : ReadableStream.from(input)
  ).getReader();
  turn.reader = reader;
  // It may have been on its way while whoever wanted it went.
  if (turn.isLeft) void reader.cancel().catch(() => undefined);
  return pieces(reader);
}

async function* pieces(reader: ReadableStreamDefaultReader<Piece>): AsyncGenerator<Piece> {
  for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
}
