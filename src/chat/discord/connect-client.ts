import {
  type APIInteraction,
  type Client,
  DiscordjsError,
  DiscordjsErrorCodes,
  Events,
  GatewayCloseCodes,
  GatewayDispatchEvents,
  type GatewayMessageCreateDispatchData,
  type GatewayReadyDispatchData,
} from 'discord.js';
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
  /** Another attempt may succeed. */
  | { readonly kind: 'failed'; readonly error: unknown };

/** There are more servers, or other shards, than when we asked: asking again mends it. */
const ASK_ANEW = new Set<number>([GatewayCloseCodes.InvalidShard, GatewayCloseCodes.ShardingRequired]);

/** Logs in once. `onLost` is told, once, when a connection that stood was ended by Discord for good. */
export async function connectClient(
  client: Client,
  { token, signal, onLost }: { token: string; signal: AbortSignal; onLost: (how: Attempt) => void },
): Promise<Attempt> {
  const { promise: ended, resolve } = Promise.withResolvers<Attempt>();
  let tell: (how: Attempt) => void = resolve;
  // Each shard says it.
  client.on(Events.ShardDisconnect, ({ code }) => {
    tell(attemptAt(code));
    tell = () => undefined;
  });
  const abort = () => resolve({ kind: 'failed', error: signal.reason });
  signal.addEventListener('abort', abort, { once: true });
  const login = client.login(token).then((): Attempt => ({ kind: 'connected' }), troubleOf);
  const attempt = await Promise.race([login, ended]);
  signal.removeEventListener('abort', abort);
  tell = attempt.kind === 'connected' ? onLost : () => undefined;
  return attempt;
}

const attemptAt = (code: number): Attempt =>
  ASK_ANEW.has(code)
    ? { kind: 'failed', error: new Error(`Discord ended the connection (${code}).`) }
    : { kind: 'refused', code };

function troubleOf(error: unknown): Attempt {
  const isWrongToken = error instanceof DiscordjsError && error.code === DiscordjsErrorCodes.TokenInvalid;
  return isWrongToken ? { kind: 'refused', code: GatewayCloseCodes.AuthenticationFailed } : { kind: 'failed', error };
}

/** An event as it came, before discord.js looks at it. */
interface Packet {
  t: string | null;
  readonly d: unknown;
}

/**
 * Reads events raw, and keeps from discord.js those that only Easel needs. Its objects leave out what Easel reads and cost time
 * before the acknowledgement; and where Discord sends what it does not know yet, it throws and ends the process.
 */
export function listenTo(
  client: Client,
  { identity, interaction, message, deleted }: GatewayEvents & { readonly identity: (identity: Identity) => void },
): void {
  client.ws.on(GatewayDispatchEvents.Ready, ({ application, user }: GatewayReadyDispatchData) =>
    identity({ applicationId: application.id, botUserId: user.id, botName: user.username }),
  );
  const ours = new Map<string | null, (data: never) => void>([
    [GatewayDispatchEvents.InteractionCreate, interaction],
    [GatewayDispatchEvents.MessageCreate, message],
    [GatewayDispatchEvents.MessageDelete, ({ id }: { id: string }) => deleted([id])],
    [GatewayDispatchEvents.MessageDeleteBulk, ({ ids }: { ids: readonly string[] }) => deleted(ids)],
    [GatewayDispatchEvents.MessageUpdate, () => undefined],
  ]);
  client.on(Events.Raw, (packet: Packet) => {
    const take = ours.get(packet.t);
    if (!take) return;
    packet.t = null;
    // Discord sends with each event what its types say; whoever takes it reads it with care all the same.
    take(packet.d as never);
  });
}
