import type { CreditPolicy } from '#src/domain/policy.ts';
import type { Block, Bounds, PlaceRule } from './tenant-policy.ts';

/** Somebody somewhere, as a policy looks at them. */
export interface Whereabouts {
  readonly tenantId: string;
  readonly personId: string;
  readonly roles: readonly string[];
  /** Of a thread: its channel's. */
  readonly channelId: string;
  /** Only for adults, by the platform's own mark. */
  readonly ageRestricted?: true;
}

/** What holds for one person in one place at one moment: every layer of policy, put together. */
export interface Standing {
  readonly where: Whereabouts;
  /** Costs, weights, threshold and the person's own allowance, as they hold here. */
  readonly credits: CreditPolicy;
  /** Every request above `credits.confirmAbove` asks first, because the tenant set that; else only one that stands for many. */
  readonly asksEvery: boolean;
  /** Whose midnight periods begin at. */
  readonly timeZone: string;
  readonly qualityWeights: Readonly<Record<string, number>>;
  readonly place: PlaceRule;
  readonly quiet: boolean;
  /** In force at this moment. */
  readonly blocked?: Block;
  readonly running: Bounds;
  readonly perMinute: Bounds;
  /** Who pays, the person first. A request is made only where every one of them can. */
  readonly purses: readonly Purse[];
  /** The tenants whose credits linked people may spend here. */
  readonly lenders: 'any' | readonly string[];
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

/** What rules decide about; the words people read. */
export const RULED = [
  'blocked',
  'quiet',
  'allowance',
  'period',
  'models',
  'modes',
  'pictures',
  'quality',
  'model weights',
  'quality weights',
  'asks first above',
  'running at once',
  'requests a minute',
  "this channel's credits",
  "everybody's credits",
  'budget',
  "everybody's budget",
  'credits of other places',
] as const;

export type Ruled = (typeof RULED)[number];

/** For example: allowance, 100, by the role Supporters. */
export interface RuleNote {
  readonly what: Ruled;
  readonly value: string;
  readonly by: string;
}

/** Whether credits that somebody has in another tenant are spent here. */
export const isLent = ({ lenders }: Pick<Standing, 'lenders'>, tenantId: string): boolean =>
  lenders === 'any' || lenders.includes(tenantId);

/** Which rule decided about something, as a sentence names it. */
export const ruleAbout = ({ because }: Pick<Standing, 'because'>, what: Ruled): string =>
  because.find((note) => note.what === what)?.by ?? 'the rule here';

/** Ids of purses that belong to no person; no tenant's name begins with `#`. */
export const tenantPurse = (tenantId: string): string => `#tenant:${tenantId}`;
export const channelPurse = (tenantId: string, channelId: string): string => `#channel:${tenantId}:${channelId}`;
export const tenantMoney = (tenantId: string): string => `#money:${tenantId}`;
export const ALL_MONEY = '#money';
