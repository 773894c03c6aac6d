import { Socket } from 'node:net';
import type { Client } from 'pg';
import { plainError } from './plain-error.ts';
import { batchOf, escaped, resultsOf, unescaped } from './postgres-batch.ts';
import { createPostgresSessions, drop, type PostgresParts } from './postgres-session.ts';
import type { RemoteConnection, RemoteOrder, RemoteOutcome } from './remote-line.ts';
import type { SeenChanges } from './seen-changes.ts';
import type { PageEntry } from './storage-engine.ts';
import type { Kind, Results } from './storage-steps.ts';
import { storeFull, storeUnavailable } from './store-errors.ts';

export interface PostgresWriteParts extends PostgresParts {
  readonly processId: string;
  readonly seen: SeenChanges;
}

type Connect = (signal: AbortSignal) => Promise<RemoteConnection>;

const APPLY = 'SELECT easel_apply_1($1, $2, $3, $4, $5, $6, $7, $8) AS done';
const MOST_TRIES = 5;

/** Connections for changes: all that wait are one batch, one commit. Each is looked over for the last change that was answered. */
export function createPostgresWrites(parts: PostgresWriteParts): Connect {
  const { processId, seen, secrets } = parts;
  const session = createPostgresSessions(parts);

  return async function connect(signal) {
    const client = await session(signal);
    const kept = await client.query<{ changes: string }>('SELECT changes FROM easel_processes WHERE id = $1', [
      processId,
    ]);
    try {
      seen.check(Number(kept.rows[0]?.changes ?? 0));
    } catch (error) {
      drop(client);
      throw error;
    }
    return connectionOver(client, secrets, {
      carryOut: (orders) => inBatch(orders, (some) => apply(client, some)),
      end: () => client.query('DELETE FROM easel_processes WHERE id = $1', [processId]),
    });
  };

  async function apply(client: Client, orders: readonly RemoteOrder[]): Promise<readonly RemoteOutcome[]> {
    const change = seen.next();
    const { rows } = await client.query<{ done: boolean[] }>({
      name: 'easel_apply_1',
      text: APPLY,
      values: [...batchOf(orders), processId, change],
    });
    seen.answered(change);
    return resultsOf(orders, rows[0]?.done ?? []).map((result) => ({ result }));
  }

  /** Where the server decided against a batch nothing of it was done, and who of them is to blame shows when each comes alone. */
  async function inBatch(
    orders: readonly RemoteOrder[],
    work: (some: readonly RemoteOrder[]) => Promise<readonly RemoteOutcome[]>,
  ): Promise<readonly RemoteOutcome[]> {
    for (let tries = 1; ; tries++) {
      try {
        return await work(orders);
      } catch (error) {
        if (!isDecided(error)) throw plainError(error, secrets);
        if (isInTheWay(error) && tries < MOST_TRIES) continue;
        if (orders.length === 1) return [{ failure: failureOf(error, secrets) }];
        const outcomes: RemoteOutcome[] = [];
        for (const order of orders) outcomes.push(...(await inBatch([order], work)));
        return outcomes;
      }
    }
  }
}

const READ = 'SELECT key, value, expires FROM easel_entries WHERE key = ANY($1)';
const PAGE = `SELECT key, value, expires FROM easel_entries WHERE key >= $1 AND (expires IS NULL OR expires > $2)
  ORDER BY key LIMIT $3`;

interface Stored {
  readonly key: string;
  readonly value: string;
  /** A `bigint`, which comes as text. */
  readonly expires: string | null;
}

/** Connections for reading, which waits for no commit. Single entries that are asked for together are one question. */
export function createPostgresReads(parts: PostgresParts): Connect {
  const session = createPostgresSessions(parts);
  return async (signal) => {
    const client = await session(signal);
    return connectionOver(client, parts.secrets, { carryOut: (orders) => readAll(client, orders, parts.secrets) });
  };
}

