import { randomBytes } from 'node:crypto';
import type { StoredKey } from '#src/app/keys/api-key.ts';
import { createKeys, type Keys } from '#src/app/keys/keys.ts';
import type { Config } from '#src/config/config.ts';
import type { Easel } from './main.ts';

/** The keys of the HTTP API: those in the store, and those that the configuration names. */
export async function openKeys({ apiKeys }: Config, { documents, clock }: Easel): Promise<Keys> {
  const secrets = documents<{ readonly key: string }>('secrets');
  const made = { key: randomBytes(32).toString('hex') };
  const stored = await secrets.update('api-keys', (current) => current ?? made);
  return createKeys({
    keys: documents<StoredKey>('api-keys'),
    secret: stored?.key ?? made.key,
    configured: apiKeys,
    clock,
    random: () => randomBytes(32).toString('base64url'),
  });
}
