import {
  Client,
  type ClientOptions,
  GatewayIntentBits,
  Options,
  SimpleShardingStrategy,
  type WebSocketOptions,
} from 'discord.js';
import { type Clock, inTime } from '#src/ports/clock.ts';

export interface OpenedClient {
  readonly client: Client;
  /** Ends it for good, whatever it is about to do. */
  close(): Promise<void>;
}

export interface ClientWish {
  readonly apiUrl: string;
  readonly messageContent: boolean;
  readonly clock: Clock;
}

const REQUEST_MS = 15_000;
/** How long Discord is waited for to say goodbye; over a dead connection it never does. */
const GOODBYE_MS = 3000;

/** A client that only listens: it keeps guilds, channels, roles and itself, which permissions are read from, and nothing else. */
export function openClient(wish: ClientWish, more: Partial<ClientOptions> = {}): OpenedClient {
  const connections: Connections[] = [];
  const client = new Client({
    ...optionsOf(wish),
    ...more,
    ws: {
      ...more.ws,
      buildStrategy(manager) {
        connections.push(manager);
        return new SimpleShardingStrategy(manager);
      },
    },
  });
  return {
    client,
    async close() {
      for (const { options } of connections) options.retrieveSessionInfo = never;
      await inTime(client.destroy(), GOODBYE_MS, wish.clock);
    },
  };
}

type Connections = Parameters<NonNullable<WebSocketOptions['buildStrategy']>>[0];

/**
 * A shard that is between two connections is out of reach for `destroy`, and would come back half a second later. Before it
 * connects it asks for its session, and here it waits for that.
 */
const never = (): Promise<never> => new Promise(() => undefined);

function optionsOf({ apiUrl, messageContent }: ClientWish): ClientOptions {
  return {
    intents: [
      GatewayIntentBits.Guilds,
      GatewayIntentBits.GuildMessages,
      GatewayIntentBits.DirectMessages,
      ...(messageContent ? [GatewayIntentBits.MessageContent] : []),
    ],
    shards: 'auto',
    // Whoever opened it tries again, at a pace of its own.
    rest: { api: apiUrl, timeout: REQUEST_MS, retries: 0, rejectOnRateLimit: () => true },
    allowedMentions: { parse: [] },
    makeCache: Options.cacheWithLimits({
      ...Options.DefaultMakeCacheSettings,
      ...NOTHING,
      GuildMemberManager: { maxSize: 0, keepOverLimit: ({ id, client }) => id === client.user.id },
      UserManager: { maxSize: 0, keepOverLimit: ({ id, client }) => id === client.user?.id },
    }),
  };
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
