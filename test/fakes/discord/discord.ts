import { createServer } from 'node:http';
import { GatewayIntentBits } from 'discord.js';
import { createSystemClock } from '#src/app/system-clock.ts';
import type { Clock } from '#src/ports/clock.ts';
import { until } from '../until.ts';
import { type Control, createControl } from './control.ts';
import { type Gateway, openGateway } from './gateway.ts';
import { judgeTraffic } from './judge-traffic.ts';
import { messagesSeenBy, type SeenMessage } from './people/view.ts';
import { applicationRoutes } from './rest/application.ts';
import { channelRoutes } from './rest/channels.ts';
import { commandRoutes } from './rest/commands.ts';
import { createFaults, type Faults } from './rest/faults.ts';
import { interactionRoutes } from './rest/interactions.ts';
import { createRateLimits, type RateLimits } from './rest/rate-limits.ts';
import { serve } from './rest/serve.ts';
import { threadRoutes } from './rest/threads.ts';
import { createTraffic, type Recorded } from './rest/traffic.ts';
import { webhookRoutes } from './rest/webhooks.ts';
import { createWorld, type PlayedChannel, type PlayedCommand, type PlayedGuild, type World } from './state.ts';
import { addChannel, addGuild, addUser, type GuildWish } from './things.ts';

export interface DiscordOptions {
  /** The machine's own time unless told. */
  readonly clock?: Clock;
  readonly token?: string;
  /** Whether the application was granted to read every message. */
  readonly messageContent?: boolean;
  readonly heartbeatMs?: number;
  /** How many shards Discord recommends. */
  readonly shards?: number;
  /** The first server. */
  readonly guild?: GuildWish;
}

export interface PlayedDiscord extends Control, Faults, Pick<RateLimits, 'limit'> {
  /** For `rest.api` of discord.js. */
  readonly apiUrl: string;
  /** Where the CDN is. */
  readonly origin: string;
  readonly token: string;
  readonly applicationId: string;
  readonly botId: string;
  readonly clock: Clock;
  /** A first server, with a channel in it. */
  readonly guild: PlayedGuild;
  readonly channel: PlayedChannel;
  readonly gateway: Gateway;
  /** Every call of the API so far, as `conform` reads it. */
  readonly traffic: readonly Recorded[];
  /** @throws where a call was not as Discord's own description has it; does nothing, and says so, where there is none. */
  expectConform(): Promise<void>;
  readonly commands: readonly PlayedCommand[];
  /** For what nothing else here gives. */
  readonly world: World;
  messagesSeenBy(
    person: { readonly id: string },
    channel: { readonly id: string },
    withDeleted?: boolean,
  ): SeenMessage[];
  /** Waits for something to be so; looks at each change. @throws after `timeoutMs` (5000) of real time. */
  until<T>(predicate: () => T | undefined | null | false, timeoutMs?: number): Promise<T>;
  close(): Promise<void>;
}

const MESSAGE_CONTENT_FLAG = 1 << 19;

/** Plays Discord on a loopback port: its API, its gateway and its CDN. */
export async function startDiscord(options: DiscordOptions = {}): Promise<PlayedDiscord> {
  const { clock = createSystemClock(), token = 'played.bot.token', messageContent = false } = options;
  const world = createWorld(clock);
  const parts = { token, faults: createFaults(), limits: createRateLimits(clock), traffic: createTraffic() };
  addUser(world, { id: world.application.botId, username: 'easel', bot: true });
  addUser(world, { id: world.application.ownerId, username: 'the-owner' });
  if (messageContent) world.application.flags |= MESSAGE_CONTENT_FLAG;
  const guild = addGuild(world, options.guild ?? {});
  const channel = addChannel(world, { guildId: guild.id, name: 'general' });

  const routes = [
    ...applicationRoutes(world, { shards: options.shards ?? 1, sessionStarts: 1000 }),
    ...commandRoutes(world),
    ...interactionRoutes(world),
    ...webhookRoutes(world),
    ...threadRoutes(world),
    ...channelRoutes(world, messageContent),
  ];
  const answer = serve(world, { ...parts, routes });
  const server = createServer((request, response) => void answer(request, response));
  const grantedIntents = messageContent ? GatewayIntentBits.MessageContent : 0;
  const gateway = openGateway(world, server, { token, heartbeatMs: options.heartbeatMs ?? 41_250, grantedIntents });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  world.origin = originOf(server.address());

  return {
    ...createControl(world, guild),
    fail: parts.faults.fail,
    hold: parts.faults.hold,
    take: parts.faults.take,
    limit: parts.limits.limit,
    apiUrl: `${world.origin}/api`,
    origin: world.origin,
    token,
    applicationId: world.application.id,
    botId: world.application.botId,
    clock,
    guild,
    channel,
    gateway,
    traffic: parts.traffic.list,
    async expectConform() {
      const found = await judgeTraffic(parts.traffic.list);
      if (found.length > 0) throw new Error(`not as Discord describes its API:\n${found.join('\n')}`);
    },
    get commands() {
      return [...world.commands.values()];
    },
    world,
    messagesSeenBy: (person, place, withDeleted) => messagesSeenBy(world, person.id, place.id, withDeleted),
    until: (predicate, timeoutMs) => until(world, predicate, timeoutMs),
    async close() {
      await gateway.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function originOf(address: unknown): string {
  if (typeof address !== 'object' || !address || !('port' in address)) throw new Error('it does not listen');
  return `http://127.0.0.1:${address.port}`;
}
