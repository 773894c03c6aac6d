import type { ErrorCode, ErrorDetails } from './error-details.ts';
import { ERROR_TEXTS } from './error-texts.ts';
import { plainText, type Text, text } from './text.ts';

/** Whose problem it is: what was written, a picture, the service that draws, this place's settings, whoever runs Easel, or Easel. */
export type Blame = 'prompt' | 'image' | 'provider' | 'settings' | 'operator' | 'easel';

/** An error as data: what a job keeps of it, what `--raw` prints, what a card shows. */
export interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
  /** The message as platforms lay it out, with times in the reader's own zone. */
  readonly text: Text;
  readonly blame: Blame;
  readonly charged: boolean;
}

interface More {
  readonly cause?: unknown;
  /** Wait at least this long before asking again; only where asking again is safe. */
  readonly retryAfterMs?: number;
  readonly charged?: boolean;
  /** Where it is another's problem than the code usually means. */
  readonly blame?: Blame;
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
    this.blame = more.blame ?? BLAMES[code];
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

/** What a person reads where the request that came to this may be in the store all the same, and is gone on with then. */
export function explainForNow<C extends ErrorCode>(error: EaselError<C>): Text {
  return text(
    ERROR_TEXTS[error.code](error.details),
    ' Your request may still be kept; then Easel goes on with it as soon as it can, and nothing is charged before. Ask again if nothing comes within an hour.',
  );
}

/** What goes wrong now and may not in a while; what was to be written may be there all the same. */
export const isStoreTrouble = ({ code }: EaselError): boolean => code === 'store-unavailable' || code === 'store-full';

export function toFailure(error: EaselError): Failure {
  const said = explain(error);
  return { code: error.code, message: plainText(said), text: said, blame: error.blame, charged: error.charged };
}

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
  'mode-without-mask': 'settings',
  'too-many-pictures': 'prompt',
  'mask-without-image': 'image',
  'mask-size': 'image',
  'mask-not-found': 'image',
  'mask-unreadable': 'image',
  'nothing-painted': 'image',
  'all-painted': 'image',
  'region-unknown': 'settings',
  'mask-too-large': 'image',
  'count-out-of-range': 'settings',
  'transparent-needs-alpha': 'settings',
  'option-invalid': 'settings',
  'unknown-model': 'settings',
  'unknown-version': 'settings',
  'ambiguous-model': 'settings',
  'model-retired': 'settings',
  'model-cannot': 'settings',
  'model-off': 'operator',
  'template-invalid': 'settings',
  'unknown-template': 'settings',
  'batch-invalid': 'settings',
  'needs-confirmation': 'settings',
  'not-confirmed': 'settings',
  'no-models': 'operator',
  'not-enough-credits': 'settings',
  'too-many-jobs': 'settings',
  'not-found': 'settings',
  'page-over': 'settings',
  'price-changed': 'settings',
  'place-forbids': 'settings',
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
  paused: 'settings',
  'blocked-person': 'settings',
  'place-quiet': 'settings',
  'rule-forbids': 'settings',
  'no-model-allowed': 'settings',
  'too-fast': 'settings',
  'budget-spent': 'settings',
  'changed-meanwhile': 'settings',
  'content-rule': 'prompt',
  'held-for-review': 'settings',
  'link-refused': 'settings',
  interrupted: 'easel',
  'shutting-down': 'easel',
  internal: 'easel',
};
