const LONGEST = 80;

/** Control signs, and those that turn the direction of what follows. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** What a person called a file, as one short line that does nothing. */
export function inertFileName(name: string): string {
  const seen = name.replace(UNSEEN, '').trim();
  const letters = [...seen];
  if (letters.length === 0) return 'picture';
  return letters.length <= LONGEST ? seen : `${letters.slice(0, LONGEST - 1).join('')}…`;
}
