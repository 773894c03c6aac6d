/** What becomes of a request or a picture that a rule fits: told, hidden until opened, kept until a moderator decides, or refused. */
export const CONTENT_ACTIONS = ['warn', 'spoiler', 'review', 'block'] as const;

export type ContentAction = (typeof CONTENT_ACTIONS)[number];

/** A tenant's own rules about content. */
export interface ContentRules {
  readonly words?: readonly WordRule[];
  readonly check?: ProviderCheck;
  /** So many cases of a person within so many days block the person for so long. */
  readonly escalation?: { readonly cases: number; readonly days: number; readonly blockMs: number };
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

/** A provider's moderation model is asked about prompts and pictures. */
export interface ProviderCheck {
  readonly prompts: boolean;
  readonly pictures: boolean;
  readonly action: ContentAction;
  /** 0 to 1; a category that scores higher fits. Absent: the provider's own flag. */
  readonly threshold?: number;
}
