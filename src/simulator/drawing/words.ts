/** The words of a prompt as the drawing looks them up: lower case, plain `s` endings also without it. */
export function wordsOf(prompt: string): ReadonlySet<string> {
  const words = prompt.toLowerCase().match(/\p{L}+/gu) ?? [];
  return new Set(words.flatMap((word) => (word.length > 3 && word.endsWith('s') ? [word, word.slice(0, -1)] : [word])));
}
