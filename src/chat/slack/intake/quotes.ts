/** What opens a quotation, and what may close it. Phones turn typed quotes into any of them. */
const DOUBLE: Readonly<Record<string, string>> = { '"': '"', '“': '”“', '„': '“”', '”': '”', '«': '»', '»': '«' };
const SINGLE: Readonly<Record<string, string>> = { "'": "'", '‘': '’', '‚': '‘’', '’': '’', '`': '`' };

/** Longer than any prompt. Without a bound each of many signs that nothing closes would be looked for to the end. */
const LONGEST = 4000;

/** A quotation: what is inside, and where the text goes on. */
export interface Quotation {
  readonly inside: string;
  readonly end: number;
}

/** By the sign that opens: what closes it. Patterns, because thousands of signs that nothing closes may follow each other. */
type Closers = ReadonlyMap<string, RegExp>;

const closersOf = (kinds: Readonly<Record<string, string>>, behind: string): Closers =>
  new Map(Object.entries(kinds).map(([sign, closers]) => [sign, new RegExp(`[${closers}]${behind}`)]));

/** With nothing but a space or the end behind it. */
const VALUE = closersOf({ ...DOUBLE, ...SINGLE }, '(?!\\S)');
const WORDS = closersOf(DOUBLE, '');

/** A value in quotes of any kind, with nothing but a space or the end behind it. */
export const quotedValue = (text: string, at: number): Quotation | undefined => quotation(text, at, VALUE);

/** Words between double quotes; single ones are apostrophes as well. */
export const quotedWords = (text: string, at: number): Quotation | undefined => quotation(text, at, WORDS);

function quotation(text: string, at: number, closers: Closers): Quotation | undefined {
  const closer = closers.get(text[at] ?? '');
  if (!closer) return undefined;
  const rest = text.slice(at + 1, at + LONGEST);
  const length = rest.search(closer);
  return length < 0 ? undefined : { inside: rest.slice(0, length), end: at + 1 + length + 1 };
}
