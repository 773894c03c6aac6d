import { plainError } from './plain-error.ts';
import { drop, openClient, type PostgresParts } from './postgres-session.ts';
import { refusalOf } from './refusals.ts';
import type { StoreLook } from './remote-storage.ts';
import { storeUnavailable } from './store-errors.ts';

const ASK = `SELECT current_setting('fsync') AS fsync, current_setting('full_page_writes') AS pages,
  pg_is_in_recovery() AS copy, current_setting('transaction_read_only') AS reading,
  current_setting('server_version_num')::int AS version`;

interface Told {
  readonly fsync: string;
  readonly pages: string;
  readonly copy: boolean;
  readonly reading: string;
  /** Such as 150004 for 15.4. */
  readonly version: number;
}

/** Asks Postgres how it keeps what it is given, over a connection of its own. */
export function createPostgresLook(parts: PostgresParts) {
  return async function look(): Promise<StoreLook> {
    const client = await openClient(parts);
    const timer = setTimeout(() => drop(client), parts.timeoutMs);
    try {
      await client.connect();
      const [told] = (await client.query<Told>(ASK)).rows;
      await client.end();
      return told ? { unfit: postgresUnfit(told), remarks: postgresRemarks(told) } : { unfit: [], remarks: [] };
    } catch (error) {
      drop(client);
      throw storeUnavailable(refusalOf(plainError(error, parts.secrets)));
    } finally {
      clearTimeout(timer);
    }
  };
}

/** Why Easel cannot work with this Postgres. */
export function postgresUnfit({ copy, reading, version }: Told): readonly string[] {
  const unfit = [];
  if (copy) unfit.push('This Postgres is a copy of another and cannot be written to. Name the other one');
  else if (reading === 'on') unfit.push('This Postgres only lets us read. Set "default_transaction_read_only = off"');
  const major = Math.floor(version / 10_000);
  if (major < OLDEST) unfit.push(`This Postgres is ${major}. Easel needs ${OLDEST} or newer`);
  return unfit;
}

const OLDEST = 14;

/** Where it could lose credits. */
export function postgresRemarks({ fsync, pages }: Told): readonly string[] {
  return fsync === 'off' || pages === 'off'
    ? ['Postgres may lose everything when its machine stops. Set "fsync = on" and "full_page_writes = on"']
    : [];
}