async function readAll(
  client: Client,
  orders: readonly RemoteOrder[],
  secrets: readonly string[],
): Promise<readonly RemoteOutcome[]> {
  const answer = async (work: Promise<(order: RemoteOrder) => Results[Kind]>) => {
    try {
      const resultOf = await work;
      return (order: RemoteOrder): RemoteOutcome => ({ result: resultOf(order) });
    } catch (error) {
      if (!isDecided(error)) throw plainError(error, secrets);
      return (): RemoteOutcome => ({ failure: failureOf(error, secrets) });
    }
  };
  const keys = orders.flatMap(({ step }) => (step.kind === 'read' ? step.keys : []));
  const read = keys.length > 0 ? await answer(entries(client, keys)) : undefined;
  const outcomes: RemoteOutcome[] = [];
  for (const order of orders) {
    const resolved = order.step.kind === 'read' ? read : await answer(page(client, order));
    outcomes.push(resolved?.(order) ?? { result: [] });
  }
  return outcomes;
}

async function entries(client: Client, keys: readonly string[]): Promise<(order: RemoteOrder) => Results[Kind]> {
  const wanted = [...new Set(keys)].map(escaped);
  const { rows } = await client.query<Stored>({ name: 'easel_read_1', text: READ, values: [wanted] });
  const found = new Map(rows.map((row) => [unescaped(row.key), row]));
  return ({ step, now }) =>
    step.kind !== 'read'
      ? []
      : step.keys.map((key) => {
          const row = found.get(key);
          return row && (row.expires === null || Number(row.expires) > now) ? unescaped(row.value) : undefined;
        });
}

async function page(client: Client, { step, now }: RemoteOrder): Promise<() => Results[Kind]> {
  if (step.kind !== 'page') return () => [];
  const values = [escaped(step.from), Math.floor(now), step.limit];
  const { rows } = await client.query<Stored>({ name: 'easel_page_1', text: PAGE, values });
  return () => rows.map(entryOf);
}

const entryOf = ({ key, value, expires }: Stored): PageEntry =>
  expires === null ? [unescaped(key), unescaped(value)] : [unescaped(key), unescaped(value), Number(expires)];

interface Work {
  readonly carryOut: RemoteConnection['carryOut'];
  readonly end?: () => Promise<unknown>;
}

function connectionOver(client: Client, secrets: readonly string[], { carryOut, end }: Work): RemoteConnection {
  const broken = Promise.withResolvers<never>();
  broken.promise.catch(() => undefined);
  client.once('end', () => broken.reject(new Error('The connection to Postgres broke off')));
  client.once('error', (error) => broken.reject(plainError(error, secrets)));

  function abandon(reason: Error): void {
    broken.reject(plainError(reason, secrets));
    drop(client);
  }

  return {
    carryOut,
    lost: broken.promise,
    abandon,
    async end() {
      await end?.().catch(() => undefined);
      await client.end().catch(() => undefined);
    },
    hold: (isOwed) => hold(client, isOwed),
  };
}

function hold({ connection: { stream } }: Client, isOwed: boolean): void {
  if (!(stream instanceof Socket)) return;
  if (isOwed) stream.ref();
  else stream.unref();
}

/** The server said no to one statement, which has then changed nothing. Whatever ends the connection leaves the question open. */
const isDecided = (error: unknown): boolean =>
  error instanceof Error && 'severity' in error && error.severity === 'ERROR' && codeOf(error) !== READ_ONLY;

/** After a fail-over the old server reads only: another connection may lead to the new one. */
const READ_ONLY = '25006';
const DISK_FULL = '53100';

/** Another process was in the way, and only this time. */
const isInTheWay = (error: unknown): boolean => /^(40001|40P01|55P03)$/.test(codeOf(error));

function failureOf(error: unknown, secrets: readonly string[]) {
  const cause = plainError(error, secrets);
  return codeOf(error) === DISK_FULL ? storeFull(cause) : storeUnavailable(cause);
}

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');
