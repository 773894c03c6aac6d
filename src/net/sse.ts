import { createEventLines } from './sse-lines.ts';

/** One server-sent event: its name, and what was read of its data. */
export interface ServerEvent<T> {
  readonly name: string;
  readonly data: T;
}

/** Reads the data of one event as its bytes come in. */
export interface DataReader<T> {
  push(bytes: Buffer): void;
  end(): T;
}

export interface EventOptions<T> {
  /** For each event; its lines' and its data's bytes count. */
  readonly maxBytes: number;
  /** For the data of the next event. @param name as far as it was told before. */
  readonly readData: (name: string) => DataReader<T>;
}

const NEWLINE = 0x0a;

/**
 * Reads server-sent events off a stream of bytes. Each byte goes on as it comes and is never waited for with others, because a
 * picture of 2 MB is one line of an event.
 *
 * An event the stream ended in the middle of is given too: only its reader can tell whether it is whole.
 *
 * @throws where one event has more than `maxBytes`.
 */
export async function* readEvents<T>(
  chunks: AsyncIterable<Uint8Array>,
  options: EventOptions<T>,
): AsyncGenerator<ServerEvent<T>, void> {
  const lines = createEventLines(options);
  for await (const chunk of chunks) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let from = 0;
    for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, from)) {
      lines.take(bytes.subarray(from, at));
      const complete = lines.endLine();
      if (complete) yield complete;
      from = at + 1;
    }
    lines.take(bytes.subarray(from));
  }
  const last = lines.endLine() ?? lines.endLine();
  if (last) yield last;
}
