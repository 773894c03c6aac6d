/** What becomes of a request or a picture that a rule fits: told, hidden until opened, kept until a moderator decides, or refused. */
export const CONTENT_ACTIONS = ['warn', 'spoiler', 'review', 'block'] as const;

export type ContentAction = (typeof CONTENT_ACTIONS)[number];

/** A tenant's own rules about content. */
export interface ContentRules {
  readonly words?: readonly WordRule[];
  readonly check?: ProviderCheck;
  readonly escalation?: Escalation;
}

/** So many cases of a person within so many days block the person for so long. */
export interface Escalation {
  readonly cases: number;
  readonly days: number;
  readonly blockMs: number;
}

export interface WordRule {
  /** Short, for moderators to name it by. */
  readonly id: string;
  readonly kind: 'word' | 'pattern';
  /** A word is found whole and in any case; a pattern is RE2's language, so no input makes it slow. */
  readonly said: string;
  readonly action: ContentAction;
  /** Does not count in places for adults, where the platform marks those. */
  readonly exceptAgeRestricted?: true;
}

/** What happens where a check that was asked for fails. */
export const CHECK_FAILURES = ['allow', 'refuse'] as const;

/** A provider's moderation model is asked about prompts and pictures. */
export interface ProviderCheck {
  readonly prompts: boolean;
  readonly pictures: boolean;
  readonly action: ContentAction;
  /** 0 to 1; a category that scores at least as high fits. Absent: the provider's own flag. */
  readonly threshold?: number;
  /** Where the check itself fails; refused unless said otherwise. */
  readonly onFailure?: (typeof CHECK_FAILURES)[number];
  /** What is sexual is left alone in places for adults, minors excepted, where the platform marks those. */
  readonly exceptAgeRestricted?: true;
}

/** A rule, or a provider's check, that fits. */
export interface Fit {
  /** Of a word or pattern its id; else `check`. */
  readonly rule: string;
  readonly action: ContentAction;
  /** Half a sentence for people: which word, pattern or category. */
  readonly what: string;
}

export const CHECK_RULE = 'check';

/** The strictest thing that the rules which fit ask for. */
export function strictest(fits: readonly Fit[]): Fit | undefined {
  return fits.toSorted((one, other) => CONTENT_ACTIONS.indexOf(other.action) - CONTENT_ACTIONS.indexOf(one.action))[0];
}
