import { type Client, type ClientOptions, GatewayCloseCodes, Status } from 'discord.js';
import type { Clock } from '#src/ports/clock.ts';
import type { Log } from '#src/ports/log.ts';
import { botRoleOf, type ChannelFacts, channelFacts } from './channel-facts.ts';
import { type Attempt, connectClient, type GatewayEvents, listenTo } from './connect-client.ts';
import type { ConnectionState, Identity } from './connection-state.ts';
import { logConnection } from './log-connection.ts';
import { type OpenedClient, openClient } from './open-client.ts';
import { untilConnected } from './until-connected.ts';

export interface GatewayParts {
  readonly token: string;
  /** Without a version; the gateway's own address is asked of it. */
  readonly apiUrl: string;
  /** Asks for the privileged intent. Where Discord does not grant it, the connection goes on without it. */
  readonly messageContent: boolean;
  readonly clock: Clock;
  readonly log: Log;
  /** Further options of discord.js. */
  readonly clientOptions?: Partial<ClientOptions>;
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
export function createGateway({ token, apiUrl, clock, log, clientOptions, ...wishes }: GatewayParts): Gateway {
  const stopping = new AbortController();
  const { signal } = stopping;
  const known: Known = {};
  let { messageContent } = wishes;
  let opened: OpenedClient | undefined;

  return {
    start,
    state: () => (signal.aborted ? { kind: 'off' } : stateOf(opened?.client, known)),
    identity: () => known.identity,
    channelOf: (id) => opened && channelFacts(opened.client, id),
    botRoleOf: (guildId) => opened && botRoleOf(opened.client, guildId),
    readsMessages: () => messageContent,
    async stop() {
      stopping.abort(new Error('Easel stops.'));
      await opened?.close();
    },
  };

  function start(events: GatewayEvents): Promise<void> {
    const onTrouble = (trouble: string) => Object.assign(known, { trouble });
    return untilConnected({ connect: () => connect(events), goesOnAfter, onTrouble, clock, signal, log });
  }

  async function connect(events: GatewayEvents): Promise<Attempt> {
    const attempted = openClient({ apiUrl, messageContent, clock }, clientOptions);
    opened = attempted;
    listenTo(attempted.client, { ...events, identity: (identity) => Object.assign(known, { identity }) });
    logConnection(attempted.client, log);
    const onLost = (how: Attempt) =>
      void reopen(how, events).catch((err: unknown) => log.error({ err }, 'Discord could not be connected to anew'));
    const attempt = await connectClient(attempted.client, { token, signal, onLost });
    if (attempt.kind === 'connected') delete known.trouble;
    else await attempted.close();
    return attempt;
  }

  /** What stood is over for good; perhaps another connection may stand. */
  async function reopen(how: Attempt, events: GatewayEvents): Promise<void> {
    if (signal.aborted) return;
    await opened?.close();
    if (how.kind === 'refused' && !goesOnAfter(how.code)) return;
    log.warn({ ...how }, 'Discord ended the connection; Easel opens another one');
    await start(events);
  }

  /** Without the privileged intent there may be a connection; everything else a person has to mend. */
  function goesOnAfter(code: number): boolean {
    if (code === GatewayCloseCodes.DisallowedIntents && messageContent) {
      messageContent = false;
      log.warn({ code }, 'Discord does not grant the Message Content intent; Easel goes on without it');
      return true;
    }
    known.refused = WHY[code] ?? `Discord refuses the connection (${code}).`;
    log.error({ code }, known.refused);
    return false;
  }
}

/** What is known beside the connection itself. */
interface Known {
  identity?: Identity;
  refused?: string;
  /** Why the last attempt failed. */
  trouble?: string;
}

function stateOf(client: Client | undefined, { identity, refused, trouble }: Known): ConnectionState {
  if (refused !== undefined) return { kind: 'refused', why: refused };
  if (!client) return { kind: 'off' };
  const { shards } = client.ws;
  const isUp = shards.size > 0 && shards.every(({ status }) => UP.has(status));
  if (identity && isUp) return { kind: 'connected', identity, guilds: client.guilds.cache.size };
  return { kind: 'connecting', ...(trouble !== undefined && { trouble }) };
}
