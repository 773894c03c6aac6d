import { folded } from './content-fold.ts';
import { patternFinder } from './content-pattern.ts';
import { CHECK_RULE, type Fit, type ProviderCheck, type WordRule } from './content-rules.ts';
import { type FindWord, wordFinder } from './content-word.ts';

/** More rules than one tenant may have: the longest unused are forgotten and read anew. */
const REMEMBERED = 2000;
/** What is shown of something found. */
const SHOWN = 60;

export interface FitPlace {
  /** Only for adults, by the platform's own mark. */
  readonly ageRestricted: boolean;
}

/** Which rules fit what somebody said. Rules are read once and remembered. */
export function createWordMatcher() {
  const finders = new Map<string, FindWord>();

  return function fitsOf(
    rules: readonly WordRule[],
    said: readonly string[],
    { ageRestricted }: FitPlace,
  ): readonly Fit[] {
    const counted = rules.filter(({ exceptAgeRestricted }) => !(exceptAgeRestricted && ageRestricted));
    if (counted.length === 0) return [];
    const words = { word: folded(said.join('\n')), pattern: said.join('\n') };
    return counted.flatMap((rule) => {
      const found = finderOf(rule)(words[rule.kind]);
      return found === undefined ? [] : [{ rule: rule.id, action: rule.action, what: whatFits(rule, found) }];
    });
  };

  function finderOf({ kind, said }: WordRule): FindWord {
    const name = `${kind} ${said}`;
    const known = finders.get(name) ?? (kind === 'word' ? wordFinder(said) : patternFinder(said));
    finders.delete(name);
    finders.set(name, known);
    const [oldest] = finders.keys();
    if (finders.size > REMEMBERED && oldest !== undefined) finders.delete(oldest);
    return known;
  }
}

function whatFits({ id, kind, said }: WordRule, found: string): string {
  const whole = found.replace(/\s+/g, ' ').trim();
  const shown = clip(whole);
  if (kind === 'pattern') return `"${shown}" fits the pattern ${id}`;
  return whole === folded(said).trim() ? `the word "${shown}"` : `"${shown}", which reads as "${clip(said)}"`;
}

/** What a provider's moderation model said of words or a picture. */
export interface Finding {
  readonly flagged: boolean;
  /** By category, 0 to 1. */
  readonly scores: Readonly<Record<string, number>>;
  /** Categories the provider itself holds against it. */
  readonly categories: readonly string[];
}

/** What a provider's check makes of a finding. */
export function fitOfFinding(check: ProviderCheck, finding: Finding, { ageRestricted }: FitPlace): Fit | undefined {
  const { threshold } = check;
  const held =
    threshold === undefined
      ? finding.flagged
        ? finding.categories
        : []
      : Object.keys(finding.scores).filter((category) => (finding.scores[category] ?? 0) >= threshold);
  const excepted = check.exceptAgeRestricted && ageRestricted;
  const counted = held.filter((category) => !(excepted && category === 'sexual'));
  // A flag without a category still is one.
  const isBare = threshold === undefined && finding.flagged && finding.categories.length === 0;
  if (counted.length === 0 && !isBare) return undefined;
  return {
    rule: CHECK_RULE,
    action: check.action,
    what: `the check of content found ${counted.join(', ') || 'something'}`,
  };
}

function clip(words: string): string {
  const letters = [...words];
  return letters.length <= SHOWN ? words : `${letters.slice(0, SHOWN - 1).join('')}…`;
}
