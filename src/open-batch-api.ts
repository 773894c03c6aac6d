import { randomBytes } from 'node:crypto';
import { Hono } from 'hono';
import { createBatchRoute } from '#src/app/batches/batch-route.ts';
import type { BatchWay } from '#src/app/batches/batches.ts';
import { API_TENANT, KEYLESS_NAME } from '#src/app/keys/api-key.ts';
import type { Keys } from '#src/app/keys/keys.ts';
import type { Config } from '#src/config/config.ts';
import type { BatchTrouble } from '#src/domain/batches/batch.ts';
import { createBatchLinks } from '#src/http/batches/batch-links.ts';
import { batchRoutes } from '#src/http/batches/batch-routes.ts';
import type { Easel } from './main.ts';
import { openKeys } from './open-keys.ts';

export interface BatchApi {
  readonly routes: Hono;
  /** Where its jobs are delivered to. */
  readonly way: BatchWay;
}

/** Batches over HTTP. What an earlier process left is gone on with once the engine starts. */
export async function openBatchApi(config: Config, easel: Easel): Promise<BatchApi> {
  const { engine, blobs, documents, clock } = easel;
  const secrets = documents<{ readonly key: string }>('secrets');
  const made = { key: randomBytes(32).toString('hex') };
  const stored = await secrets.update('batches', (current) => current ?? made);
  const keys = await openKeys(config, easel);
  const way: BatchWay = {
    ...createBatchRoute(),
    mayGoOn: ({ tenantId, personId }) => revoked(keys, tenantId, personId),
  };
  engine.batches.open(way);
  const links = createBatchLinks({ secret: stored?.key ?? made.key, clock });
  const { publicBaseUrl } = config.http;
  const routes = batchRoutes({ batches: engine.batches, blobs, links, platform: way.route.id, clock, publicBaseUrl });
  return { routes: new Hono().route('/', routes), way };
}

/** A batch does not outlive its key. */
async function revoked(keys: Keys, tenantId: string, name: string): Promise<BatchTrouble | undefined> {
  if (tenantId !== API_TENANT || name === KEYLESS_NAME) return undefined;
  const key = (await keys.list()).find((each) => each.name === name);
  if (key && key.revokedAt === undefined) return undefined;
  return { code: 'key-revoked', message: 'The key of this batch was revoked, so nothing more of it is made.' };
}
