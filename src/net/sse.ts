/** One server-sent event: its name, and its data as the bytes came. */
export interface ServerEvent {
  readonly name: string;
  readonly data: Buffer;
}

const NEWLINE = 0x0a;
const RETURN = 0x0d;
const SPACE = 0x20;
const COLON = 0x3a;

/**
 * Reads server-sent events off a stream of bytes. Each byte is looked at once, however the network cut the events, because a
 * picture of 2 MB is one line of an event.
 *
 * An event the stream ended in the middle of is given too: only its reader can tell whether it is whole.
 *
 * @throws where one event has more than `maxBytes`.
 */
export async function* readEvents(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<ServerEvent, void> {
  const event = startEvent(maxBytes);
  let line: Uint8Array[] = [];
  for await (const chunk of chunks) {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
      line.push(chunk.subarray(from, at));
      const complete = event.take(line);
      if (complete) yield complete;
      line = [];
      from = at + 1;
    }
    if (from < chunk.length) line.push(chunk.subarray(from));
    event.bound(line);
  }
  const last = event.take(line) ?? event.take([]);
  if (last) yield last;
}

/** Collects the lines of one event after the other. */
function startEvent(maxBytes: number) {
  let name = '';
  let data: Buffer[] = [];

  /** Takes one line; a blank one completes the event. */
  function take(parts: readonly Uint8Array[]): ServerEvent | undefined {
    bound(parts);
    const line = withoutReturn(Buffer.concat(parts));
    if (line.length === 0) return complete();
    const colon = line.indexOf(COLON);
    const field = line.toString('latin1', 0, colon < 0 ? line.length : colon);
    const value = colon < 0 ? Buffer.alloc(0) : line.subarray(line[colon + 1] === SPACE ? colon + 2 : colon + 1);
    if (field === 'data') data.push(value);
    else if (field === 'event') name = value.toString();
    return undefined;
  }

  function complete(): ServerEvent | undefined {
    const event = data.length > 0 ? { name, data: joined(data) } : undefined;
    name = '';
    data = [];
    return event;
  }

  function bound(parts: readonly Uint8Array[]): void {
    if (size(data) + size(parts) > maxBytes) throw new RangeError(`An event has more than ${maxBytes} bytes.`);
  }

  return { take, bound };
}

const size = (parts: readonly Uint8Array[]): number => parts.reduce((sum, { length }) => sum + length, 0);

const withoutReturn = (line: Buffer): Buffer => (line.at(-1) === RETURN ? line.subarray(0, -1) : line);

const joined = ([first = Buffer.alloc(0), ...more]: readonly Buffer[]): Buffer =>
  more.length === 0 ? first : Buffer.concat([first, ...more.flatMap((line) => [Buffer.from([NEWLINE]), line])]);
