import { setTimeout as sleep } from 'node:timers/promises';
import type { Hono } from 'hono';
import { commands } from '#commands/index.ts';
import { allCompletions } from '#src/app/completions.ts';
import type { Route } from '#src/app/route.ts';
import type { Discord, Shards } from '#src/chat/discord/discord.ts';
import { createPlayground, type Playground } from '#src/chat/playground/playground.ts';
import type { Slack } from '#src/chat/slack/slack.ts';
import type { Config } from '#src/config/config.ts';
import type { Role } from '#src/config/roles.ts';
import { createHttp } from '#src/http/create-http.ts';
import { fileRoutes } from '#src/http/file-routes.ts';
import { galleryRoutes } from '#src/http/gallery/gallery-routes.ts';
import { listen } from '#src/http/listen.ts';
import { paintRoutes } from '#src/http/paint/paint-routes.ts';
import { webhookRoutes } from '#src/http/webhook-routes.ts';
import { callsBack } from '#src/models/registry.ts';
import { createWebhooks, type WebhookHub } from '#src/net/webhooks.ts';
import type { Log } from '#src/ports/log.ts';
import { storeRemarks } from '#src/store/open-storage.ts';
import { type Easel, openEasel } from './main.ts';
import { openApi } from './open-api.ts';
import { openBatchApi } from './open-batch-api.ts';
import { type Faces, openReadiness } from './open-readiness.ts';
import { openWatching } from './open-watching.ts';

export interface Running {
  /** Where the playground and the HTTP server are reached. */
  readonly url: string;
  readonly easel: Easel;
  /** Every address that this process answers at, `*` and `:name` standing for anything. */
  readonly routes: readonly Readonly<Record<'method' | 'path', string>>[];
  /** How the connections to Discord and Slack stand, where they are configured. Waits a moment for the first ones. */
  faces(): Promise<Faces>;
  /** Takes nothing new, lets running jobs end for at most `drainMs`, then closes everything. */
  stop(drainMs: number): Promise<void>;
}

const CLOSE_MS = 2000;
/** How long whoever started Easel waits to read whether Discord and Slack are connected. */
const INTRODUCTION_MS = 3000;

export interface StartHow {
  /** Absent where this process does everything. */
  readonly role?: Role;
  /** Which shards of Discord are connected here, of how many. */
  readonly shards?: Shards;
}

/** Starts everything that is configured in one process, or the part of it that a role names. */
export async function startEasel(config: Config, { role, shards }: StartHow = {}): Promise<Running> {
  const watching = await openWatching(config, { easel: () => easel, faces: () => connections() });
  const routes = new Map<string, Route>();
  const { publicBaseUrl } = config.http;
  // A call of a provider reaches any of several processes; those ask instead.
  const webhooks = publicBaseUrl === undefined || role ? undefined : createWebhooks(publicBaseUrl);
  const state: { url?: string; isStopping?: boolean } = {};
  const easel = await openEasel(config, {
    routes,
    ...watching,
    ownUrl: () => state.url,
    ...(webhooks && { webhooks }),
  });
  const { playground, api, batches, discord, slack, others } = await openWaysIn(config, easel, { role, shards });
  const isApi = servesApi(role);
  const ways = [...(isApi ? [api.route, batches.way.route] : []), ...(role ? [] : [playground]), ...others];
  for (const route of ways) routes.set(route.id, route);
  const connections = (): Faces =>
    isConnected(role) ? { discord: discord?.connection(), slack: slack?.connection() } : {};
  const app = createHttp({
    routes: [
      ...(role || config.playground === 'off' ? [] : [playground.routes]),
      ...(isApi ? [api.routes, batches.routes, ...pagesOf(easel, publicBaseUrl)] : []),
      ...(slack?.routes && isConnected(role) ? [slack.routes] : []),
      ...(webhooks ? [webhookRoutes({ receive: received(webhooks, config), log: watching.log })] : []),
    ],
    ready: openReadiness({ easel, config, role, faces: connections, isStopping: () => state.isStopping === true }),
    metricsText: watching.metrics.text,
    watch: watching,
    catalogue: easel.catalogue,
    log: watching.log,
    gate: api.gate,
  });
  const server = await listen(app, { ...config.http, log: watching.log });
  state.url = server.url;
  const connected = (await begin(easel, { playground, api, others }, role)).connected;
  watching.log.info({ url: server.url }, 'Easel is ready');
  void noteRemarks(config, watching.log);
  const stop = async (drainMs: number) => {
    state.isStopping = true;
    await Promise.all([api, playground, ...others].map((taking) => taking.stop()));
    await easel.engine.stop(drainMs);
    for (const open of [playground, api]) open.disconnect();
    await server.close(CLOSE_MS);
    await easel.close();
    await watching.close();
  };
  return {
    url: server.url,
    easel,
    routes: app.routes,
    stop,
    faces: () => introduced(connected).then(connections),
  };
}

