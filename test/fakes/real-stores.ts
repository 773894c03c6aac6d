import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';

/** A real server that tests may use, each with a corner of its own. */
export interface RealStore {
  readonly name: string;
  /** With its password. */
  readonly url: string;
  /** Why its tests are skipped; nothing where it answers. */
  readonly missing: string | undefined;
  /** An address of an empty corner. What is left in it is cleaned up by `forget`. */
  corner(): string;
  forget(corner: string): Promise<void>;
  /** Takes away what the processes of a corner noted of their changes, as a server does that goes back to older data. */
  lose(corner: string): Promise<void>;
}

export const realRedis: RealStore = await realStore({
  name: 'Redis',
  url: process.env.EASEL_TEST_REDIS_URL ?? 'redis://default:easel-test@127.0.0.1:16379',
  parameter: 'prefix',
  async forget(url, prefix) {
    const { Redis } = await import('ioredis');
    const client = new Redis(url);
    for await (const keys of client.scanStream({ match: `${prefix}*`, count: 1000 }))
      if (keys.length > 0) await client.del(...keys);
    client.disconnect();
  },
  async lose(url, prefix) {
    const { Redis } = await import('ioredis');
    const client = new Redis(url);
    await client.del(...(await client.keys(`${prefix}mark:*`)));
    client.disconnect();
  },
});

export const realPostgres: RealStore = await realStore({
  name: 'Postgres',
  url: process.env.EASEL_TEST_POSTGRES_URL ?? 'postgres://easel:easel-test@127.0.0.1:15432/postgres',
  parameter: 'schema',
  async forget(url, schema) {
    const { default: pg } = await import('pg');
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(`DROP SCHEMA IF EXISTS ${client.escapeIdentifier(schema)} CASCADE`);
    await client.end();
  },
  async lose(url, schema) {
    const { default: pg } = await import('pg');
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(`DELETE FROM ${client.escapeIdentifier(schema)}.easel_processes`);
    await client.end();
  },
});

interface Kind {
  readonly name: string;
  readonly url: string;
  readonly parameter: string;
  forget(url: string, corner: string): Promise<void>;
  lose(url: string, corner: string): Promise<void>;
}

async function realStore({ name, url, parameter, forget, lose }: Kind): Promise<RealStore> {
  const { hostname, port } = new URL(url);
  const named = (corner: string): string => new URL(corner).searchParams.get(parameter) ?? '';
  return {
    name,
    url,
    missing: (await answers(hostname, Number(port)))
      ? undefined
      : `skipped: no ${name} at ${hostname}:${port}; .ci/services start begins one`,
    corner: () => `${url}?${parameter}=easel_test_${randomUUID().replaceAll('-', '')}`,
    forget: (corner) => forget(url, named(corner)),
    lose: (corner) => lose(url, named(corner)),
  };
}

function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 10_000 });
    const end = (isThere: boolean) => () => {
      socket.destroy();
      resolve(isThere);
    };
    socket.once('connect', end(true)).once('error', end(false)).once('timeout', end(false));
  });
}
