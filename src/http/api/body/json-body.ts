import { isUtf8 } from 'node:buffer';
import { createHash, randomUUID } from 'node:crypto';
import { refuse } from './body-fault.ts';
import { checkNames } from './field-names.ts';
import { type LongString, scanJson } from './json-text.ts';
import type { BodyLimits } from './limits.ts';
import type { Room } from './room.ts';

/** A JSON document with its data URLs beside it. */
export interface JsonBody {
  readonly fields: Readonly<Record<string, unknown>>;
  /** A data URL that a string of the document stands for. */
  dataUrlOf(text: string): string | undefined;
  readonly sha256: string;
}

/** In the place of a data URL stands this and its number; nobody outside can know it. */
const MARK = `data-url-${randomUUID()}-`;

/** A document as it came. */
export interface Gathered {
  readonly bytes: Buffer;
  readonly sha256: string;
}

/**
 * All bytes of a document, put together and counted as they come, so that the end of a large one holds nothing up.
 * The first bytes of each take no room, so that nobody who sends large ones slowly keeps everybody's small ones out.
 * @param declaredBytes of the whole, where its sender says it.
 * @throws {BodyRefusal} where all bodies together are too many bytes. What was taken of the room is given back by `leave`.
 */
export async function gatherJson(
  chunks: AsyncIterable<Buffer>,
  declaredBytes: number | undefined,
  room: Room,
  { textBytes }: Pick<BodyLimits, 'textBytes'>,
): Promise<Gathered & { leave(): void }> {
  const hash = createHash('sha256');
  const parts: Buffer[] = [];
  const whole = declaredBytes === undefined ? undefined : Buffer.allocUnsafe(declaredBytes);
  let length = 0;
  const counted = (bytes: number): number => Math.max(0, bytes - textBytes);
  const leave = () => room.give(counted(length));
  try {
    for await (const chunk of chunks) {
      room.take(counted(length + chunk.length) - counted(length));
      length += chunk.length;
      hash.update(chunk);
      if (whole) chunk.copy(whole, length - chunk.length);
      else parts.push(chunk);
    }
  } catch (thrown) {
    leave();
    throw thrown;
  }
  return { bytes: whole?.subarray(0, length) ?? Buffer.concat(parts), sha256: hash.digest('hex'), leave };
}

/** Reads a document that is one object. No body at all is an empty one. @throws {BodyRefusal} */
export function readJson({ bytes, sha256 }: Gathered, limits: BodyLimits): JsonBody {
  if (bytes.length === 0) return { fields: withoutPrototype({}), dataUrlOf: () => undefined, sha256 };
  const { dataUrls } = scanJson(bytes, limits);
  // What would stand in place of broken signs is not what was asked for, and would be paid for.
  if (!isUtf8(bytes)) refuse(400, 'invalid_json', 'The body is not written in UTF-8.');
  const document = parse(withMarks(bytes, dataUrls));
  if (typeof document !== 'object' || document === null || Array.isArray(document))
    refuse(400, 'invalid_json', 'The body has to be one JSON object.');
  checkNames(document);
  return {
    fields: withoutPrototype(document),
    dataUrlOf(text) {
      const found = text.startsWith(MARK) ? dataUrls[Number(text.slice(MARK.length))] : undefined;
      return found && written(bytes, found);
    },
    sha256,
  };
}

/** Names come from outside: one of them may be that of something every object has. */
const withoutPrototype = (document: object): Record<string, unknown> => Object.assign(Object.create(null), document);

function withMarks(bytes: Buffer, dataUrls: readonly LongString[]): string {
  let text = '';
  let from = 0;
  for (const [index, url] of dataUrls.entries()) {
    text += `${bytes.toString('utf8', from, url.from)}${MARK}${index}`;
    from = url.to;
  }
  return text + bytes.toString('utf8', from);
}

function written(bytes: Buffer, { from, to, isEscaped }: LongString): string {
  const text = bytes.toString('latin1', from, to);
  // Some write every slash as an escape.
  return isEscaped ? String(parse(`"${text}"`)) : text;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    // Not the parser's own words: they repeat what was sent.
    return refuse(400, 'invalid_json', 'The body is no JSON. Check quotes, commas and the end.', null, cause);
  }
}
