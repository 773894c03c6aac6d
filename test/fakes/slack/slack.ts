import { createServer } from 'node:http';
import { createSystemClock } from '#src/app/system-clock.ts';
import type { Clock } from '#src/ports/clock.ts';
import { until } from '../until.ts';
import { appMethods } from './api/apps.ts';
import { chatMethods } from './api/chat.ts';
import { conversationMethods } from './api/conversations.ts';
import { createFaults, type Faults } from './api/faults.ts';
import { fileHost } from './api/file-host.ts';
import { fileMethods } from './api/files.ts';
import { createOAuth } from './api/oauth.ts';
import { createRateLimits, type RateLimits } from './api/rate-limits.ts';
import { replyMethods } from './api/replies.ts';
import { responseUrls } from './api/response-url.ts';
import { serve } from './api/serve.ts';
import type { Recorded } from './api/traffic.ts';
import { viewMethods } from './api/views.ts';
import { type Control, createControl } from './control.ts';
import { judgeTraffic } from './judge-traffic.ts';
import { createWorld, type PlayedApp, type PlayedChannel, type PlayedWorkspace, type World } from './state.ts';
import { addChannel, addWorkspace, type WorkspaceWish } from './things.ts';
import { createDeliveries, type Deliveries } from './transport/deliver.ts';
import { createHttpTransport, type HttpTransport } from './transport/http.ts';
import { openSockets, type SocketTransport } from './transport/socket.ts';

/** Everything that a manifest can subscribe to here; what is heard depends on the scopes granted. */
const EVENTS = [
  'app_mention',
  'message.channels',
  'message.groups',
  'message.im',
  'message.mpim',
  'app_home_opened',
  'app_uninstalled',
  'tokens_revoked',
  'function_executed',
  'subteam_members_changed',
];

export interface SlackOptions {
  /** The machine's own time unless told. */
  readonly clock?: Clock;
  /** How things reach the application; `http` unless told. */
  readonly transport?: 'http' | 'socket';
  /** Where HTTP deliveries go; it may be told later, as `app.requestUrl`. */
  readonly requestUrl?: string;
  /** The first workspace. */
  readonly workspace?: WorkspaceWish;
  /** Events as a manifest names them; all unless told. */
  readonly events?: readonly string[];
  /** Slack's own limits by the minute; none unless told. */
  readonly withTiers?: boolean;
  /** How long after an upload was completed its file can be shown: 20 unless told; `Infinity` for never. */
  readonly readyAfterMs?: number;
}

export interface PlayedSlack extends Control, Faults, Pick<RateLimits, 'limit'>, Pick<HttpTransport, 'forge' | 'post'> {
  /** For `SLACK_API_URL`, `slackApiUrl` of the clients. */
  readonly apiUrl: string;
  readonly origin: string;
  readonly clock: Clock;
  /** Ids and secrets, and where HTTP deliveries go: `app.requestUrl`. */
  readonly app: PlayedApp;
  /** A first workspace, with the application in it: the bot token is `token`. */
  readonly workspace: PlayedWorkspace;
  readonly token: string;
  /** A public channel with the application in it, and a private one without. */
  readonly channel: PlayedChannel;
  readonly privateChannel: PlayedChannel;
  readonly sockets: Pick<SocketTransport, 'connections' | 'refresh' | 'cut'>;
  /** How uploads behave; may be changed at any time. */
  readonly uploads: World['uploads'];
  /** Every call of the Web API so far, and what went to the addresses beside it. */
  readonly traffic: readonly Recorded[];
  /** Everything that was sent to the application, with what it answered and how fast. */
  readonly deliveries: Deliveries['list'];
  redeliver: Deliveries['redeliver'];
  /** @throws where a call was not as Slack's own types have it; does nothing, and says so, where there are none. */
  expectConform(): Promise<void>;
  /** For what nothing else here gives. */
  readonly world: World;
  /** Waits for something to be so; looks at each change. @throws after `timeoutMs` (5000) of real time. */
  until<T>(predicate: () => T | undefined | null | false, timeoutMs?: number): Promise<T>;
  close(): Promise<void>;
}

/** Plays Slack on a loopback port: its Web API, its files, its events over HTTP or Socket Mode. */
export async function startSlack(options: SlackOptions = {}): Promise<PlayedSlack> {
  const { clock = createSystemClock(), transport = 'http', requestUrl = '', events = EVENTS } = options;
  const world = createWorld(clock);
  world.app.requestUrl = requestUrl;
  events.forEach((event) => void world.app.events.add(event));
  if (options.readyAfterMs !== undefined) world.uploads.readyAfterMs = options.readyAfterMs;
  const workspace = addWorkspace(world, options.workspace);
  const channel = addChannel(world, workspace, { name: 'general' });
  const privateChannel = addChannel(world, workspace, { name: 'secret', kind: 'group', withBot: false });

  const oauth = createOAuth(world);
  const methods = {
    ...appMethods(world),
    ...chatMethods(world),
    ...conversationMethods(world),
    ...replyMethods(world),
    ...fileMethods(world),
    ...viewMethods(world),
    ...oauth.methods,
  };
  const traffic: Recorded[] = [];
  const parts = {
    methods,
    traffic,
    faults: createFaults(clock),
    limits: createRateLimits(clock, options.withTiers ?? false),
  };
  const answer = serve(world, parts, [...fileHost(world), responseUrls(world)]);
  const server = createServer((request, response) => void answer(request, response));
  const sockets = openSockets(world, server);
  const http = createHttpTransport(world);
  const deliveries = createDeliveries(world, transport === 'socket' ? sockets.send : http.send);
  world.deliver = deliveries.deliver;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  world.origin = originOf(server.address());

  return {
    ...createControl(world, workspace, oauth, ({ delivery }) => deliveries.redeliver(delivery)),
    fail: parts.faults.fail,
    hold: parts.faults.hold,
    take: parts.faults.take,
    limit: parts.limits.limit,
    forge: http.forge,
    post: http.post,
    apiUrl: `${world.origin}/api/`,
    origin: world.origin,
    clock,
    app: world.app,
    workspace,
    get token() {
      return workspace.installation?.token ?? '';
    },
    channel,
    privateChannel,
    sockets,
    uploads: world.uploads,
    traffic,
    deliveries: deliveries.list,
    redeliver: deliveries.redeliver,
    async expectConform() {
      const found = await judgeTraffic(traffic);
      if (found.length > 0) throw new Error(`not as Slack describes its API:\n${found.join('\n')}`);
    },
    world,
    until: (predicate, timeoutMs) => until(world, predicate, timeoutMs),
    async close() {
      await sockets.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function originOf(address: unknown): string {
  if (typeof address !== 'object' || !address || !('port' in address)) throw new Error('it does not listen');
  return `http://127.0.0.1:${address.port}`;
}
