import { isIP } from 'node:net';
import { Redis } from 'ioredis';
import type { Log } from '#src/ports/log.ts';

const CONNECT_MS = 5000;
const COMMAND_MS = 2000;
const LONGEST_PAUSE_MS = 1000;

/** Connections of the queue to one Redis. */
export interface RedisClients {
  /** Gives up soon where Redis is gone, so that somebody who asks is told. */
  readonly quick: Redis;
  /** Waits as long as Redis is gone: for work that goes on by itself. */
  readonly patient: Redis;
  /** Hears what is published. */
  readonly listening: Redis;
  /** From here on it is logged where Redis is lost; who asks once is told by the answer. */
  watch(): void;
  close(): void;
}

export function openRedisClients(url: string, log: Log): RedisClients {
  const shared = {
    connectionName: 'easel-queue',
    // A command that only reads credits has no use for it.
    lazyConnect: true,
    connectTimeout: CONNECT_MS,
    retryStrategy: (times: number) => Math.min(times * 50, LONGEST_PAUSE_MS),
    ...serverName(url),
  };
  const clients = {
    quick: new Redis(url, { ...shared, commandTimeout: COMMAND_MS, maxRetriesPerRequest: 1 }),
    patient: new Redis(url, { ...shared, maxRetriesPerRequest: null }),
    listening: new Redis(url, { ...shared, maxRetriesPerRequest: null }),
  };
  const tell = sayOnce(log);
  for (const client of Object.values(clients)) {
    client.on('error', tell.lost);
    client.on('ready', tell.back);
  }
  return {
    ...clients,
    watch: tell.watch,
    close() {
      for (const client of Object.values(clients)) client.disconnect();
    },
  };
}

/** Of a server with several names, which the client does not tell by itself. Numbers are none. */
function serverName(url: string): { readonly tls?: { readonly servername: string } } {
  const { protocol, hostname } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  return protocol === 'rediss:' && isIP(host) === 0 ? { tls: { servername: host } } : {};
}

/** Each try to connect fails anew while Redis is gone; once is enough to read of it. */
function sayOnce(log: Log) {
  let isLost = false;
  let isWatched = false;
  return {
    watch(): void {
      isWatched = true;
    },
    lost(error: Error): void {
      if (!isLost && isWatched)
        log.error({ err: error }, 'The queue cannot reach Redis: new work is refused until it is back');
      isLost = isWatched;
    },
    back(): void {
      if (isLost) log.info({}, 'The queue reaches Redis again');
      isLost = false;
    },
  };
}
