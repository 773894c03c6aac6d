import type { Config } from '#src/config/config.ts';

/** What the store is and where, for eyes: without user and password. */
export function storeName({ databaseUrl, dataDir }: Pick<Config, 'databaseUrl' | 'dataDir'>): string {
  const [scheme = ''] = databaseUrl.split(':');
  if (scheme === 'sqlite') return `SQLite in ${dataDir}`;
  if (scheme === 'memory') return 'memory, forgotten at the end';
  const { hostname, port, pathname } = new URL(databaseUrl.replace('@/', '@localhost/'));
  const what = scheme.startsWith('redis') ? 'Redis' : 'Postgres';
  return `${what} at ${hostname}${port && `:${port}`}${pathname.length > 1 ? pathname : ''}`;
}
