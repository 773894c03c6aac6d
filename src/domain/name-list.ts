/** `a`, `a or b`, `a, b or c`. */
export const list = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;

/** Foreign words as a sentence, so that ours can follow. */
export const stopped = (words: string): string => (/[.!?]\s*$/.test(words) ? words.trim() : `${words.trim()}.`);

/** What somebody wrote, as far as it is worth repeating to them: the sentence goes on behind it, and messages have an end. */
export const clip = (words: string, most = 100): string =>
  words.length > most
    ? `${words
        .slice(0, most - 1)
        .toWellFormed()
        .trimEnd()}…`
    : words;
