/**
 * Words as rules compare them: one case, one form of each letter (NFKC), no accents and nothing that cannot be seen. Letters in
 * boxes and circles are letters, a word that mixes Latin letters with others that look the same is read as Latin, and of signs only
 * those of a keyboard are left.
 */
export const folded = (words: string): string =>
  plainForm(words)
    .toLowerCase()
    .normalize('NFD')
    .replace(ACCENTS, '')
    .normalize('NFC')
    .replace(OTHER_SIGNS, ' ')
    .replace(WORD, (word) =>
      LATIN.test(word) ? [...word].map((letter) => LOOKALIKES[letter] ?? letter).join('') : word,
    );

/** The same without any loss: for patterns, which may care about case and accents. */
export const plainForm = (words: string): string =>
  words.replace(BOXED, letterIn).normalize('NFKC').replace(INVISIBLE, '');

/** Zero-width signs, marks that turn the direction of writing, variation selectors, soft hyphens. */
const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
const ACCENTS = /[\u0300-\u036f]/g;
/** So that what stands between words is a small set: RE2 reads a rule many times faster with it. */
const OTHER_SIGNS = /[^\p{L}\p{N}\p{M}\s!-/:-@[-`{-~€’]/gu;
const WORD = /[\p{L}\p{N}]+/gu;
const LATIN = /\p{Script=Latin}/u;
/** Letters that NFKC leaves as they are: white on black circles and squares, and those of flags. */
const BOXED = /[\u{1f150}-\u{1f169}\u{1f170}-\u{1f189}\u{1f1e6}-\u{1f1ff}]/gu;

function letterIn(boxed: string): string {
  const code = boxed.codePointAt(0) ?? 0;
  const first = code >= 0x1f1e6 ? 0x1f1e6 : code >= 0x1f170 ? 0x1f170 : 0x1f150;
  return String.fromCodePoint(0x61 + code - first);
}

/** Cyrillic and Greek letters, in lower case and without accents, that look Latin. */
const LOOKALIKES: Readonly<Record<string, string>> = {
  а: 'a',
  в: 'b',
  е: 'e',
  к: 'k',
  м: 'm',
  н: 'h',
  о: 'o',
  р: 'p',
  с: 'c',
  т: 't',
  у: 'y',
  х: 'x',
  і: 'i',
  ј: 'j',
  ѕ: 's',
  һ: 'h',
  ԁ: 'd',
  ԛ: 'q',
  ԝ: 'w',
  α: 'a',
  ε: 'e',
  ι: 'i',
  κ: 'k',
  ν: 'v',
  ο: 'o',
  ρ: 'p',
  τ: 't',
  υ: 'u',
  χ: 'x',
};
