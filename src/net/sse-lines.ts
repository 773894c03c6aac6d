import type { DataReader, EventOptions, ServerEvent } from './sse.ts';

const RETURN = 0x0d;
const SPACE = 0x20;
const COLON = 0x3a;
const NOTHING = Buffer.alloc(0);

/** As many bytes show what a line is: `event: ` is the longest beginning that means anything. */
const HEAD_BYTES = 7;

/** Puts the lines of a stream together to events, each line in as many pieces as it comes in. */
export function createEventLines<T>({ maxBytes, readData }: EventOptions<T>) {
  let name: Buffer[] = [];
  let data: DataReader<T> | undefined;
  /** Of the data's lines before this one. */
  let dataBytes = 0;
  let lineBytes = 0;
  const line = createLine({ begin, value });

  function begin(field: string): void {
    if (field === 'event') name = [];
    if (field !== 'data') return;
    if (data) data.push(Buffer.from('\n'));
    else data = readData(Buffer.concat(name).toString());
  }

  function value(field: string, piece: Buffer): void {
    if (field === 'event') name.push(Buffer.from(piece));
    if (field === 'data') data?.push(piece);
  }

  function complete(): ServerEvent<T> | undefined {
    const event = data && { name: Buffer.concat(name).toString(), data: data.end() };
    name = [];
    data = undefined;
    dataBytes = 0;
    return event;
  }

  return {
    /** Takes bytes of a line, its end not among them. @throws where the event has too many. */
    take(piece: Buffer): void {
      lineBytes += piece.length;
      if (dataBytes + lineBytes > maxBytes) throw new RangeError(`An event has more than ${maxBytes} bytes.`);
      line.take(piece);
    },

    /** A blank line completes the event. */
    endLine(): ServerEvent<T> | undefined {
      const field = line.end();
      if (field === 'data') dataBytes += lineBytes;
      lineBytes = 0;
      return field === undefined ? complete() : undefined;
    },
  };
}

interface LineParts {
  readonly begin: (field: string) => void;
  readonly value: (field: string, piece: Buffer) => void;
}

/** Takes lines apart. What is no field that means anything counts as one all the same, whatever it is called. */
function createLine({ begin, value }: LineParts) {
  let head: Buffer = NOTHING;
  let field: string | undefined;
  let isReturnHeld = false;

  function pass(bytes: Buffer): void {
    if (field !== undefined) value(field, bytes);
    else if (head.length + bytes.length < HEAD_BYTES) head = Buffer.concat([head, bytes]);
    else open(head.length === 0 ? bytes : Buffer.concat([head, bytes]));
  }

  function open(start: Buffer): void {
    const colon = start.indexOf(COLON);
    field = start.toString('latin1', 0, colon < 0 ? HEAD_BYTES : Math.min(colon, HEAD_BYTES));
    begin(field);
    if (colon >= 0) value(field, start.subarray(start[colon + 1] === SPACE ? colon + 2 : colon + 1));
  }

  return {
    take(piece: Buffer): void {
      if (piece.length === 0) return;
      // The last one may belong to the line's end.
      if (isReturnHeld) pass(Buffer.of(RETURN));
      isReturnHeld = piece.at(-1) === RETURN;
      pass(isReturnHeld ? piece.subarray(0, -1) : piece);
    },

    /** The line's field; `undefined` for a blank line. */
    end(): string | undefined {
      if (field === undefined && head.length > 0) open(head);
      const ended = field;
      field = undefined;
      head = NOTHING;
      isReturnHeld = false;
      return ended;
    },
  };
}