const introduced = (connected: Promise<unknown>): Promise<unknown> =>
  Promise.race([connected, sleep(INTRODUCTION_MS, undefined, { ref: false })]);

/** Whether events of chat platforms come to this process; the others only show what came of jobs. */
const isConnected = (role: Role | undefined): boolean => role === undefined || role === 'gateway';

const isWorking = (role: Role | undefined): boolean => role === undefined || role === 'worker';

type WaysIn = Awaited<ReturnType<typeof openWaysIn>>;

/**
 * Takes what comes while it takes up what is there: an event that Discord finds no connection for is lost, and what was left may be
 * much. Whether platforms can be reached keeps nobody waiting.
 */
async function begin(
  { engine, log }: Easel,
  { playground, api, others }: Pick<WaysIn, 'playground' | 'api' | 'others'>,
  role: Role | undefined,
) {
  const isApi = servesApi(role);
  await engine.open({ takesJobs: isWorking(role) });
  if (isApi) api.start();
  if (!role) await playground.start(engine.handle, engine.gone);
  const listening = isConnected(role) ? others : [];
  const connected = Promise.all(listening.map((platform) => platform.start(engine.handle, engine.gone)));
  engine
    .start({ housekeeping: isWorking(role), runsBatches: isApi })
    .catch((err: unknown) => log.error({ err }, 'What earlier processes left could not be taken up'));
  return { connected };
}

const servesApi = (role: Role | undefined): boolean => role === undefined || role === 'api';

/** What of a start decides how it is wired. */
type Wired = { readonly [K in 'role' | 'shards']: StartHow[K] | undefined };

/** Everything that requests come by. */
async function openWaysIn(config: Config, easel: Easel, { role, shards }: Wired) {
  const playground = openPlayground(config, easel);
  const api = await openApi(config, easel);
  const batches = await openBatchApi(config, easel);
  const discord = await openDiscord(config, easel, shards);
  const slack = await openSlack(config, easel, role);
  return {
    playground,
    api,
    batches,
    discord,
    slack,
    others: [discord, slack].filter((platform) => platform !== undefined),
  };
}

/** What people reach by addresses that Easel gave them. */
const pagesOf = (
  { files, blobs, catalogue, engine, log }: Easel,
  publicBaseUrl: string | undefined,
): readonly Hono[] => [
  fileRoutes({ files, blobs }),
  paintRoutes({ painting: engine.painting, publicBaseUrl, log }),
  galleryRoutes({ gallery: engine.gallery, blobs, catalogue, publicBaseUrl, log }),
];

/** Loaded only where it is configured: discord.js is large. */
async function openDiscord({ discord }: Config, easel: Easel, shards?: Shards): Promise<Discord | undefined> {
  if (!discord) return undefined;
  const { connectDiscord } = await import('./connect-discord.ts');
  return connectDiscord(discord, easel, shards);
}

/**
 * The same for Slack's libraries. Unfinished pictures lie in the memory of whoever publishes them, so that Slack could not fetch those of a
 * worker where it calls the gateway.
 */
async function openSlack({ slack }: Config, easel: Easel, role?: Role): Promise<Slack | undefined> {
  if (!slack) return undefined;
  const { connectSlack } = await import('./connect-slack.ts');
  return connectSlack({ ...slack, previews: slack.previews && role === undefined }, easel);
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
    door: config.playground === 'open' ? 'open' : 'here',
    allowedHosts: [host, ...(publicBaseUrl ? [new URL(publicBaseUrl).hostname] : [])],
  });
}

/** What the store's own settings could lose. Where it cannot be asked, everything else says so. */
async function noteRemarks({ databaseUrl }: Config, log: Log): Promise<void> {
  const remarks = await storeRemarks(databaseUrl).catch(() => []);
  for (const remark of remarks) log.warn({ remark }, 'The store could lose credits');
}

/** Until a provider's first picture is asked for nobody here waits for its calls, which is no reason for it to call again. */
const received =
  ({ receive }: WebhookHub, { providers }: Config): WebhookHub['receive'] =>
  async (name, call) =>
    (await receive(name, call)) ??
    (callsBack(name) && providers.some(({ provider }) => provider === name) ? 'ignored' : undefined);
