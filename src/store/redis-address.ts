import { isIP } from 'node:net';
import type { Redis, RedisOptions } from 'ioredis';

/** As the client's constructor takes them. */
type Options = Omit<RedisOptions, 'replyMapping'>;

export interface RedisAddress {
  readonly options: Options;
  /** Before every key of Easel's. */
  readonly prefix: string;
  /** What must not be shown. */
  readonly secrets: readonly string[];
}

const PREFIX = 'easel:';

/**
 * Reads `redis://user:password@host:port/database`, `rediss://…` for TLS. `?prefix=` keeps several installations in one database apart,
 * `?socket=` names a Unix socket.
 * @throws {TypeError} where it is no address.
 */
export function redisAddress(url: string): RedisAddress {
  const { protocol, hostname, port, username, password, pathname, searchParams } = new URL(url);
  const [user, secret] = [decodeURIComponent(username), decodeURIComponent(password)];
  const socket = searchParams.get('socket');
  const host = hostname.replace(/^\[|\]$/g, '') || '127.0.0.1';
  return {
    prefix: searchParams.get('prefix') ?? PREFIX,
    secrets: [secret, password].filter((each) => each !== ''),
    options: {
      ...(socket === null ? { host, port: Number(port || 6379) } : { path: socket }),
      // Numbers are no server name.
      ...(protocol === 'rediss:' && { tls: isIP(host) === 0 ? { servername: host } : {} }),
      ...(user !== '' && { username: user }),
      ...(secret !== '' && { password: secret }),
      db: Number(pathname.slice(1) || 0),
    },
  };
}

/** A client that does nothing by itself: it neither connects again nor sends anything twice. Loaded when it is first needed. */
export async function redisClient({ options }: RedisAddress, timeoutMs: number): Promise<Redis> {
  const { Redis } = await import('ioredis');
  const quiet: Options = {
    ...options,
    connectionName: 'easel',
    lazyConnect: true,
    connectTimeout: timeoutMs,
    retryStrategy: () => null,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
  };
  const client = new Redis(quiet);
  // Whoever waits hears of it; without a listener it would end the process.
  client.on('error', () => undefined);
  return client;
}

/**
 * Connects to the database that the address names: by itself the client would go on in the first one where there is no such.
 * @throws what the server said, which the client tells only its listeners.
 */
export async function connectClient(client: Redis, { options }: RedisAddress): Promise<void> {
  const said: Error[] = [];
  const hear = (error: Error): void => void said.push(error);
  client.on('error', hear);
  try {
    await client.connect();
    if (options.db) await client.select(options.db);
  } catch (error) {
    throw said[0] ?? error;
  } finally {
    client.off('error', hear);
  }
}
