import { ERROR_TEXTS } from './error-texts.ts';
import { plainText, type Text, text } from './text.ts';

/** Whose problem it is: what was written, a picture, the service that draws, this place's settings, whoever runs Easel, or Easel. */
export type Blame = 'prompt' | 'image' | 'provider' | 'settings' | 'operator' | 'easel';

/** Every code, with what its sentence needs to know. */
export interface ErrorDetails {
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
  'image-missing': { readonly name: string };
  'images-refused': { readonly reasons: readonly string[]; readonly of: number };
  'needs-image': Record<never, never>;
  'too-many-references': { readonly count: number; readonly limit: number; readonly model: string };
  'mask-without-image': Record<never, never>;
  'mask-size': { readonly mask: string; readonly image: string };
  'mask-not-transparent': { readonly name: string };
  'mask-changes-nothing': { readonly name: string };
  'mask-too-large': { readonly byteLength: number; readonly limitBytes: number };
  'count-out-of-range': { readonly count: number; readonly max: number };
  'transparent-needs-alpha': { readonly format: string };
  'option-invalid': { readonly option: string; readonly value: string; readonly allowed: string };
  'unknown-model': { readonly name: string; readonly near: readonly string[] };
  'ambiguous-model': { readonly name: string; readonly near: readonly string[] };
  'model-retired': { readonly model: string; readonly at: string; readonly successor?: string };
  'model-cannot': { readonly model: string; readonly what: string; readonly instead: readonly string[] };
  'no-models': Record<never, never>;
  'not-enough-credits': { readonly cost: number; readonly available: number; readonly moreAt: number };
  'too-many-jobs': { readonly limit: number };
  'not-found': { readonly what: string };
  'not-allowed': { readonly what: string };
  'rate-limited': { readonly provider: string };
  unavailable: { readonly provider: string };
  'timed-out': { readonly provider: string; readonly afterMs: number };
  'provider-failed': { readonly provider: string; readonly status?: number };
  'invalid-request': { readonly provider: string; readonly said: string };
  'no-image': { readonly provider: string };
  'image-corrupt': { readonly provider: string };
  'outcome-unknown': { readonly provider: string };
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

/** An error as data: what a job keeps of it, what `--raw` prints, what a card shows. */
export interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly blame: Blame;
  readonly charged: boolean;
}

interface More {
  readonly cause?: unknown;
  /** Wait at least this long before asking again; only where asking again is safe. */
  readonly retryAfterMs?: number;
  readonly charged?: boolean;
}

/** The one family of errors. Thrown where the flow breaks, translated once where a foreign error appears. */
export class EaselError<C extends ErrorCode = ErrorCode> extends Error {
  override readonly name = 'EaselError';
  readonly code: C;
  readonly details: ErrorDetails[C];
  readonly blame: Blame;
  /** True only where it is proven that nobody worked on the request, so that repeating it cannot be paid twice. */
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;
  readonly charged: boolean;

  constructor(code: C, details: ErrorDetails[C], more: More = {}) {
    super(plainText(ERROR_TEXTS[code](details)), { cause: more.cause });
    this.code = code;
    this.details = details;
    this.blame = BLAMES[code];
    this.retryable = code === 'rate-limited' || code === 'unavailable';
    this.retryAfterMs = more.retryAfterMs;
    this.charged = more.charged ?? false;
  }
}

/** What a person reads: the sentence for the code, and whether it cost anything. */
export function explain<C extends ErrorCode>(error: EaselError<C>): Text {
  return text(
    ERROR_TEXTS[error.code](error.details),
    error.charged ? ' You were charged for it.' : ' Nothing was charged.',
  );
}

export const toFailure = (error: EaselError): Failure => ({
  code: error.code,
  message: plainText(explain(error)),
  blame: error.blame,
  charged: error.charged,
});

/** Anything thrown, as one of the family; what is not one of ours is `internal` with the original as cause. */
export const asEaselError = (thrown: unknown): EaselError =>
  thrown instanceof EaselError ? thrown : new EaselError('internal', {}, { cause: thrown });

const BLAMES: Readonly<Record<ErrorCode, Blame>> = {
  'empty-prompt': 'prompt',
  'prompt-too-long': 'prompt',
  'content-blocked': 'prompt',
  'image-too-large': 'image',
  'image-type': 'image',
  'image-broken': 'image',
  'image-animated': 'image',
  'image-too-many-pixels': 'image',
  'image-missing': 'image',
  'images-refused': 'image',
  'needs-image': 'image',
  'too-many-references': 'image',
  'mask-without-image': 'image',
  'mask-size': 'image',
  'mask-not-transparent': 'image',
  'mask-changes-nothing': 'image',
  'mask-too-large': 'image',
  'count-out-of-range': 'settings',
  'transparent-needs-alpha': 'settings',
  'option-invalid': 'settings',
  'unknown-model': 'settings',
  'ambiguous-model': 'settings',
  'model-retired': 'settings',
  'model-cannot': 'settings',
  'no-models': 'operator',
  'not-enough-credits': 'settings',
  'too-many-jobs': 'settings',
  'not-found': 'settings',
  'not-allowed': 'settings',
  'rate-limited': 'provider',
  unavailable: 'provider',
  'timed-out': 'provider',
  'provider-failed': 'provider',
  'invalid-request': 'provider',
  'no-image': 'provider',
  'image-corrupt': 'provider',
  'outcome-unknown': 'provider',
  auth: 'operator',
  quota: 'operator',
  'model-unavailable': 'operator',
  'store-unavailable': 'operator',
  'store-full': 'operator',
  'output-exists': 'settings',
  'output-failed': 'settings',
  canceled: 'settings',
  interrupted: 'easel',
  'shutting-down': 'easel',
  internal: 'easel',
};
