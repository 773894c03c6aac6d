import { Client, GatewayIntentBits, Options, Partials } from 'discord.js';

const REQUEST_MS = 15_000;

/** A client that only listens: it keeps guilds, channels, roles and itself, which permissions are read from, and nothing else. */
export function openClient({ apiUrl, messageContent }: { apiUrl: string; messageContent: boolean }): Client {
  return new Client({
    intents: [
      GatewayIntentBits.Guilds,
      GatewayIntentBits.GuildMessages,
      GatewayIntentBits.DirectMessages,
      ...(messageContent ? [GatewayIntentBits.MessageContent] : []),
    ],
    // Direct messages come from channels nobody has told of.
    partials: [Partials.Channel],
    shards: 'auto',
    rest: { api: apiUrl, timeout: REQUEST_MS },
    allowedMentions: { parse: [] },
    makeCache: Options.cacheWithLimits({
      ...Options.DefaultMakeCacheSettings,
      ...NOTHING,
      GuildMemberManager: { maxSize: 0, keepOverLimit: ({ id, client }) => id === client.user.id },
      UserManager: { maxSize: 0, keepOverLimit: ({ id, client }) => id === client.user?.id },
    }),
  });
}

const NOTHING = {
  ApplicationCommandManager: 0,
  ApplicationEmojiManager: 0,
  AutoModerationRuleManager: 0,
  BaseGuildEmojiManager: 0,
  GuildBanManager: 0,
  GuildEmojiManager: 0,
  GuildForumThreadManager: Number.POSITIVE_INFINITY,
  GuildInviteManager: 0,
  GuildMessageManager: 0,
  GuildScheduledEventManager: 0,
  GuildStickerManager: 0,
  MessageManager: 0,
  PresenceManager: 0,
  ReactionManager: 0,
  ReactionUserManager: 0,
  StageInstanceManager: 0,
  ThreadMemberManager: 0,
  VoiceStateManager: 0,
  DMMessageManager: 0,
  EntitlementManager: 0,
} as const;
