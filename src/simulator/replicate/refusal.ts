import { reply } from '../reply.ts';

/** An answer that is not the thing asked for, in Replicate's shape. */
export interface Refusal {
  readonly status: number;
  readonly title?: string;
  readonly detail: string;
  /** Seconds. */
  readonly retryAfter?: number;
  readonly invalidFields?: readonly { readonly type: string; readonly field: string; readonly description: string }[];
}

export const isRefusal = <T extends object>(value: T | Refusal): value is Refusal =>
  'status' in value && typeof value.status === 'number' && 'detail' in value;

export const refuse = ({ status, title, detail, retryAfter, invalidFields }: Refusal): Response =>
  reply(
    {
      ...(title !== undefined && { title }),
      detail,
      status,
      ...(retryAfter !== undefined && { retry_after: retryAfter }),
      ...(invalidFields && { invalid_fields: invalidFields }),
    },
    status,
    retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) },
  );

export const unauthenticated = (): Refusal => ({
  status: 401,
  title: 'Unauthenticated',
  detail: 'You did not pass a valid authentication token',
});

export const notFound = (): Refusal => ({ status: 404, detail: 'The requested resource could not be found.' });

export const tooLarge = (): Refusal => ({ status: 413, detail: 'Files must be less than 100MB in size' });

export const unreadable = (): Refusal => ({
  status: 400,
  title: 'Bad request',
  detail: 'The request body could not be read.',
});

/** One field of an input that is wrong; `why` begins with the field's name, as the real service words it. */
export const invalidInput = (field: string, why: string): Refusal => ({
  status: 422,
  title: 'Input validation failed',
  detail: `- ${field}: ${why}\n`,
  invalidFields: [{ type: 'invalid', field, description: why }],
});

export const insufficientCredit = (): Refusal => ({
  status: 402,
  title: 'Insufficient credit',
  detail:
    'You have insufficient credit to run this model. Go to https://replicate.com/account/billing#billing to purchase credit.',
});

export const throttled = (retryAfter: number): Refusal => ({
  status: 429,
  detail: `Request was throttled. Your rate limit resets in ~${retryAfter}s.`,
  retryAfter,
});

export const serverFailed = (): Refusal => ({
  status: 500,
  title: 'Internal server error',
  detail: 'An unexpected error occurred.',
});
