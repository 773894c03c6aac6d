import { plainError } from './plain-error.ts';
import { drop, openClient, type PostgresParts } from './postgres-session.ts';
import { storeUnavailable } from './store-errors.ts';

const ASK = `SELECT current_setting('fsync') AS fsync, current_setting('full_page_writes') AS pages,
  pg_is_in_recovery() AS copy`;

interface Told {
  readonly fsync: string;
  readonly pages: string;
  readonly copy: boolean;
}

/** Asks Postgres how it keeps what it is given, over a connection of its own. */
export function createPostgresRemarks(parts: PostgresParts) {
  return async function remarks(): Promise<readonly string[]> {
    const client = await openClient(parts);
    const timer = setTimeout(() => drop(client), parts.timeoutMs);
    try {
      await client.connect();
      const [told] = (await client.query<Told>(ASK)).rows;
      await client.end();
      return told ? postgresRemarks(told) : [];
    } catch (error) {
      drop(client);
      throw storeUnavailable(plainError(error, parts.secrets));
    } finally {
      clearTimeout(timer);
    }
  };
}

export function postgresRemarks({ fsync, pages, copy }: Told): readonly string[] {
  const remarks = [];
  if (fsync === 'off' || pages === 'off')
    remarks.push('Postgres may lose everything when its machine stops. Set "fsync = on" and "full_page_writes = on"');
  if (copy) remarks.push('This Postgres is a copy of another and cannot be written to. Name the other one');
  return remarks;
}
