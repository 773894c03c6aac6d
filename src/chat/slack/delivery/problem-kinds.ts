import type { ProblemKind } from './problem.ts';

/** Slack's own names, https://docs.slack.dev/reference/methods/chat.postMessage#errors and its neighbours. */
const NAMES: Readonly<Partial<Record<ProblemKind, readonly string[]>>> = {
  'rate-limited': ['ratelimited', 'rate_limited', 'message_limit_exceeded'],
  'not-in-channel': ['not_in_channel', 'ekm_access_denied', 'access_denied', 'team_access_not_granted'],
  'channel-gone': [
    'channel_not_found',
    'is_archived',
    'is_inactive',
    'channel_type_not_supported',
    'external_channel_migrating',
    'cannot_dm_bot',
    'messages_tab_disabled',
    'user_disabled',
    'user_not_found',
    'users_not_found',
    'user_not_in_channel',
    'user_not_visible',
    'org_user_not_in_team',
    'invalid_user_combination',
  ],
  'thread-gone': ['thread_not_found', 'cannot_reply_to_message'],
  'message-gone': ['message_not_found'],
  'file-gone': ['file_not_found', 'file_deleted'],
  'expired-trigger': [
    'expired_trigger_id',
    'trigger_expired',
    'trigger_exchanged',
    'exchanged_trigger_id',
    'invalid_trigger_id',
  ],
  'missing-scope': [
    'missing_scope',
    'no_permission',
    'not_allowed_token_type',
    'unknown_method',
    'feature_not_enabled',
  ],
  'token-revoked': ['token_revoked', 'token_expired', 'invalid_auth', 'not_authed', 'account_inactive'],
  'invalid-blocks': ['invalid_blocks', 'invalid_blocks_format'],
  'too-long': ['msg_too_long', 'msg_blocks_too_long', 'file_upload_size_restricted'],
  // Slack says of both that some of it may have been done.
  'outcome-unknown': ['internal_error', 'fatal_error', 'request_timeout', 'service_unavailable'],
};

export const KINDS: ReadonlyMap<string, ProblemKind> = new Map(
  // The keys are those of the table above.
  (Object.entries(NAMES) as [ProblemKind, readonly string[]][]).flatMap(([kind, names]) =>
    names.map((name) => [name, kind] as const),
  ),
);
