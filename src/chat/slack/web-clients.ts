import { WebClient, type WebClientOptions } from '@slack/web-api';
import type { Log } from '#src/ports/log.ts';
import type { Identity } from './access.ts';
import { createBoltLogger } from './bolt-logger.ts';
import type { Workspace } from './origin.ts';

export interface WebClientsParts {
  /** Without a slash at its end. */
  readonly apiUrl: string;
  readonly identityOf: (workspace: Workspace) => Promise<Identity | undefined>;
  readonly log: Log;
}

const TIMEOUT_MS = 60_000;
const REMEMBERED = 500;

/** Nothing is repeated and nothing waits: by itself the library holds every call back where one is limited, forms included. */
export const clientOptions = (apiUrl: string, log: Log): WebClientOptions => ({
  slackApiUrl: `${apiUrl}/`,
  retryConfig: { retries: 0 },
  rejectRateLimitedCalls: true,
  timeout: TIMEOUT_MS,
  logger: createBoltLogger(log),
});

/** The Web API as Easel of each workspace, one client for each token. */
export function createWebClients({ apiUrl, identityOf, log }: WebClientsParts) {
  const clients = new Map<string, WebClient>();

  function open(token: string, teamId: string | undefined): WebClient {
    const client = new WebClient(token, { ...clientOptions(apiUrl, log), ...(teamId !== undefined && { teamId }) });
    const [oldest] = clients.keys();
    if (clients.size >= REMEMBERED && oldest !== undefined) clients.delete(oldest);
    clients.set(`${token} ${teamId}`, client);
    return client;
  }

  return async (workspace: Workspace): Promise<WebClient> => {
    const identity = await identityOf(workspace);
    if (!identity) throw new Error('Easel is not installed in that workspace');
    const { token } = identity;
    // The token of a whole organisation is for many workspaces, so each call names one.
    const { isEnterpriseInstall, teamId } = identity.workspace;
    const named = isEnterpriseInstall && teamId.startsWith('T') ? teamId : undefined;
    return clients.get(`${token} ${named}`) ?? open(token, named);
  };
}
