import type { ServerResponse } from 'node:http';
import type { CallbackOptions, InstallProvider, InstallURLOptions } from '@slack/oauth';
import { type Context, Hono } from 'hono';
import type { Log } from '#src/ports/log.ts';
import { nodeExchange } from './node-exchange.ts';
import { cancelledPage, failedPage, installedPage, type Page, strangePage } from './pages.ts';

export interface InstallRoutesParts {
  readonly provider: InstallProvider;
  readonly wish: InstallURLOptions;
  /** Told after each installation. */
  readonly onInstalled: () => Promise<void>;
  readonly log: Log;
}

/** Nothing of a page may come from anywhere, and no address of it, which holds Slack's code, may go anywhere. */
const HEADERS = {
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-store',
};

const CANCELLED = 'slack_oauth_installer_authorization_error';
const STRANGE = new Set(['slack_oauth_invalid_state', 'slack_oauth_missing_code', 'slack_oauth_missing_state']);

/** `GET /slack/install` leads a browser to Slack, and `GET /slack/oauth_redirect` is where Slack leads it back to. */
export function installRoutes({ provider, wish, onInstalled, log }: InstallRoutesParts): Hono {
  const routes = new Hono();

  routes.get('/slack/install', async (context) =>
    guarded(
      await nodeExchange(context.req.raw, (request, response) =>
        provider.handleInstallPath(request, response, {}, wish),
      ),
    ),
  );

  routes.get('/slack/oauth_redirect', async (context: Context) => {
    const response = await nodeExchange(context.req.raw, (request, answer) =>
      provider.handleCallback(request, answer, options),
    );
    return guarded(response);
  });

  const options: CallbackOptions = {
    async afterInstallation({ bot }, _wish, _request, response) {
      if (bot) return true;
      log.warn({}, 'Slack gave no bot token for an installation: does the app have a bot user?');
      show(response, failedPage());
      return false;
    },
    async successAsync({ team, enterprise, isEnterpriseInstall }, _wish, _request, response) {
      log.info({ teamId: team?.id, enterpriseId: enterprise?.id, isEnterpriseInstall }, 'A workspace installed Easel');
      await onInstalled();
      show(response, installedPage(team?.name ?? enterprise?.name ?? 'your workspace'));
    },
    failure(error, _wish, _request, response) {
      log.warn({ code: error.code, said: error.message.slice(0, 200) }, 'An installation in Slack was not completed');
      show(response, pageOn(error.code));
    },
  };

  return routes;
}

const pageOn = (code: string): Page =>
  code === CANCELLED ? cancelledPage() : STRANGE.has(code) ? strangePage() : failedPage();

function show(response: ServerResponse, { status, html }: Page): void {
  response.setHeader('Content-Type', 'text/html; charset=utf-8');
  response.statusCode = status;
  response.end(html);
}

function guarded(response: Response): Response {
  for (const [name, value] of Object.entries(HEADERS)) response.headers.set(name, value);
  return response;
}
