import { EaselError } from '#src/domain/errors.ts';

export interface TextLine {
  /** From 1. */
  readonly line: number;
  /** Without its end; of one that is too long only how it begins. */
  readonly text: string;
  readonly tooLong?: true;
}

const START = 80;

/**
 * Text, line by line, as it flows in: never more than one line and one chunk are in memory.
 * @throws {EaselError} `batch-invalid` where it is no text in UTF-8.
 */
export async function* textLines(
  chunks: AsyncIterable<Uint8Array>,
  { maxLength }: { readonly maxLength: number },
): AsyncGenerator<TextLine> {
  let line = 0;
  let open = '';
  let tooLong = false;
  const ended = (): TextLine => {
    line += 1;
    const text = open.endsWith('\r') ? open.slice(0, -1) : open;
    const ending: TextLine = tooLong ? { line, text: text.slice(0, START), tooLong } : { line, text };
    open = '';
    tooLong = false;
    return ending;
  };
  const add = (piece: string) => {
    open += tooLong ? '' : piece;
    tooLong ||= open.length > maxLength;
    if (tooLong) open = open.slice(0, START);
  };
  for await (const piece of decoded(chunks)) {
    const [first = '', ...others] = piece.split('\n');
    add(first);
    for (const other of others) {
      yield ended();
      add(other);
    }
  }
  if (open !== '') yield ended();
}

async function* decoded(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8');
  let isFirst = true;
  for await (const chunk of chunks) {
    if (isFirst) checkText(chunk);
    isFirst = false;
    yield decoder.decode(chunk, { stream: true });
  }
  yield decoder.decode();
}

/** Spreadsheets like to write UTF-16, and what has zeros in it is no text at all. */
function checkText(chunk: Uint8Array): void {
  const isUtf16 = (chunk[0] === 0xff && chunk[1] === 0xfe) || (chunk[0] === 0xfe && chunk[1] === 0xff);
  if (isUtf16) throw new EaselError('batch-invalid', { why: 'This file is written in UTF-16. Save it as UTF-8' });
  if (chunk.subarray(0, 4096).includes(0))
    throw new EaselError('batch-invalid', { why: 'This file is no text. Send a list of prompts' });
}
