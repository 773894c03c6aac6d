const ONE = '(?:one|a|1|einen?)';
const COUNT = '([1-9]|one|a|two|three|four|five|einen?|zwei|drei|vier|f(?:ü|ue)nf)';
const ZURUECK = 'zur(?:ü|ue|u)ck';
const THAT = '(?:it|this|that|(?:(?:the|my) )?last(?: one| step| change| edit)?)';
const DAS = '(?:das|es|dies|die letzte (?:ä|ae)nderung|den letzten schritt)';

const ONE_STEP = [
  `(?:(?:go|step|jump|take (?:it|that)) )?back(?: ${ONE})?(?: steps?)?`,
  `(?:undo|revert|roll back)(?: ${THAT})?`,
  '(?:(?:go back to|back to|use|take) )?(?:the )?previous (?:version|one|picture)',
  `(?:(?:gehe?|mache?|springe?) )?(?:wieder )?${ZURUECK}(?: gehen)?`,
  `(?:(?:mache?|nimm) )?(?:${DAS} )?(?:wieder )?r(?:ü|ue|u)ckg(?:ä|ae|a)ngig(?: machen)?`,
  `(?:(?:nimm|${ZURUECK} zur|zur) )?(?:die )?vor(?:her)?ige version`,
].map(whole);

const SEVERAL_STEPS = [
  `(?:go |step )?back ${COUNT} steps?`,
  `(?:go )?${COUNT} steps? back`,
  `(?:(?:gehe?|mache?|springe?) )?${COUNT} schritte? ${ZURUECK}(?: gehen)?`,
].map(whole);

const NUMBERS: Readonly<Record<string, number>> = {
  two: 2,
  zwei: 2,
  three: 3,
  drei: 3,
  four: 4,
  vier: 4,
  five: 5,
  fünf: 5,
  fuenf: 5,
};

/**
 * Reads `back`, `undo`, `go back two steps`, `zurück`, `mach das rückgängig`.
 * @param words with single spaces, without marks around them.
 * @returns how many steps; `undefined` where it is no such order.
 */
export function readBack(words: string): number | undefined {
  const count = SEVERAL_STEPS.map((pattern) => pattern.exec(words)?.[1]).find((found) => found !== undefined);
  if (count !== undefined) return NUMBERS[count.toLowerCase()] ?? (Number.parseInt(count, 10) || 1);
  return ONE_STEP.some((pattern) => pattern.test(words)) ? 1 : undefined;
}

function whole(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern})$`, 'iu');
}
