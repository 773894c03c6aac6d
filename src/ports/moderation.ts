import type { Entry } from '#src/domain/account.ts';
import type { CreditPolicy } from '#src/domain/policy.ts';
import type { PolicyChange, Subject } from '#src/domain/rules/policy-change.ts';
import type { RuleNote } from '#src/domain/rules/standing.ts';
import type { TenantPolicy } from '#src/domain/rules/tenant-policy.ts';
import type { Text } from '#src/domain/text.ts';
import type { Balance } from './credit-ledger.ts';

/**
 * What moderators of one tenant decide and see. Every change is kept with who, when and why. Amounts are whole credits, times epoch
 * milliseconds, money millionths of a US dollar.
 *
 * Every call throws `not-allowed` where no moderator asks, and `store-unavailable` where the store cannot be reached.
 */
export interface Moderation {
  policy(): Promise<PolicyState>;
  /**
   * Changes several things at once, or none.
   * @param basedOn the revision the moderator looked at: where one of the same things was changed since, nothing is.
   * @throws {EaselError} `option-invalid` where a value makes no sense; `changed-meanwhile`.
   */
  change(
    changes: readonly PolicyChange[],
    why: { readonly reason: string; readonly basedOn?: number },
  ): Promise<PolicyState>;
  /** The newest first. */
  revisions(limit: number): Promise<readonly PolicyRevision[]>;
  /**
   * Makes everything that revision decided what it was before it, as a revision of its own; what others decided stays.
   * @throws {EaselError} `not-found`; `changed-meanwhile` where a later revision decided one of the same things.
   */
  undo(revision: number, reason: string): Promise<PolicyState>;
  /** Where somebody stands, and by which rules. */
  person(personId: string, channelId?: string): Promise<PersonState>;
  /**
   * Grants to everybody the subject means: of a role or of everyone, those Easel has met. Where the store fails in between, it is not
   * whole, and goes on by itself within the hour.
   * @throws {EaselError} `option-invalid` for an amount that is no whole number from 1 to 1,000,000, or an end in the past.
   */
  grant(
    subject: Subject,
    amount: number,
    why: { readonly reason: string; readonly expiresAt?: number },
  ): Promise<{ readonly people: number; readonly isWhole: boolean }>;
  /** Fills allowances up again as at the period's begin. */
  reset(subject: Subject, reason: string): Promise<{ readonly people: number; readonly credits: number }>;
  /** Stops new calls of providers within a second, on every process; of what runs, too, where `cancelRunning`. */
  pause(why: {
    readonly reason: string;
    readonly cancelRunning: boolean;
  }): Promise<{ readonly waiting: number; readonly running: number }>;
  /** @returns whether it was paused. */
  resume(): Promise<boolean>;
  state(): Promise<TenantState>;
  usage(asked: {
    readonly days: number;
    readonly personId?: string;
    readonly channelId?: string;
  }): Promise<UsageReport>;
  /** The newest movements and decisions about a subject, newest first. */
  audit(subject: Subject, limit: number): Promise<readonly AuditLine[]>;
  /**
   * Every movement of the last days, as CSV (RFC 4180) that no spreadsheet takes for formulas. Where there are more than a chat takes,
   * it ends early, and `isWhole` tells.
   */
  auditCsv(
    subject: Subject,
    days: number,
  ): Promise<{ readonly csv: string; readonly rows: number; readonly isWhole: boolean }>;
  /** What would become of a request, by which rule; nothing is held or sent. */
  trial(asked: {
    readonly personId: string;
    readonly channelId: string;
    readonly prompt: string;
    readonly options: Readonly<Record<string, string | number>>;
  }): Promise<Trial>;
  /** Replays the last days under a changed policy. */
  whatIf(changes: readonly PolicyChange[], days: number): Promise<WhatIf>;
}

export interface PolicyState {
  readonly revision: number;
  readonly policy: TenantPolicy;
  /** What holds where the policy says nothing. */
  readonly defaults: CreditPolicy;
  /** What it does that may not have been meant, such as a channel in which no model is allowed. */
  readonly warnings: readonly Text[];
}

export interface PolicyRevision {
  readonly revision: number;
  readonly at: number;
  /** Ids of the moderator, and what they are called. */
  readonly by: string;
  readonly byName: string;
  readonly reason: string;
  /** What changed, from what to what. */
  readonly changes: readonly Text[];
}

export interface PersonState {
  readonly personId: string;
  readonly name: string | undefined;
  readonly balance: Balance;
  readonly because: readonly RuleNote[];
  readonly blocked?: { readonly reason: string; readonly by: string; readonly until?: number };
  readonly entries: readonly Entry[];
}

export interface TenantState {
  readonly paused?: { readonly by: string; readonly at: number; readonly reason: string; readonly everywhere: boolean };
  readonly running: number;
  readonly waiting: number;
  readonly today: UsageTotals;
  readonly period: UsageTotals;
  readonly budget?: { readonly usdMicros: number; readonly spentUsdMicros: number; readonly endsAt: number };
  readonly tenantCredits?: Balance;
  readonly top: readonly { readonly personId: string; readonly credits: number; readonly pictures: number }[];
  readonly blocked: number;
  readonly openCases: number;
}

export interface UsageTotals {
  readonly requests: number;
  readonly pictures: number;
  readonly credits: number;
  readonly usdMicros: number;
  readonly refused: number;
}

export interface UsageReport {
  readonly totals: UsageTotals;
  /** Oldest first, none left out; `YYYY-MM-DD` in the tenant's time zone. */
  readonly byDay: readonly (UsageTotals & {
    readonly day: string;
    readonly byModel: readonly { readonly modelId: string; readonly credits: number }[];
  })[];
  /** The most first. */
  readonly byModel: readonly (UsageTotals & { readonly modelId: string })[];
  readonly byPerson: readonly (UsageTotals & { readonly personId: string; readonly name: string | undefined })[];
}

export interface AuditLine {
  readonly at: number;
  /** Whose credits moved, or whom a decision is about. */
  readonly about: string;
  /** Who caused it. */
  readonly actor: string | undefined;
  readonly what: Text;
  readonly amount?: number;
  readonly jobId?: string;
  readonly reason?: string;
}

export interface Trial {
  readonly allowed: boolean;
  /** Why not, as the person would read it. */
  readonly refusal?: Text;
  readonly because: readonly RuleNote[];
  readonly modelId?: string;
  readonly costCredits?: number;
  readonly costUsdMicros?: number;
  readonly left?: number;
  readonly warnings: readonly Text[];
}

export interface WhatIf {
  readonly days: number;
  /** What it came to. */
  readonly before: UsageTotals;
  /** What it would have come to. */
  readonly after: UsageTotals;
  /** People who would have been refused more or less often, the most changed first. */
  readonly changed: readonly { readonly personId: string; readonly before: UsageTotals; readonly after: UsageTotals }[];
}
