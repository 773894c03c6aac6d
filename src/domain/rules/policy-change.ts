import type { Period } from '#src/domain/period.ts';
import type { ContentRules } from './content-rules.ts';
import type { Bounds, LinkChoice, MoneyBudget, PlaceRule } from './tenant-policy.ts';

/** Whom a moderator's command is about. */
export type Subject =
  | { readonly kind: 'person'; readonly id: string }
  | { readonly kind: 'role'; readonly id: string; readonly name: string }
  | { readonly kind: 'channel'; readonly id: string }
  /** Each person. */
  | { readonly kind: 'everyone' }
  /** All people together. */
  | { readonly kind: 'tenant' };

/** One decision of a moderator. `undefined` takes a rule away, so that the next wider one holds again. */
export type PolicyChange =
  | { readonly kind: 'allowance'; readonly subject: Subject; readonly amount: number | undefined }
  | { readonly kind: 'period'; readonly period: Period | undefined }
  | { readonly kind: 'time-zone'; readonly timeZone: string | undefined }
  | { readonly kind: 'block'; readonly personId: string; readonly reason: string; readonly until?: number }
  | { readonly kind: 'unblock'; readonly personId: string }
  /** Without a channel: everywhere. Only the named fields change. */
  | { readonly kind: 'place'; readonly channelId?: string; readonly rule: PlaceRuleChange }
  | {
      readonly kind: 'weight';
      readonly of: 'model' | 'quality';
      readonly name: string;
      readonly weight: number | undefined;
    }
  | { readonly kind: 'confirm-above'; readonly amount: number | undefined }
  | { readonly kind: 'running' | 'per-minute'; readonly bounds: BoundsChange }
  | { readonly kind: 'budget'; readonly budget: MoneyBudget | undefined }
  | { readonly kind: 'linked'; readonly linked: boolean | undefined }
  | { readonly kind: 'links'; readonly links: LinkChoice | undefined }
  | { readonly kind: 'content'; readonly content: ContentRules | undefined }
  | { readonly kind: 'log-channel'; readonly channelId: string | undefined };

type Undefinable<T> = { readonly [K in keyof T]?: T[K] | undefined };

export type PlaceRuleChange = Undefinable<PlaceRule & { readonly quiet?: boolean }>;

export type BoundsChange = Undefinable<Bounds>;
