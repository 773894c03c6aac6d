/** What Slack's reference says a bot token needs for a method: one of these scopes each; none where any token will do. */
export const METHODS: Readonly<Record<string, readonly string[]>> = {
  // The app's own token has its one scope, connections:write.
  'apps.connections.open': [],
  // Since March 2026; before that assistant:write.
  'assistant.threads.setStatus': ['chat:write'],
  'auth.revoke': [],
  'auth.test': [],
  'chat.delete': ['chat:write'],
  'chat.getPermalink': [],
  'chat.postEphemeral': ['chat:write'],
  'chat.postMessage': ['chat:write'],
  'chat.update': ['chat:write'],
  'conversations.info': ['channels:read', 'groups:read', 'im:read', 'mpim:read'],
  'conversations.open': ['im:write'],
  // One of them each, by the kind of the conversation.
  'conversations.history': ['channels:history', 'groups:history', 'im:history', 'mpim:history'],
  'conversations.replies': ['channels:history', 'groups:history', 'im:history', 'mpim:history'],
  'files.completeUploadExternal': ['files:write'],
  'files.delete': ['files:write'],
  'files.getUploadURLExternal': ['files:write'],
  'files.info': ['files:read'],
  'functions.completeError': [],
  'functions.completeSuccess': [],
  'oauth.v2.access': [],
  'usergroups.list': ['usergroups:read'],
  'usergroups.users.list': ['usergroups:read'],
  'users.info': ['users:read'],
  'views.open': [],
  'views.publish': [],
  'views.update': [],
};

/** The scope without which Slack sends an event to nobody; null where it needs none. */
export const EVENTS: Readonly<Record<string, string | null>> = {
  app_home_opened: null,
  app_mention: 'app_mentions:read',
  app_uninstalled: null,
  function_executed: null,
  'message.channels': 'channels:history',
  'message.groups': 'groups:history',
  'message.im': 'im:history',
  'message.mpim': 'mpim:history',
  subteam_members_changed: 'usergroups:read',
  tokens_revoked: null,
};

/**
 * Names that Slack keeps for itself: one of them makes it refuse the whole list of commands.
 * https://slack.com/help/articles/201259356-Use-built-in-slash-commands
 */
export const RESERVED: readonly string[] = [
  ...['active', 'apps', 'archive', 'away', 'call', 'canvas', 'collapse', 'dm', 'dnd', 'expand', 'feed', 'feedback'],
  ...['huddle', 'invite', 'join', 'keys', 'kick', 'leave', 'list', 'me', 'msg', 'mute', 'open', 'part', 'prefs', 'pro'],
  ...['remind', 'remove', 'rename', 'search', 'shortcuts', 'shrug', 'star', 'status', 'topic', 'who'],
];
