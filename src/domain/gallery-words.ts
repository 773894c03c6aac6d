/** No search goes through more of a prompt than this. */
const LETTERS = 2000;

/** Words as they are searched: without capitals and accents, blanks as one. */
export const foldWords = (words: string): string =>
  words
    .slice(0, LETTERS)
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .trim();

/** Whether folded words have all of the wanted ones in them, in any order, also as parts of longer ones. */
export function haveWords(folded: string, wanted: readonly string[]): boolean {
  return wanted.every((word) => folded.includes(word));
}

/** The single words that somebody looks for. */
export const wantedWords = (words: string): readonly string[] => foldWords(words).split(' ').filter(Boolean);
