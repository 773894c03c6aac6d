import type { APIInteraction, Client, GatewayMessageCreateDispatchData, GatewayReadyDispatchData } from 'discord.js';
import { DiscordjsError, DiscordjsErrorCodes, Events, GatewayCloseCodes, GatewayDispatchEvents } from 'discord.js';
import type { Log } from '#src/ports/log.ts';
import type { Identity } from './connection-state.ts';

export interface GatewayEvents {
  readonly interaction: (data: APIInteraction) => void;
  readonly message: (data: GatewayMessageCreateDispatchData) => void;
  /** Messages that somebody removed, anybody's. */
  readonly deleted: (messageIds: readonly string[]) => void;
}

export type Attempt =
  | { readonly kind: 'connected' }
  /** Discord wants no such connection: the gateway's close code. */
  | { readonly kind: 'refused'; readonly code: number }
  | { readonly kind: 'failed'; readonly error: unknown };

/** Logs in once. `onRefused` is told when Discord ends a connection that stood, for good. */
export async function connectClient(
  client: Client,
  { token, onRefused }: { token: string; onRefused: (code: number) => void },
): Promise<Attempt> {
  const { promise: refusal, resolve } = Promise.withResolvers<Attempt>();
  let isConnected = false;
  client.on(Events.ShardDisconnect, ({ code }) => {
    if (isConnected) onRefused(code);
    else resolve({ kind: 'refused', code });
  });
  const login = client.login(token).then((): Attempt => ({ kind: 'connected' }), troubleOf);
  const end = await Promise.race([login, refusal]);
  isConnected = end.kind === 'connected';
  if (!isConnected) await client.destroy();
  return end;
}

function troubleOf(error: unknown): Attempt {
  const isWrongToken = error instanceof DiscordjsError && error.code === DiscordjsErrorCodes.TokenInvalid;
  return isWrongToken ? { kind: 'refused', code: GatewayCloseCodes.AuthenticationFailed } : { kind: 'failed', error };
}

/** Reads events raw: discord.js's own objects leave out what Easel needs and cost time before the acknowledgement. */
export function listenTo(
  client: Client,
  events: GatewayEvents & { readonly identity: (identity: Identity) => void },
): void {
  const { ws } = client;
  ws.on(GatewayDispatchEvents.Ready, ({ application, user }: GatewayReadyDispatchData) =>
    events.identity({ applicationId: application.id, botUserId: user.id, botName: user.username }),
  );
  ws.on(GatewayDispatchEvents.InteractionCreate, events.interaction);
  ws.on(GatewayDispatchEvents.MessageCreate, events.message);
  ws.on(GatewayDispatchEvents.MessageDelete, ({ id }: { id: string }) => events.deleted([id]));
  ws.on(GatewayDispatchEvents.MessageDeleteBulk, ({ ids }: { ids: readonly string[] }) => events.deleted(ids));
}

/** The life of a connection, a line each. */
export function logConnection(client: Client, log: Log): void {
  client.on(Events.ClientReady, ({ user, guilds }) =>
    log.info({ bot: user.username, guilds: guilds.cache.size }, 'Discord is connected'),
  );
  client.on(Events.ShardReconnecting, (shard) =>
    log.info({ shard }, 'The connection to Discord broke; Easel takes it up'),
  );
  client.on(Events.ShardResume, (shard, replayed) =>
    log.info({ shard, replayed }, 'The connection to Discord goes on'),
  );
  client.on(Events.ShardError, (err, shard) => log.warn({ err, shard }, 'The connection to Discord has trouble'));
  client.on(Events.Error, (err) => log.warn({ err }, 'discord.js has trouble'));
}
