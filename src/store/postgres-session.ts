import type { Client } from 'pg';
import { plainError } from './plain-error.ts';
import type { PostgresAddress } from './postgres-address.ts';
import { IS_MADE, POSTGRES_SCHEMA } from './postgres-schema.ts';
import { refusalOf } from './refusals.ts';
import { hopeless } from './remote-line.ts';

export interface PostgresParts extends PostgresAddress {
  readonly timeoutMs: number;
}

/** Less than a statement may take. */
const ENDING_MS = 1000;

/** Which process of the server serves a connection; its number alone is given to others later. */
interface Backend {
  readonly pid: number;
  readonly began: string;
}

/**
 * Opens connections, one after the other. Before a new one is used the server ends what served the one before, so that nothing that
 * was sent over it takes effect any more.
 */
export function createPostgresSessions(parts: PostgresParts): (signal: AbortSignal) => Promise<Client> {
  const { schema, secrets } = parts;
  let last: Backend | undefined;
  let isMade = false;

  return async function session(signal) {
    const client = await openClient(parts);
    const giveUp = () => drop(client);
    signal.addEventListener('abort', giveUp, { once: true });
    try {
      await client.connect();
      await settle(client, schema);
      if (!isMade) await make(client, schema);
      isMade = true;
      if (last) await ended(client, last);
      last = await backendOf(client);
      return client;
    } catch (error) {
      drop(client);
      const plain = refusalOf(plainError(signal.aborted ? signal.reason : error, secrets));
      throw isRefusal(error) ? hopeless(plain.message) : plain;
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
  };
}

/** Loaded when it is first needed. The server gives up a little before we do, and then knows that nothing was done. */
export async function openClient({ config, timeoutMs }: PostgresParts): Promise<Client> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({
    ...config,
    application_name: 'easel',
    connectionTimeoutMillis: timeoutMs,
    statement_timeout: Math.ceil(timeoutMs * 0.8),
    keepAlive: true,
  });
  // Whoever waits hears of it; without a listener it would end the process.
  client.on('error', () => undefined);
  return client;
}

export const drop = (client: Client): void => void client.connection.stream.destroy();

/** An answer means that the disk has it, also where the database's default is otherwise. */
async function settle(client: Client, schema: string | undefined): Promise<void> {
  if (schema !== undefined) await client.query("SELECT set_config('search_path', quote_ident($1), false)", [schema]);
  await client.query(
    "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'",
  );
}

/** One process makes the table, the others wait for it. */
async function make(client: Client, schema: string | undefined): Promise<void> {
  if (!(await client.query<{ made: boolean }>(IS_MADE)).rows[0]?.made) {
    const own = schema === undefined ? '' : `CREATE SCHEMA IF NOT EXISTS ${client.escapeIdentifier(schema)};`;
    await client.query(
      `BEGIN; SELECT pg_advisory_xact_lock(hashtext('easel tables')); ${own} ${POSTGRES_SCHEMA} COMMIT;`,
    );
  }
  await client.query("DELETE FROM easel_processes WHERE at < now() - interval '1 day'");
}

async function backendOf(client: Client): Promise<Backend | undefined> {
  const sql = 'SELECT pid, backend_start::text AS began FROM pg_stat_activity WHERE pid = pg_backend_pid()';
  return (await client.query<{ pid: number; began: string }>(sql)).rows[0];
}

/**
 * Waits until it is gone: it may be in the middle of a commit.
 * @throws where it does not go; what it was sent could still fall upon something newer.
 */
async function ended(client: Client, { pid, began }: Backend): Promise<void> {
  const sql = `SELECT pg_terminate_backend(pid, ${ENDING_MS}) AS gone
    FROM pg_stat_activity WHERE pid = $1 AND backend_start::text = $2`;
  const { rows } = await client.query<{ gone: boolean }>(sql, [pid, began]);
  if (rows.some(({ gone }) => !gone)) throw new Error('The connection before this one is still at work');
}

/** Wrong names and passwords, and what we may not do: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const isRefusal = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && /^(28...|3D000|42501|42P..)$/.test(String(error.code));
