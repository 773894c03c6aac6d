/** The words without what cannot be seen or would reach beyond them; lines are kept, at most one of them empty in a row. */
export function clean(text: string): string {
  return text
    .toWellFormed()
    .replace(INVISIBLE, '')
    .split(/\r\n|[\n\r\v\f\u0085\u2028\u2029]/u)
    .map(cleanLine)
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** The same as one line. */
export const cleanToLine = (text: string): string => clean(text).replace(/\n+/g, ' ');

/** Joiners, variation selectors, marks and direction controls show nothing by themselves. */
const NOTHING_SEEN = /^(?:\s|\p{M}|\p{Cf})*$/u;

/**
 * Zero-width and filler characters without a meaning in any script, and tags, which hide text inside text; tags stay where they
 * make a flag. Joiners stay, which scripts and emoji need, and so do direction controls, which `contained` sees to.
 */
const INVISIBLE = new RegExp(
  [
    '\\u00AD|\\u034F|[\\u115F\\u1160]|[\\u17B4\\u17B5]|[\\u180B-\\u180F]|\\u200B|[\\u2060-\\u2065]|[\\u206A-\\u206F]',
    '\\u2800|\\u3164|\\uFEFF|\\uFFA0|[\\uFFF0-\\uFFFB]|[\\u{1D173}-\\u{1D17A}]|[\\u{E0100}-\\u{E01EF}]',
    '(?<![\\u{1F3F4}\\u{E0020}-\\u{E007F}])[\\u{E0000}-\\u{E007F}]+',
  ].join('|'),
  'gu',
);

/** More marks on one letter than any language has run over the lines above and below. */
const PILED = /(\p{M}{8})\p{M}+/gu;

function cleanLine(line: string): string {
  const words = line
    .replaceAll('\t', ' ')
    .replace(/\p{Cc}/gu, '')
    .replace(PILED, '$1')
    .trimEnd();
  return NOTHING_SEEN.test(words) ? '' : contained(words);
}

const CONTROLS = /[\u202A-\u202E\u2066-\u2069]/gu;

/** Deeper than this nobody writes, and Unicode's rules change somewhere beyond. */
const DEEPEST = 20;

/** A line whose direction controls are all closed in it, else without any: what is left open would turn what follows. */
export const contained = (line: string): string => (isBalanced(line) ? line : line.replace(CONTROLS, ''));

/** Embeddings and overrides end with PDF (U+202C), isolates with PDI (U+2069). */
function isBalanced(line: string): boolean {
  const open: string[] = [];
  for (const [control] of line.matchAll(CONTROLS)) {
    const ends = control === '\u202C' || control === '\u2069';
    if (!ends && open.push(closerOf(control)) > DEEPEST) return false;
    if (ends && open.pop() !== control) return false;
  }
  return open.length === 0;
}

const closerOf = (opener: string): string => (opener >= '\u2066' ? '\u2069' : '\u202C');

/** Letters and controls that run from right to left would draw the words around them along. */
const TURNS =
  /[\u0590-\u08FF\u200E\u200F\u202A-\u202E\u2066-\u2069\uFB1D-\uFDFF\uFE70-\uFEFC\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;

/** Words between ours on one line, in a direction of their own. */
export const isolated = (words: string): string => (TURNS.test(words) ? `\u2068${words}\u2069` : words);
