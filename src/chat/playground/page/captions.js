/** `Picture 2 of 4: a red car`, `a red car, picture 2` -> `a red car` */
const withoutNumber = (alt) =>
  alt.replace(/^picture \d+(?: of \d+)?[:,]?\s*/i, '').replace(/,?\s*picture \d+(?: of \d+)?$/i, '');

/** What stands below each picture: nothing where all show the same words, else what each was made from. */
export function captions(alts) {
  const words = alts.map(withoutNumber);
  return new Set(words).size > 1 ? words : [];
}
