import type { ErrorCode } from '#src/domain/error-details.ts';
import type { Blame, Failure } from '#src/domain/errors.ts';

type Status = 400 | 402 | 403 | 404 | 409 | 413 | 415 | 429 | 500 | 502 | 503;

/** The HTTP status that tells a program what the error's sentence tells a person. */
export const statusOf = ({ code, blame }: Pick<Failure, 'code' | 'blame'>): Status => BY_CODE[code] ?? BY_BLAME[blame];

const BY_CODE: Readonly<Partial<Record<ErrorCode, Status>>> = {
  'not-enough-credits': 402,
  'budget-spent': 402,
  'not-allowed': 403,
  'blocked-person': 403,
  'place-quiet': 403,
  'rule-forbids': 403,
  'no-model-allowed': 403,
  'held-for-review': 403,
  'changed-meanwhile': 409,
  'place-forbids': 403,
  'not-found': 404,
  'page-over': 404,
  'price-changed': 409,
  canceled: 409,
  'unknown-model': 404,
  'model-off': 404,
  'ambiguous-model': 404,
  'unknown-template': 404,
  'image-too-large': 413,
  'image-type': 415,
  'too-many-jobs': 429,
  'too-fast': 429,
  'rate-limited': 429,
  unavailable: 503,
  paused: 503,
  interrupted: 503,
  'shutting-down': 503,
};

const BY_BLAME: Readonly<Record<Blame, Status>> = {
  prompt: 400,
  image: 400,
  settings: 400,
  provider: 502,
  operator: 503,
  easel: 500,
};
