import type { StoredKeyRate } from '#src/app/keys/key-rates.ts';
import type { StoredReplay } from '#src/app/keys/replays.ts';
import type { Member } from '#src/app/rules/standings.ts';
import type { Config } from '#src/config/config.ts';
import { type Api, createApi } from '#src/http/api/api.ts';
import project from '../package.json' with { type: 'json' };
import type { Easel } from './main.ts';
import { openKeys } from './open-keys.ts';

/** The HTTP API over the wired product. */
export async function openApi(config: Config, easel: Easel): Promise<Api> {
  const { documents, files } = easel;
  const { publicBaseUrl } = config.http;
  return createApi({
    ...easel,
    keys: await openKeys(config, easel),
    rates: documents<StoredKeyRate>('api-rates'),
    replays: documents<StoredReplay>('api-replays'),
    members: documents<Member>('members'),
    limits: config.limits,
    // Who reached it under some name can fetch there too.
    addressOf: async (_job, file, origin) => `${publicBaseUrl ?? origin}${files.pathOf(file)}`,
    isOnlyHere: isOnlyHere(config),
    version: project.version,
    publicBaseUrl,
  });
}

/** Whether no other machine can reach it: by its own address, or by one that a proxy answers under. */
export const isOnlyHere = ({ http: { host, publicBaseUrl } }: Config): boolean =>
  publicBaseUrl === undefined && (host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host));
