import { setTimeout as sleep } from 'node:timers/promises';
import { commands } from '#commands/index.ts';
import { allCompletions } from '#src/app/completions.ts';
import type { Route } from '#src/app/route.ts';
import {
  type ConnectionState as DiscordState,
  sayConnection as sayDiscord,
} from '#src/chat/discord/connection-state.ts';
import type { Discord } from '#src/chat/discord/discord.ts';
import { createPlayground, type Playground } from '#src/chat/playground/playground.ts';
import { type ConnectionState as SlackState, sayConnection as saySlack } from '#src/chat/slack/connection-state.ts';
import type { Slack } from '#src/chat/slack/slack.ts';
import type { Config } from '#src/config/config.ts';
import { DISCORD_KEY } from '#src/config/discord.ts';
import { SLACK_KEY } from '#src/config/slack.ts';
import { createHttp } from '#src/http/create-http.ts';
import { fileRoutes } from '#src/http/file-routes.ts';
import { listen } from '#src/http/listen.ts';
import { createPrometheusMetrics } from '#src/http/prometheus-metrics.ts';
import type { Readiness } from '#src/http/readiness.ts';
import { webhookRoutes } from '#src/http/webhook-routes.ts';
import { callsBack } from '#src/models/registry.ts';
import { createWebhooks, type WebhookHub } from '#src/net/webhooks.ts';
import { type Easel, openEasel } from './main.ts';
import { createPinoLog } from './pino-log.ts';

export interface Running {
  /** Where the playground and the HTTP server are reached. */
  readonly url: string;
  readonly easel: Easel;
  /** How the connections to Discord and Slack stand, where they are configured. Waits a moment for the first ones. */
  faces(): Promise<Faces>;
  /** Takes nothing new, lets running jobs end for at most `drainMs`, then closes everything. */
  stop(drainMs: number): Promise<void>;
}

export interface Faces {
  readonly discord?: DiscordState | undefined;
  readonly slack?: SlackState | undefined;
}

const CLOSE_MS = 2000;
/** How long whoever started Easel waits to read whether Discord and Slack are connected. */
const INTRODUCTION_MS = 3000;

/** Starts everything that is configured, in one process. */
export async function startEasel(config: Config): Promise<Running> {
  const log = createPinoLog(config.logLevel);
  const routes = new Map<string, Route>();
  const metrics = createPrometheusMetrics({ queueCounts: () => easel.queue.counts() });
  const { publicBaseUrl } = config.http;
  const webhooks = publicBaseUrl === undefined ? undefined : createWebhooks(publicBaseUrl);
  const easel = await openEasel(config, { routes, metrics, log, ...(webhooks && { webhooks }) });
  const playground = openPlayground(config, easel);
  const discord = await openDiscord(config, easel);
  const slack = await openSlack(config, easel);
  const others = [discord, slack].filter((platform) => platform !== undefined);
  for (const platform of [playground, ...others]) routes.set(platform.id, platform);
  const app = createHttp({
    routes: [
      playground.routes,
      ...(easel.files ? [fileRoutes({ links: easel.files, blobs: easel.blobs })] : []),
      ...(slack?.routes ? [slack.routes] : []),
      ...(webhooks ? [webhookRoutes({ receive: received(webhooks, config), log })] : []),
    ],
    ready: () => readiness(easel, config, connections()),
    metricsText: () => metrics.text(),
    catalogue: easel.catalogue,
    log,
  });
  const server = await listen(app, { ...config.http, log });
  await easel.engine.start();
  await playground.start(easel.engine.handle, easel.engine.gone);
  // Whether they can be reached keeps nobody else waiting.
  const connected = Promise.all(others.map((platform) => platform.start(easel.engine.handle, easel.engine.gone)));
  log.info({ url: server.url }, 'Easel is ready');
  const stop = async (drainMs: number) => {
    await Promise.all([playground, ...others].map((platform) => platform.stop()));
    await easel.engine.stop(drainMs);
    playground.disconnect();
    await server.close(CLOSE_MS);
    await easel.close();
  };
  return {
    url: server.url,
    easel,
    stop,
    async faces() {
      await Promise.race([connected, sleep(INTRODUCTION_MS, undefined, { ref: false })]);
      return connections();
    },
  };

  function connections(): Faces {
    return { discord: discord?.connection(), slack: slack?.connection() };
  }
}

/** Loaded only where it is configured: discord.js is large. */
async function openDiscord({ discord }: Config, easel: Easel): Promise<Discord | undefined> {
  if (!discord) return undefined;
  const { connectDiscord } = await import('./connect-discord.ts');
  return connectDiscord(discord, easel);
}

/** The same for Slack's libraries. */
async function openSlack({ slack }: Config, easel: Easel): Promise<Slack | undefined> {
  if (!slack) return undefined;
  const { connectSlack } = await import('./connect-slack.ts');
  return connectSlack(slack, easel);
}

function openPlayground(config: Config, { documents, blobs, engine, clock, log }: Easel): Playground {
  const { publicBaseUrl, host } = config.http;
  // People are known by their names in lower case.
  const moderators = new Set(config.moderators.map((name) => name.trim().toLowerCase()));
  return createPlayground({
    messages: documents('playground-messages'),
    blobs,
    commands,
    completions: ({ userId }) => allCompletions(engine.complete, { tenantId: 'playground', userId }),
    credits: ({ userId }) => engine.balance({ tenantId: 'playground', personId: userId }),
    clock,
    log,
    promptLimit: config.limits.promptLength,
    isModerator: (userId) => moderators.has(userId),
    allowedHosts: [host, ...(publicBaseUrl ? [new URL(publicBaseUrl).hostname] : [])],
  });
}

/** The store is what everything stands on; the rest is told for the operator's eyes. */
async function readiness({ documents, queue }: Easel, config: Config, { discord, slack }: Faces): Promise<Readiness> {
  const ok = await documents('probe')
    .get('probe')
    .then(() => true)
    .catch(() => false);
  const { waiting, running } = queue.counts();
  return {
    ok,
    parts: {
      store: ok ? 'up' : 'down',
      queue: `${running} running, ${waiting} waiting`,
      playground: 'up',
      discord: discord ? sayDiscord(discord) : `off: set ${DISCORD_KEY}`,
      slack: slack ? saySlack(slack) : `off: set ${SLACK_KEY}`,
      ...providersOf(config),
      simulator: 'up',
    },
  };
}

/** Until a provider's first picture is asked for nobody here waits for its calls, which is no reason for it to call again. */
const received =
  ({ receive }: WebhookHub, { providers }: Config): WebhookHub['receive'] =>
  async (name, call) =>
    (await receive(name, call)) ??
    (callsBack(name) && providers.some(({ provider }) => provider === name) ? 'ignored' : undefined);

/** Whether each provider is configured; whether it answers is what `easel doctor` asks. */
function providersOf({ providers, connections, off }: Config): Record<string, string> {
  const on = [...providers.map(({ provider }) => provider), ...connections.map(({ name }) => name)];
  return Object.fromEntries([
    ...on.map((name) => [name, 'up']),
    ...off.map(({ provider, variable }) => [provider, `off: set ${variable}`]),
  ]);
}
