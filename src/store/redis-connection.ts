import type { Redis } from 'ioredis';
import { plainError } from './plain-error.ts';
import { connectClient, type RedisAddress, redisClient } from './redis-address.ts';
import { createRedisCommands, resultOf } from './redis-commands.ts';
import { REDIS_SCRIPTS } from './redis-scripts.ts';
import { refusalOf } from './refusals.ts';
import { hopeless, type RemoteConnection, type RemoteOrder, type RemoteOutcome } from './remote-line.ts';
import type { SeenChanges } from './seen-changes.ts';
import { storeFull, storeUnavailable } from './store-errors.ts';

/** Which connection to which start of a server this is. */
interface Session {
  readonly id: string;
  readonly server: string;
}

export interface RedisConnectParts extends RedisAddress {
  readonly processId: string;
  readonly seen: SeenChanges;
  readonly timeoutMs: number;
}

/** A process that wrote nothing for this long is not looked for any more. */
const MARK_SECONDS = 86_400;

/**
 * Opens connections, one after the other. Before a new one is used, Redis drops the one before, so that nothing that was sent over it
 * takes effect any more, and it is looked whether the last change that was answered is still there.
 */
export function createRedisConnect(parts: RedisConnectParts): (signal: AbortSignal) => Promise<RemoteConnection> {
  const { prefix, secrets, processId, seen } = parts;
  const { mark } = createRedisCommands(prefix);
  let last: Session | undefined;

  return async function connect(signal) {
    const client = await redisClient(parts, parts.timeoutMs);
    const giveUp = () => client.disconnect();
    signal.addEventListener('abort', giveUp, { once: true });
    try {
      await connectClient(client, parts);
      const session = await sessionOf(client);
      if (last && last.server === session.server) await dropped(client, last.id);
      seen.check(Number((await client.get(mark(processId))) ?? 0));
      const scripts = await loaded(client);
      last = session;
      return connectionOver(client, scripts, parts);
    } catch (error) {
      client.disconnect();
      if (isRefusal(error)) throw hopeless(refusalOf(plainError(error, secrets)).message);
      throw seen.isOurs(error) ? error : refusalOf(plainError(signal.aborted ? signal.reason : error, secrets));
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
  };
}

async function sessionOf(client: Redis): Promise<Session> {
  const [id, info] = await Promise.all([client.client('ID'), client.info('server')]);
  return { id: String(id), server: /^run_id:(\S+)/m.exec(info)?.[1] ?? '' };
}

/** It may be gone already. */
async function dropped(client: Redis, id: string): Promise<void> {
  await client.call('CLIENT', 'KILL', 'ID', id);
}

type Scripts = Readonly<Record<keyof typeof REDIS_SCRIPTS, string>>;

async function loaded(client: Redis): Promise<Scripts> {
  const load = async (script: string): Promise<string> => String(await client.script('LOAD', script));
  const [write, remove, compareAndSet, page] = await Promise.all([
    load(REDIS_SCRIPTS.write),
    load(REDIS_SCRIPTS.remove),
    load(REDIS_SCRIPTS.compareAndSet),
    load(REDIS_SCRIPTS.page),
  ]);
  return { write, remove, compareAndSet, page };
}

function connectionOver(client: Redis, scripts: Scripts, parts: RedisConnectParts): RemoteConnection {
  const { secrets, seen, prefix, processId } = parts;
  const { commandOf, mark } = createRedisCommands(prefix);
  const broken = Promise.withResolvers<never>();
  broken.promise.catch(() => undefined);
  client.once('end', () => broken.reject(new Error('The connection to Redis broke off')));
  let isAbandoned = false;

  /** Each sending that is under way gives it up. */
  function abandon(reason: Error): void {
    if (isAbandoned) return;
    isAbandoned = true;
    broken.reject(plainError(reason, secrets));
    client.disconnect();
  }

  async function carryOut(orders: readonly RemoteOrder[]): Promise<readonly RemoteOutcome[]> {
    const pipeline = client.pipeline();
    for (const order of orders) {
      const command = commandOf(order);
      if (command.script === 'read') pipeline.mget(...command.keys);
      else pipeline.evalsha(scripts[command.script], command.keys.length, ...command.keys, ...command.values);
    }
    const change = orders.some(isChange) ? seen.next() : undefined;
    if (change !== undefined) pipeline.set(mark(processId), change, 'EX', MARK_SECONDS);
    const answers = (await pipeline.exec()) ?? [];
    const outcomes = orders.map((order, place) => outcomeOf(order, answers[place], secrets));
    if (change !== undefined && answers.at(-1)?.[0] === null) seen.answered(change);
    // A server that became a copy of another, or forgot the scripts, is left for one that can do it.
    if (answers.some(([error]) => error && /^(READONLY|NOSCRIPT|LOADING|MASTERDOWN)/.test(error.message)))
      queueMicrotask(() => abandon(new Error('Redis cannot write any more')));
    return outcomes;
  }

  return {
    carryOut,
    lost: broken.promise,
    abandon,
    async end() {
      await client.del(mark(processId)).catch(() => undefined);
      client.disconnect();
    },
    hold: (isOwed) => void (isOwed ? client.stream?.ref() : client.stream?.unref()),
  };
}

const isChange = ({ step: { kind } }: RemoteOrder): boolean => kind !== 'read' && kind !== 'page';

/** @throws where no answer came. */
function outcomeOf(
  order: RemoteOrder,
  answer: [error: Error | null, result: unknown] | undefined,
  secrets: readonly string[],
): RemoteOutcome {
  const [error, result] = answer ?? [new Error('Redis left out an answer'), undefined];
  if (!error) return { result: resultOf(order, result) };
  if (error.name !== 'ReplyError') throw plainError(error, secrets);
  const cause = plainError(error, secrets);
  return { failure: isFull(cause.message) ? storeFull(cause) : storeUnavailable(cause) };
}

const isFull = (message: string): boolean => message.startsWith('OOM') || message.includes('No space left');

const isRefusal = (error: unknown): boolean =>
  error instanceof Error &&
  /^(WRONGPASS|NOAUTH|NOPERM|ERR (invalid|AUTH|Client sent AUTH|DB index))/.test(error.message);
