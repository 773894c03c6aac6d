import type { RuleErrorDetails } from './rule-error-details.ts';
import type { Text } from './text.ts';

/** Every code, with what its sentence needs to know. */
export interface ErrorDetails extends RuleErrorDetails {
  'empty-prompt': Record<never, never>;
  'prompt-too-long': { readonly length: number; readonly limit: number };
  'content-blocked': { readonly stage?: string; readonly categories?: readonly string[] };
  'image-too-large': { readonly name: string; readonly byteLength: number; readonly limitBytes: number };
  'image-type': { readonly name: string; readonly found?: string };
  'image-broken': { readonly name: string };
  'image-animated': { readonly name: string };
  'image-too-many-pixels': {
    readonly name: string;
    readonly width: number;
    readonly height: number;
    readonly limitPixels: number;
  };
  'image-missing': {
    readonly name: string;
    /** It was named as a file of this machine. */
    readonly isFile?: true;
    /** What can be done about it, where that is more than to attach it again. */
    readonly how?: Text;
  };
  'images-refused': { readonly reasons: readonly string[]; readonly of: number };
  'needs-image': {
    /** A message was picked for its pictures. */
    readonly inMessage?: true;
  };
  'too-many-references': {
    readonly count: number;
    readonly limit: number;
    readonly model: string;
    readonly instead: readonly string[];
  };
  'mode-without-mask': { readonly mode: string };
  'too-many-pictures': { readonly count: number; readonly max: number };
  'mask-without-image': Record<never, never>;
  'mask-size': { readonly mask: string; readonly image: string };
  'mask-not-found': { readonly name: string };
  'mask-unreadable': { readonly name: string };
  'region-unknown': { readonly said: string; readonly why: string };
  'nothing-painted': Record<never, never>;
  'all-painted': Record<never, never>;
  'mask-too-large': { readonly byteLength: number; readonly limitBytes: number };
  'count-out-of-range': { readonly count: number; readonly max: number };
  'transparent-needs-alpha': { readonly format: string };
  'option-invalid': { readonly option: string; readonly value: string; readonly allowed: string };
  'unknown-model': { readonly name: string; readonly near: readonly string[] };
  'unknown-version': {
    readonly said: string;
    readonly known: readonly string[];
    /** Other words followed, which may have meant no version at all. */
    readonly before?: true;
  };
  'ambiguous-model': { readonly name: string; readonly near: readonly string[] };
  'model-retired': { readonly model: string; readonly at: string; readonly successor?: string };
  'model-cannot': {
    readonly model: string;
    readonly what: string;
    /** Configured models that can. */
    readonly instead: readonly string[];
    /** Where there is none: models that could, once their provider has a key. */
    readonly withKey: readonly string[];
  };
  'model-off': { readonly model: string };
  'template-invalid': { readonly why: string };
  'unknown-template': { readonly name: string; readonly near: readonly string[] };
  'batch-invalid': { readonly why: string };
  'not-confirmed': Record<never, never>;
  'needs-confirmation': { readonly cost: number; readonly limit: number };
  'no-models': Record<never, never>;
  'not-enough-credits': { readonly cost: number; readonly available: number; readonly moreAt: number };
  'too-many-jobs': { readonly limit: number };
  'not-found': { readonly what: string };
  /** Of a page that was opened from a chat: its link was used, is too old, or is none of ours. */
  'page-over': { readonly how: string };
  'price-changed': { readonly seen: number; readonly cost: number };
  'not-allowed': { readonly what: string };
  'place-forbids': {
    /** By the platform's own names. Empty where Easel is not in the place at all. */
    readonly permissions: readonly string[];
    /** What can be done about it, by the platform's own words. */
    readonly how?: Text;
  };
  'rate-limited': { readonly provider: string };
  unavailable: { readonly provider: string };
  'timed-out': { readonly provider: string; readonly afterMs: number };
  'provider-failed': { readonly provider: string; readonly status?: number };
  'invalid-request': { readonly provider: string; readonly said: string };
  /** `unfetched`: it named an address, and nothing could be had from there. */
  'no-image': { readonly provider: string; readonly unfetched?: true };
  'image-corrupt': { readonly provider: string };
  'outcome-unknown': { readonly provider: string; readonly restarted?: boolean };
  auth: { readonly provider: string };
  quota: { readonly provider: string };
  'model-unavailable': { readonly provider: string; readonly model: string };
  'store-unavailable': Record<never, never>;
  'store-full': Record<never, never>;
  'output-exists': { readonly path: string };
  'output-failed': { readonly path: string; readonly said: string; readonly key: string };
  canceled: Record<never, never>;
  interrupted: Record<never, never>;
  'shutting-down': Record<never, never>;
  internal: Record<never, never>;
}

export type ErrorCode = keyof ErrorDetails;
