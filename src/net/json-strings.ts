const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const SPACES: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d]);

/**
 * Follows JSON through its strings as its bytes come in, to find the values of one name. It looks no closer than where strings
 * begin and end, and is right wherever the whole is JSON.
 *
 * @param name in letters that JSON escapes nowhere.
 */
export function createJsonStrings(name: string, { endOfPlain }: JsonSearch) {
  const matching = createMatching(Buffer.from(name));
  let place: 'outside' | 'string' | 'escape' = 'outside';
  let before: 'anything' | 'name' | 'colon' = 'anything';
  let hasBegun = false;

  /** Goes on behind the quote that begins a string. */
  function outside(bytes: Buffer, from: number): number {
    for (let at = from; at < bytes.length; at++) {
      const byte = bytes[at] ?? 0;
      if (byte === QUOTE) {
        hasBegun = before === 'colon';
        before = 'anything';
        place = 'string';
        matching.begin();
        return at + 1;
      }
      if (!SPACES.has(byte)) before = byte === COLON && before === 'name' ? 'colon' : 'anything';
    }
    return bytes.length;
  }

  /** Goes on behind the string's end or at an escaped sign. */
  function inString(bytes: Buffer, from: number): number {
    const end = endOfPlain(from);
    matching.take(bytes, from, end);
    if (isQuote(bytes[end])) {
      place = 'outside';
      before = matching.isWhole() ? 'name' : 'anything';
    } else if (end < bytes.length) {
      place = 'escape';
      matching.fail();
    }
    return end + 1;
  }

  return {
    /** Goes on from a place, and gives the next one. */
    next(bytes: Buffer, from: number): number {
      hasBegun = false;
      if (place === 'outside') return outside(bytes, from);
      if (place === 'string') return inString(bytes, from);
      place = 'string';
      return from + 1;
    },
    /** Whether a value of the name begins where it went last. */
    isAtValue: (): boolean => hasBegun,
  };
}

export type JsonSearch = ReturnType<typeof createJsonSearch>;

/** Finds where strings end and signs are escaped, looking at each byte once for each. */
export function createJsonSearch() {
  let bytes: Buffer = Buffer.alloc(0);
  let quote = -1;
  let backslash = -1;
  const find = (byte: number, from: number): number => {
    const at = bytes.indexOf(byte, from);
    return at < 0 ? bytes.length : at;
  };
  return {
    begin(next: Buffer): void {
      bytes = next;
      quote = -1;
      backslash = -1;
    },
    /** The place of the next quote or backslash, or the end. */
    endOfPlain(from: number): number {
      if (quote < from) quote = find(QUOTE, from);
      if (backslash < from) backslash = find(BACKSLASH, from);
      return Math.min(quote, backslash);
    },
  };
}

export const isQuote = (byte: number | undefined): boolean => byte === QUOTE;

/** Whether a string that comes in pieces is a certain word. */
function createMatching(word: Buffer) {
  /** How many bytes of it were the word's; -1 where one was not. */
  let matched = 0;
  return {
    begin(): void {
      matched = 0;
    },
    take(bytes: Buffer, from: number, to: number): void {
      for (let at = from; at < to && matched >= 0; at++) matched = bytes[at] === word[matched] ? matched + 1 : -1;
    },
    fail(): void {
      matched = -1;
    },
    isWhole: (): boolean => matched === word.length,
  };
}
