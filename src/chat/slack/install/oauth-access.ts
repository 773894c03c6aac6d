import { InstallProvider, type InstallURLOptions } from '@slack/oauth';
import type { Hono } from 'hono';
import type { Clock } from '#src/ports/clock.ts';
import type { Documents } from '#src/ports/documents.ts';
import type { Log } from '#src/ports/log.ts';
import type { Access, Identity, Standing } from '../access.ts';
import type { Workspace } from '../origin.ts';
import { clientOptions } from '../web-clients.ts';
import { createInstallations, type Installations, type KeptInstallation } from './installations.ts';
import { installRoutes } from './routes.ts';
import { createSealer } from './sealer.ts';
import { createStateStore, type UsedState } from './state-store.ts';

export interface OauthAccessParts {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly stateSecret: string;
  /** Where Slack sends the browser back to; without a slash at its end. */
  readonly publicBaseUrl: string;
  /** Without a slash at its end. */
  readonly apiUrl: string;
  readonly scopes: readonly string[];
  readonly installations: Documents<KeptInstallation>;
  readonly usedStates: Documents<UsedState>;
  readonly clock: Clock;
  readonly log: Log;
}

export interface OauthAccess extends Access {
  readonly routes: Hono;
}

/** So soon every process takes note of what another one was told. */
const REMEMBERED_MS = 60_000;
const REMEMBERED = 1000;

interface Remembered {
  readonly identity: Identity;
  readonly until: number;
}

/** Every workspace that installed Easel, each with a token of its own. */
export function createOauthAccess(parts: OauthAccessParts): OauthAccess {
  const { clock, log } = parts;
  const sealer = createSealer(parts.clientSecret, 'easel slack installations');
  const installations = createInstallations({ kept: parts.installations, sealer, clock, log });
  const wish: InstallURLOptions = {
    scopes: [...parts.scopes],
    redirectUri: `${parts.publicBaseUrl}/slack/oauth_redirect`,
  };
  const provider = openProvider(parts, { installations, wish });
  const remembered = new Map<string, Remembered>();
  let standing: Standing = { kind: 'asking' };

  async function lookAround(): Promise<void> {
    remembered.clear();
    try {
      standing = { kind: 'known', whom: { kind: 'many', workspaces: await installations.count() } };
    } catch (err) {
      log.warn({ err }, 'It could not be read which workspaces installed Easel');
      standing = { kind: 'asking', trouble: 'the store cannot be read' };
    }
  }

  async function read(workspace: Workspace): Promise<Identity | undefined> {
    const query = queryOf(workspace);
    const found = await installations.find(query);
    if (!found) return undefined;
    // The library renews a token that is about to end.
    const { botToken, botUserId, botId } = await provider.authorize(query);
    if (botToken === undefined || botUserId === undefined || botId === undefined) return undefined;
    const { isEnterpriseInstall = false, enterprise } = found;
    const enterpriseId = enterprise?.id ?? workspace.enterpriseId;
    return { workspace: { ...workspace, enterpriseId, isEnterpriseInstall }, token: botToken, botUserId, botId };
  }

  async function identityOf(workspace: Workspace): Promise<Identity | undefined> {
    const key = JSON.stringify([workspace.teamId, workspace.enterpriseId, workspace.isEnterpriseInstall]);
    const known = remembered.get(key);
    if (known && clock.now() < known.until) return known.identity;
    const identity = await read(workspace);
    if (remembered.size >= REMEMBERED) remembered.clear();
    if (identity) remembered.set(key, { identity, until: clock.now() + REMEMBERED_MS });
    else remembered.delete(key);
    return identity;
  }

  return {
    start: lookAround,
    stop: () => undefined,
    identityOf,
    standing: () => standing,
    routes: installRoutes({ provider, wish, onInstalled: lookAround, log }),

    async removed(workspace, at) {
      await installations.remove(queryOf(workspace), at);
      log.info({ ...workspace }, 'Easel was removed from a workspace');
      await lookAround();
    },
  };
}

function openProvider(
  { clientId, clientSecret, stateSecret, apiUrl, usedStates, clock, log }: OauthAccessParts,
  { installations, wish }: { installations: Installations; wish: InstallURLOptions },
): InstallProvider {
  const { logger, logLevel: _level, ...options } = clientOptions(apiUrl, log);
  return new InstallProvider({
    clientId,
    clientSecret,
    stateStore: createStateStore({ stateSecret, used: usedStates, wish, clock }),
    installationStore: installations.store,
    directInstall: true,
    authorizationUrl: new URL('/oauth/v2/authorize', apiUrl).href,
    clientOptions: options,
    ...(logger && { logger }),
  });
}

/** Of an organisation's own installation the workspace is only where something happened. */
const queryOf = ({ teamId, enterpriseId, isEnterpriseInstall }: Workspace) => ({
  teamId,
  enterpriseId: enterpriseId ?? undefined,
  isEnterpriseInstall,
});
