import { readRef, type VersionRef } from './version-ref.ts';

/** More than these nobody sees beside each other. */
const MOST_COMPARED = 4;

/** Where the first version started from. */
export const ORIGINAL = 'original';

const FIRST =
  /^(?:(?:show|zeige?)(?: me| mir)? )?(?:(?:a|the|den|die|einen) )?(?:compare|comparison|differences?|diff|vergleiche?n?|unterschiede?)(?= |$)/iu;
const LAST = /(?: |^)(?:vergleichen|side by side|nebeneinander|im vergleich)$/iu;
const BEFORE_AFTER =
  /^(?:(?:show|zeige?)(?: me| mir)? )?(?:before ?(?:and|&|\/|-| )? ?after|vorher ?(?:und|&|\/|-| )? ?nachher)$/iu;
const AGAINST = / (?:vs\.?|versus|gegen) /iu;

/** What stands between the names and says no more than they do. */
const FILLERS = new Set(
  `and und with mit to zu vs vs. versus against gegen or oder between zwischen of von the die der das den dem a version versions versionen
   v me mir us uns it this that es dies diese current latest newest now aktuelle aktuellen neueste neuesten previous last before
   vorherige vorherigen vorige letzte letzten one ones both beide beides two each other another einander miteinander side by
   nebeneinander show zeig zeige picture pictures bild bilder`.split(/\s+/),
);
const ORIGINALS = /^originals?$|^originale$|^originalbild$/iu;

/**
 * Reads `compare v1 v3`, `v1 und v3 vergleichen`, `compare with v1`, `before/after`.
 * @param words with single spaces, without marks around them.
 * @returns which are compared, none for the newest with what it was made of; `undefined` where it is no such order.
 */
export function readCompared(words: string): readonly VersionRef[] | undefined {
  if (BEFORE_AFTER.test(words)) return [];
  const isOrder = FIRST.test(words) || LAST.test(words) || AGAINST.test(words);
  if (!isOrder) return undefined;
  const named = words.replace(FIRST, '').replace(LAST, '').replace(SPLIT, ' ');
  const refs = [...named.matchAll(TOKEN)].map(([token]) => refOf(token));
  if (refs.includes(undefined)) return undefined;
  const found = refs.flatMap((ref) => (ref && ref !== 'filler' ? [ref] : []));
  const isEnough = FIRST.test(words) || found.length > 0;
  return isEnough && found.length <= MOST_COMPARED ? found : undefined;
}

/** Marks between names; a number keeps its point. */
const SPLIT = /[,;:&+/|–—]|-(?=\s)|\.(?!\d)/gu;
const TOKEN = /(?:v|version )?\d{1,4}(?:\.\d{1,4})?(?:\s?#\s?\d{1,3})?(?=\s|$)|\S+/giu;

function refOf(token: string): VersionRef | 'filler' | undefined {
  if (ORIGINALS.test(token)) return { label: ORIGINAL };
  return readRef(token) ?? (FILLERS.has(token.toLowerCase()) ? 'filler' : undefined);
}
