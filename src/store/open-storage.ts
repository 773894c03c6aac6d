import { EaselError } from '#src/domain/errors.ts';
import type { AtomicStorage } from './atomic-storage.ts';
import { createMemoryStorage } from './memory-storage.ts';
import { createSqliteStorage } from './sqlite-storage.ts';

const KNOWN = 'sqlite://PATH or memory://';

/**
 * Opens the store a `DATABASE_URL` names: `sqlite://` and a path (`sqlite://data/easel.sqlite`, `sqlite:///srv/easel.sqlite`), or
 * `memory://`, which forgets everything at the end.
 *
 * A file is opened in the background: where that fails, every call rejects with `store-unavailable`.
 *
 * @throws {EaselError} `option-invalid` for any other address.
 */
export function openStorage(databaseUrl: string): AtomicStorage & { close(): Promise<void> } {
  const storage = storageAt(databaseUrl);
  return Object.assign(storage, { close: () => storage.disconnect() });
}

function storageAt(databaseUrl: string): AtomicStorage {
  const { scheme, path } = /^(?<scheme>[a-z0-9+.-]+):\/\/(?<path>.*)$/is.exec(databaseUrl)?.groups ?? {};
  if (scheme === 'memory' && path === '') return createMemoryStorage();
  // SQLite's own name for a database in memory would otherwise become a file of that name, or many databases.
  if (scheme === 'sqlite' && path && path !== ':memory:') return createSqliteStorage(path);
  // Only the scheme is shown: an address may carry a password.
  throw new EaselError('option-invalid', {
    option: 'DATABASE_URL',
    value: scheme === undefined ? '(no scheme)' : `${scheme}://…`,
    allowed: `${KNOWN}; Redis and Postgres are not supported yet`,
  });
}
