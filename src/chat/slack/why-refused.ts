import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';

/** What Slack says of a token: it is nobody's (any more), or something that passes. */
export type TokenTrouble =
  | { readonly kind: 'refused'; readonly said: string }
  | { readonly kind: 'failed'; readonly trouble: string; readonly retryAfterMs: number };

const REFUSED = new Set([
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'not_allowed_token_type',
  'no_permission',
  'missing_scope',
  'user_removed_from_team',
  'team_disabled',
  'team_access_not_granted',
  'access_denied',
]);

/** Looks at what a call that only proves a token threw. */
export function tokenTrouble(thrown: unknown): TokenTrouble {
  if (thrown instanceof WebAPIPlatformError) {
    const said = thrown.data.error;
    return REFUSED.has(said) ? { kind: 'refused', said } : failed(`Slack says ${said.slice(0, 80)}`);
  }
  if (thrown instanceof WebAPIRateLimitedError) return failed('Slack asks for patience', thrown.retryAfter * 1000);
  if (thrown instanceof WebAPIHTTPError) return failed(`Slack answers ${thrown.statusCode}`);
  if (thrown instanceof WebAPIRequestError) return failed(inWords(thrown.original));
  return failed(thrown instanceof Error ? inWords(thrown) : 'no answer');
}

const failed = (trouble: string, retryAfterMs = 0): TokenTrouble => ({ kind: 'failed', trouble, retryAfterMs });

/** `fetch` says only that it failed; why stands in the cause. */
const inWords = (error: Error): string =>
  (error.cause instanceof Error && error.cause.message) || error.message || error.name;
