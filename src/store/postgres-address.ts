import type { ClientConfig } from 'pg';

export interface PostgresAddress {
  /** In the words of pg; `sslmode`, certificates and Unix sockets are its own to read. */
  readonly config: ClientConfig;
  /** Where Easel's tables are; the database's own default unless named. */
  readonly schema: string | undefined;
  /** What must not be shown. */
  readonly secrets: readonly string[];
}

/**
 * Reads `postgres://user:password@host:port/database`, with pg's own parameters and `?schema=`, which keeps several installations in
 * one database apart.
 * @throws {TypeError} where it is no address.
 */
export function postgresAddress(url: string): PostgresAddress {
  const parsed = new URL(url.replace('@/', '@localhost/'));
  const schema = parsed.searchParams.get('schema') ?? undefined;
  const secrets = [parsed.password, decodeURIComponent(parsed.password), parsed.searchParams.get('password') ?? ''];
  return { config: { connectionString: without(url, 'schema') }, schema, secrets: secrets.filter(Boolean) };
}

/** Everything else stays as the operator wrote it. */
const without = (url: string, parameter: string): string =>
  url.replace(new RegExp(`([?&])${parameter}=[^&]*(&?)`), (_, before, after) => (after ? before : ''));
