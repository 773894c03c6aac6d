import { EaselError } from '#src/domain/errors.ts';
import type { AtomicStorage } from './atomic-storage.ts';
import { createMemoryStorage } from './memory-storage.ts';
import { createPostgresStorage } from './postgres-storage.ts';
import { createRedisStorage } from './redis-storage.ts';
import type { StoreLook } from './remote-storage.ts';
import { createSqliteStorage } from './sqlite-storage.ts';
import { storeUnavailable } from './store-errors.ts';

const SERVER = /^(rediss?|postgres(ql)?):/;
const KNOWN = 'sqlite://PATH or memory:// or the address of a server: redis://, rediss://, postgres://, postgresql://';

/** What an operator should know about how a server keeps what it is given: where credits could be lost. */
export async function storeRemarks(databaseUrl: string): Promise<readonly string[]> {
  // A file keeps what it is given, and need not be opened for this.
  if (!SERVER.test(databaseUrl)) return [];
  const told = await storageAt(databaseUrl).look?.();
  return [...(told?.unfit ?? []), ...(told?.remarks ?? [])];
}

/**
 * Looks before anything is kept there. Of a server that cannot be reached just now the first call will tell.
 * @throws {EaselError} `store-unavailable` with the reason, where Easel could not work with it, or only until credits are lost.
 */
export async function refuseUnfitStore(databaseUrl: string): Promise<void> {
  if (!SERVER.test(databaseUrl)) return;
  const told = await storageAt(databaseUrl)
    .look?.()
    .catch(() => undefined);
  if (told && told.unfit.length > 0) throw storeUnavailable(new Error(`${told.unfit.join('. ')}.`));
}

/**
 * Opens the store a `DATABASE_URL` names: `sqlite://` and a path (`sqlite://data/easel.sqlite`, `sqlite:///srv/easel.sqlite`),
 * `redis://`, `rediss://`, `postgres://` or `postgresql://` and a server, or `memory://`, which forgets everything at the end.
 *
 * A file or a server is opened in the background: where that fails, every call rejects with `store-unavailable`.
 *
 * @throws {EaselError} `option-invalid` for any other address.
 */
export function openStorage(databaseUrl: string): AtomicStorage & { close(): Promise<void> } {
  const { storage } = storageAt(databaseUrl);
  return Object.assign(storage, { close: () => storage.disconnect() });
}

interface Opened {
  readonly storage: AtomicStorage;
  readonly look?: () => Promise<StoreLook>;
}

function storageAt(databaseUrl: string): Opened {
  const { scheme, path } = /^(?<scheme>[a-z0-9+.-]+):\/\/(?<path>.*)$/is.exec(databaseUrl)?.groups ?? {};
  if (scheme === 'memory' && path === '') return { storage: createMemoryStorage() };
  // SQLite's own name for a database in memory would otherwise become a file of that name, or many databases.
  if (scheme === 'sqlite' && path && path !== ':memory:') return { storage: createSqliteStorage(path) };
  const server = scheme && path ? serverAt(scheme, databaseUrl) : undefined;
  if (server) return server;
  // Only the scheme is shown: an address may carry a password.
  throw new EaselError('option-invalid', {
    option: 'DATABASE_URL',
    value: scheme === undefined ? '(no scheme)' : `${scheme}://…`,
    allowed: KNOWN,
  });
}

/** Nothing where it cannot be read; what is wrong with it would repeat the address. */
function serverAt(scheme: string, databaseUrl: string): Opened | undefined {
  try {
    if (/^rediss?$/.test(scheme)) return createRedisStorage(databaseUrl);
    return /^postgres(ql)?$/.test(scheme) ? createPostgresStorage(databaseUrl) : undefined;
  } catch {
    return undefined;
  }
}
