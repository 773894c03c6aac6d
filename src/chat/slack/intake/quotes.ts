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

/** A value in quotes of any kind, with nothing but a space or the end behind it. */
export const quotedValue = (text: string, at: number): Quotation | undefined =>
  quotation(text, at, { ...DOUBLE, ...SINGLE }, (after) => after === '' || /\s/.test(after));

/** Words between double quotes; single ones are apostrophes as well. */
export const quotedWords = (text: string, at: number): Quotation | undefined => quotation(text, at, DOUBLE, () => true);

function quotation(
  text: string,
  at: number,
  kinds: Readonly<Record<string, string>>,
  mayFollow: (after: string) => boolean,
): Quotation | undefined {
  const sign = text[at] ?? '';
  const closers = Object.hasOwn(kinds, sign) ? (kinds[sign] ?? '') : '';
  if (closers === '') return undefined;
  const last = Math.min(text.length, at + LONGEST);
  for (let end = at + 1; end < last; end++) {
    if (closers.includes(text[end] ?? '') && mayFollow(text[end + 1] ?? ''))
      return { inside: text.slice(at + 1, end), end: end + 1 };
  }
  return undefined;
}
