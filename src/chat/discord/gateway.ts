import { type Client, GatewayCloseCodes, Status } from 'discord.js';
import type { Clock } from '#src/ports/clock.ts';
import type { Log } from '#src/ports/log.ts';
import { type ChannelFacts, channelFacts } from './channel-facts.ts';
import { connectClient, type GatewayEvents, listenTo, logConnection } from './connect-client.ts';
import type { ConnectionState, Identity } from './connection-state.ts';
import { openClient } from './open-client.ts';

export interface GatewayParts {
  readonly token: string;
  /** Without a version; the gateway's own address is asked of it. */
  readonly apiUrl: string;
  /** Asks for the privileged intent. Where Discord does not grant it, the connection goes on without it. */
  readonly messageContent: boolean;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Gateway {
  /** Connects, and goes on trying as long as that can help. Resolves with the first connection, or when it was refused. */
  start(events: GatewayEvents): Promise<void>;
  stop(): Promise<void>;
  state(): ConnectionState;
  identity(): Identity | undefined;
  channelOf(id: string): ChannelFacts | undefined;
  /** The role that Discord made for the bot in a guild. */
  botRoleOf(guildId: string): string | undefined;
  /** Whether plain messages can be read. */
  readsMessages(): boolean;
}

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 60_000;
const UP = new Set([Status.Ready, Status.WaitingForGuilds]);

const WHY: Readonly<Record<number, string>> = {
  [GatewayCloseCodes.AuthenticationFailed]:
    'Discord does not know the token. Set DISCORD_TOKEN to the one that the page Bot of your application shows.',
  [GatewayCloseCodes.DisallowedIntents]:
    'Discord does not grant the intents Easel asks for. Look at the page Bot of your application.',
};

/**
 * The connection that events come in by. discord.js resumes sessions, notices dead ones and identifies the shards; here is what
 * it leaves open: a first connection that fails, an intent that is not granted, and saying how things stand.
 */
export function createGateway({ token, apiUrl, clock, log, ...wishes }: GatewayParts): Gateway {
  const stopping = new AbortController();
  let { messageContent } = wishes;
  let client: Client | undefined;
  let identity: Identity | undefined;
  let refused: string | undefined;

  return {
    start,
    state: () => stateOf({ client, identity, refused }),
    identity: () => identity,
    channelOf: (id) => client && channelFacts(client, id),
    botRoleOf: (guildId) => client?.guilds.cache.get(guildId)?.roles.botRoleFor(identity?.botUserId ?? '')?.id,
    readsMessages: () => messageContent,
    async stop() {
      stopping.abort(new Error('Easel stops.'));
      await client?.destroy();
    },
  };

  async function start(events: GatewayEvents): Promise<void> {
    for (let waitMs = FIRST_WAIT_MS; !stopping.signal.aborted; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
      const end = await connect(events);
      if (end.kind === 'connected' || stopping.signal.aborted) return;
      if (end.kind === 'refused') return onRefused(end.code, events);
      log.warn({ err: end.error, againInMs: waitMs }, 'Discord could not be reached; Easel tries again');
      await clock.sleep(waitMs, stopping.signal).catch(() => undefined);
    }
  }

  function connect(events: GatewayEvents) {
    const opened = openClient({ apiUrl, messageContent });
    client = opened;
    listenTo(opened, {
      ...events,
      identity(found) {
        identity = found;
      },
    });
    logConnection(opened, log);
    return connectClient(opened, { token, onRefused: (code) => void onRefused(code, events) });
  }

  /** Without the privileged intent there may be a connection; everything else a person has to mend. */
  async function onRefused(code: number, events: GatewayEvents): Promise<void> {
    if (stopping.signal.aborted) return;
    await client?.destroy();
    if (code === GatewayCloseCodes.DisallowedIntents && messageContent) {
      messageContent = false;
      log.warn({ code }, 'Discord does not grant the Message Content intent; Easel goes on without it');
      return start(events);
    }
    refused = WHY[code] ?? `Discord refuses the connection (${code}).`;
    log.error({ code }, refused);
  }
}

function stateOf({
  client,
  identity,
  refused,
}: {
  client: Client | undefined;
  identity: Identity | undefined;
  refused: string | undefined;
}): ConnectionState {
  if (refused !== undefined) return { kind: 'refused', why: refused };
  if (!client) return { kind: 'off' };
  const { shards } = client.ws;
  const isUp = shards.size > 0 && shards.every(({ status }) => UP.has(status));
  return identity && isUp ? { kind: 'connected', identity, guilds: client.guilds.cache.size } : { kind: 'connecting' };
}
