/** What the rules of a place refuse, with what each sentence needs to know. `by` is a rule as a `RuleNote` names it. */
export interface RuleErrorDetails {
  paused: {
    /** By whoever runs Easel, for all its tenants. */
    readonly everywhere: boolean;
    readonly reason?: string;
  };
  'blocked-person': { readonly until?: number; readonly reason: string };
  'place-quiet': Record<never, never>;
  'rule-forbids': {
    /** What was asked for, such as `the model atelier/able`. */
    readonly what: string;
    readonly by: string;
    readonly allowed: readonly string[];
  };
  'no-model-allowed': { readonly by: string };
  'too-fast': { readonly perMinute: number; readonly moreAt: number; readonly of: 'person' | 'tenant' };
  'budget-spent': {
    readonly of: 'channel' | 'tenant' | 'tenant-money' | 'all-money';
    readonly moreAt: number;
    /** Whole credits; never of money, whose amounts members do not read. */
    readonly available?: number;
  };
  'changed-meanwhile': {
    /** What the other moderator is called. */
    readonly by: string;
    readonly what: string;
    /** The number of the change that was to be taken back. */
    readonly undoing?: number;
  };
  'content-rule': {
    readonly rule: string;
    readonly appeal: boolean;
    /** Whether other words would help; they do, unless it says no. */
    readonly reword?: false;
    /** It was one too many: from now on the person may ask for nothing. */
    readonly blockedUntil?: number;
  };
  'held-for-review': Record<never, never>;
  'link-refused': { readonly why: string };
}
