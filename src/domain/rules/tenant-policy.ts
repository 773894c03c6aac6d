import type { Mode } from '#src/domain/mode.ts';
import type { Period } from '#src/domain/period.ts';
import type { ContentRules } from './content-rules.ts';

/**
 * What the moderators of a tenant decided, as data. What is absent is as whoever runs Easel set it for all tenants. Ids are the
 * platform's own; amounts whole credits; times epoch milliseconds.
 */
export interface TenantPolicy {
  /** IANA name, such as `Europe/Berlin`; periods begin at its midnight. */
  readonly timeZone?: string;
  readonly period?: Period;
  /** What each person has in a period. */
  readonly allowance?: number;
  /** By role or user group; of several the highest allowance wins, over the one of everybody. */
  readonly roles?: Readonly<Record<string, RoleRule>>;
  /** By person; wins over every role. */
  readonly people?: Readonly<Record<string, PersonRule>>;
  /** By channel; threads belong to their channel. */
  readonly channels?: Readonly<Record<string, ChannelRule>>;
  /** What holds in every channel; a channel's own rule narrows it further. */
  readonly everywhere?: PlaceRule;
  /** What all people together have in a period. */
  readonly tenantAllowance?: number;
  /** By model id; replaces the catalogue's weight. */
  readonly weights?: Readonly<Record<string, number>>;
  /** By quality word; replaces the model's own weight of that quality. */
  readonly qualityWeights?: Readonly<Record<string, number>>;
  /** Every request that costs more asks first. */
  readonly confirmAbove?: number;
  /** Jobs at the same time. */
  readonly running?: Bounds;
  /** Requests a minute. */
  readonly perMinute?: Bounds;
  readonly budget?: MoneyBudget;
  /** Whether credits that people have in other places, by `/link`, are spent here. */
  readonly linked?: boolean;
  /** How long addresses of originals hold. */
  readonly links?: LinkChoice;
  readonly content?: ContentRules;
  /** Where cases and the operator's trouble are told. */
  readonly logChannel?: string;
}

export const LINK_CHOICES = ['expiring', 'public'] as const;

/** `expiring`: for some days. `public`: for whoever has one, for as long as the picture is there. */
export type LinkChoice = (typeof LINK_CHOICES)[number];

export interface RoleRule {
  /** As it was called when it was set: a role that no longer exists is still told by a name. */
  readonly name: string;
  readonly allowance: number;
}

export interface PersonRule {
  readonly allowance?: number;
  readonly blocked?: Block;
}

export interface Block {
  readonly at: number;
  /** Absent: until somebody unblocks. */
  readonly until?: number;
  /** The moderator's id. */
  readonly by: string;
  readonly reason: string;
}

/** What may be made in a place. Absent: no bound. */
export interface PlaceRule {
  /** Ids of models. */
  readonly models?: readonly string[];
  readonly modes?: readonly Mode[];
  /** Pictures of one request. */
  readonly maxCount?: number;
  /** A quality word of any model; no better one is used. */
  readonly maxQuality?: string;
}

export interface ChannelRule extends PlaceRule {
  /** What all people together have in this channel in a period. */
  readonly allowance?: number;
  /** Nothing is made here, and results of other channels are not shared here. */
  readonly quiet?: boolean;
}

export interface Bounds {
  readonly perPerson?: number;
  readonly perTenant?: number;
}

/** Real money of a calendar month, in the tenant's time zone. */
export interface MoneyBudget {
  /** Millionths of a US dollar. */
  readonly usdMicros: number;
  /** Share of it, 0 to 1, from which on the moderators are warned once. */
  readonly warnAt: number;
}

/** Installation-wide: what whoever runs Easel decided for all tenants. */
export interface InstallationPolicy {
  /** Of all tenants together. */
  readonly budget?: MoneyBudget;
  /** What a credit is taken to cost where the provider's price is unknown. */
  readonly assumedUsdMicrosPerCredit: number;
  /** Of everything that no tenant's own zone is for, and of tenants without one; UTC where absent. */
  readonly timeZone?: string;
  readonly tenants?: TenantDefaults;
  /** Whether linked people spend their credits in all of their places, where a tenant does not say. They do unless it is false. */
  readonly linked?: boolean;
  /** Only these tenants lend to each other, whatever they say. */
  readonly linkedTenants?: readonly string[];
}

/**
 * What holds in every tenant. Moderators replace `running`, `perMinute`, `qualityWeights`, `tenantAllowance` and `links` with their own; what
 * costs whoever runs Easel money, `everywhere` and `budget`, they can only narrow.
 */
export type TenantDefaults = Pick<
  TenantPolicy,
  'everywhere' | 'qualityWeights' | 'tenantAllowance' | 'running' | 'perMinute' | 'budget' | 'links'
>;
