import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';
import { z } from 'zod';
import { EaselError } from '#src/domain/errors.ts';
import { scrub } from '#src/net/scrub.ts';

const SLACK = { provider: 'Slack' } as const;
const SECOND_MS = 1000;

/** The token is nobody's, nobody's any more, or of another kind. */
const TOKEN_REFUSED: readonly string[] = [
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'not_allowed_token_type',
  'no_permission',
  'invalid_client_id',
  'bad_client_secret',
];

/** What asking Slack about the app can end with, as one of the family. Whose problem it is shows in code and blame. */
export function registrationError(thrown: unknown): EaselError {
  if (thrown instanceof EaselError) return thrown;
  if (thrown instanceof WebAPIRateLimitedError) {
    return new EaselError('rate-limited', SLACK, { cause: thrown, retryAfterMs: thrown.retryAfter * SECOND_MS });
  }
  if (thrown instanceof WebAPIPlatformError) return refusal(thrown);
  if (thrown instanceof WebAPIRequestError) return new EaselError('unavailable', SLACK, { cause: thrown.original });
  // An answer in another shape, or none of Slack's.
  if (thrown instanceof WebAPIHTTPError || thrown instanceof z.ZodError)
    return new EaselError('provider-failed', SLACK, { cause: thrown });
  return new EaselError('unavailable', SLACK, { cause: thrown });
}

/** Slack's own word for why it refused, where it did. */
export function refusedAs(thrown: unknown): string | undefined {
  const { cause } = registrationError(thrown);
  return cause instanceof WebAPIPlatformError ? cause.data.error : undefined;
}

function refusal(error: WebAPIPlatformError): EaselError {
  const { error: word, needed } = { needed: undefined, ...error.data };
  // What is no JSON stands there as a whole.
  if (!/^[a-z0-9_:]{1,80}$/.test(word)) return new EaselError('provider-failed', SLACK, { cause: error });
  if (TOKEN_REFUSED.includes(word)) return new EaselError('auth', SLACK, { cause: error });
  if (word === 'missing_scope') {
    const what = `do that with this token: it lacks the scope ${scrub(String(needed))}`;
    return new EaselError('not-allowed', { what }, { cause: error, blame: 'operator' });
  }
  return new EaselError('invalid-request', { ...SLACK, said: word }, { cause: error, blame: 'easel' });
}
