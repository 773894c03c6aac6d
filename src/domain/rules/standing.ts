import type { CreditPolicy } from '#src/domain/policy.ts';
import type { Block, Bounds, PlaceRule } from './tenant-policy.ts';

/** Somebody somewhere, as a policy looks at them. */
export interface Whereabouts {
  readonly tenantId: string;
  readonly personId: string;
  readonly roles: readonly string[];
  /** Of a thread: its channel's. */
  readonly channelId: string;
}

/** What holds for one person in one place at one moment: every layer of policy, put together. */
export interface Standing {
  readonly where: Whereabouts;
  /** Costs, weights, threshold and the person's own allowance, as they hold here. */
  readonly credits: CreditPolicy;
  readonly qualityWeights: Readonly<Record<string, number>>;
  readonly place: PlaceRule;
  readonly quiet: boolean;
  /** In force at this moment. */
  readonly blocked?: Block;
  readonly running: Bounds;
  readonly perMinute: Bounds;
  /** Who pays, the person first. A request is made only where every one of them can. */
  readonly purses: readonly Purse[];
  /** Which rule decided what, the decisive one first, for people to read. */
  readonly because: readonly RuleNote[];
}

export interface Purse {
  readonly accountId: string;
  readonly of: 'person' | 'channel' | 'tenant' | 'tenant-money' | 'all-money';
  /** Whole credits, or millionths of a US dollar. */
  readonly unit: 'credits' | 'usd-micros';
  readonly allowance: number;
  readonly period: string;
  readonly endsAt: number;
  /** Share of a money budget, 0 to 1, from which on it is told. */
  readonly warnAt?: number;
}

/** For example: allowance, 100, by the role Supporters. */
export interface RuleNote {
  readonly what: string;
  readonly value: string;
  readonly by: string;
}

/** Ids of purses that belong to no person; no tenant's name begins with `#`. */
export const tenantPurse = (tenantId: string): string => `#tenant:${tenantId}`;
export const channelPurse = (tenantId: string, channelId: string): string => `#channel:${tenantId}:${channelId}`;
export const tenantMoney = (tenantId: string): string => `#money:${tenantId}`;
export const ALL_MONEY = '#money';
