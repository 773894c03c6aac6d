import type { Period } from './period.ts';

/** What a request costs and how much people have, as the operator set it. All amounts are whole credits. */
export interface CreditPolicy {
  readonly allowance: number;
  readonly period: Period;
  readonly costs: { readonly textToImage: number; readonly imageToImage: number };
  /** By model id; replaces the catalogue's weight. */
  readonly weights: Readonly<Record<string, number>>;
  /** A batch that costs more is only made after the person has said so. */
  readonly confirmAbove: number;
}

/** Bounds on what a person may send or keep waiting. */
export interface Limits {
  /** In characters. */
  readonly promptLength: number;
  /** Each reference, in bytes as sent. */
  readonly referenceBytes: number;
  /** Each reference, before it is decoded. */
  readonly referencePixels: number;
  readonly waitingPerPerson: number;
  /** The same of a key of the HTTP API, behind which many people may be. */
  readonly waitingPerKey: number;
  /** How many jobs of such a key run at once, where no tenant's rule says it. */
  readonly runningPerKey: number;
  /** Pictures of one request, all its prompts together. */
  readonly pictures: number;
}

export const DEFAULT_CREDIT_POLICY: CreditPolicy = {
  allowance: 40,
  period: 'day',
  costs: { textToImage: 2, imageToImage: 4 },
  weights: {},
  confirmAbove: 20,
};

export const DEFAULT_LIMITS: Limits = {
  promptLength: 2000,
  referenceBytes: 5 * 1_048_576,
  referencePixels: 25_000_000,
  waitingPerPerson: 10,
  waitingPerKey: 1000,
  runningPerKey: 16,
  pictures: 40,
};
