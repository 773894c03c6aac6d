import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { WebSocketServer } from 'ws';

/**
 * Discord as far as a measurement needs it: it takes everything, reads no picture, and notes when something arrives. So it stalls
 * nobody, itself included.
 */
export interface FakeDiscord {
  /** For `DISCORD_API_URL`. */
  readonly url: string;
  readonly token: string;
  /** Resolves when a bot listens. */
  connected(): Promise<void>;
  /** Somebody uses a command; answers how long its first answer took, in milliseconds. */
  ask(command: string, options?: Readonly<Record<string, string | number>>): Promise<number>;
  /** The same, and the way to what it shows. */
  follow(command: string, options?: Readonly<Record<string, string | number>>): Promise<Shown>;
  close(): Promise<void>;
}

/** When something of one answer arrived, in milliseconds of `performance.now()`. */
export interface Shown {
  /** The next edit with a preview. */
  preview(): Promise<Upload>;
  /** The first edit with the button that only results have. Rejects where it ends otherwise. */
  result(): Promise<{ readonly begunAt: number }>;
}

export interface Upload {
  /** When its headers had arrived, and when all of it had. */
  readonly begunAt: number;
  readonly endedAt: number;
  /** When the edit before it began. */
  readonly previousAt: number;
}

interface Watched {
  readonly preview: PromiseWithResolvers<Upload>;
  readonly result: PromiseWithResolvers<{ begunAt: number }>;
  previousAt: number;
}

const GUILD = '100';
const CHANNEL = '200';
const APPLICATION = '300';
const BOT = '400';
/** Everything. */
const PERMISSIONS = String((1n << 53n) - 1n);
/** No message has more beside its files. */
const FIELDS_BYTES = 40_000;
const OPTION_TYPES = { string: 3, number: 4 } as const;

export async function startFakeDiscord(): Promise<FakeDiscord> {
  const waiting = new Map<string, PromiseWithResolvers<number>>();
  const watched = new Map<string, Watched>();
  /** The interaction's token of each message that answers one: a busy bot edits it by its channel too. */
  const tokens = new Map<string, string>();
  const up = Promise.withResolvers<void>();
  let bot: { send(text: string): void } | undefined;
  let sequence = 0;
  let ids = Date.now();

  const server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()));
  const gateway = new WebSocketServer({ server, path: '/gateway' });
  gateway.on('connection', (socket) => {
    socket.send(JSON.stringify({ op: 10, d: { heartbeat_interval: 45_000 } }));
    socket.on('message', (data) => {
      const { op } = JSON.parse(String(data));
      if (op === 1) socket.send(JSON.stringify({ op: 11 }));
      if (op === 2) welcome(socket);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A server on TCP answers its address as an object: https://nodejs.org/api/net.html#serveraddress
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}/api`,
    token: 'MzAw.bench.token',
    connected: () => up.promise,
    ask: (command, options) => fire(command, options).acknowledged,
    async follow(command, options) {
      const { token, acknowledged } = fire(command, options);
      const entry: Watched = {
        preview: Promise.withResolvers(),
        result: Promise.withResolvers(),
        previousAt: performance.now(),
      };
      entry.result.promise.catch(() => undefined);
      watched.set(token, entry);
      await acknowledged;
      return { preview: () => entry.preview.promise, result: () => entry.result.promise };
    },
    async close() {
      for (const client of gateway.clients) client.terminate();
      gateway.close();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };

  function welcome(socket: { send(text: string): void }): void {
    bot = socket;
    const user = { id: BOT, username: 'easel', discriminator: '0', avatar: null, bot: true };
    dispatch('READY', {
      v: 10,
      user,
      guilds: [{ id: GUILD, unavailable: true }],
      session_id: 'bench',
      resume_gateway_url: `ws://127.0.0.1:${port}/gateway`,
      application: { id: APPLICATION, flags: 0 },
    });
    dispatch('GUILD_CREATE', {
      id: GUILD,
      name: 'bench',
      owner_id: '500',
      roles: [{ id: GUILD, name: '@everyone', permissions: PERMISSIONS, position: 0 }],
      channels: [{ id: CHANNEL, type: 0, name: 'general', guild_id: GUILD, position: 0, permission_overwrites: [] }],
      members: [{ user, roles: [], joined_at: new Date().toISOString(), deaf: false, mute: false, flags: 0 }],
      threads: [],
      emojis: [],
      stickers: [],
      member_count: 2,
    });
    up.resolve();
  }

  function dispatch(t: string, d: object): void {
    sequence += 1;
    bot?.send(JSON.stringify({ op: 0, t, s: sequence, d }));
  }

  function fire(name: string, options: Readonly<Record<string, string | number>> = {}) {
    ids += 1;
    const [id, token] = [String(ids), `token-${ids}`];
    const acknowledged = Promise.withResolvers<number>();
    const event = interaction({ id, token, name, options, userId: String(1000 + (ids % 50)) });
    const sentAt = performance.now();
    waiting.set(token, acknowledged);
    dispatch('INTERACTION_CREATE', event);
    return { token, acknowledged: acknowledged.promise.then((at) => at - sentAt) };
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const begunAt = performance.now();
    const path = request.url ?? '';
    const callback = /interactions\/\d+\/([^/]+)\/callback/.exec(path);
    if (callback?.[1] !== undefined) waiting.get(callback[1])?.resolve(begunAt);
    const body = await buffer(request);
    if (path.endsWith('/gateway/bot')) return reply(response, gatewayBot());
    const token = /webhooks\/\d+\/([^/]+)\/messages/.exec(path)?.[1] ?? tokens.get(path.split('/').at(-1) ?? '');
    if (token !== undefined) note(watched.get(token), { request, body, begunAt });
    ids += 1;
    const message = { id: String(ids), channel_id: CHANNEL, type: 20 };
    if (callback?.[1] !== undefined) tokens.set(message.id, callback[1]);
    reply(response, callback ? { interaction: { id: '1', type: 2, response_message_id: message.id } } : message);
  }

  function note(entry: Watched | undefined, { request, body, begunAt }: Edit): void {
    if (!entry) return;
    const { previousAt } = entry;
    entry.previousAt = begunAt;
    if (!request.headers['content-type']?.startsWith('multipart/')) {
      // Only what is on its way can be canceled.
      if (!body.includes('"Cancel"')) entry.result.reject(new Error(`It ended without a picture: ${body}`));
      return;
    }
    // The fields come after the files.
    if (body.subarray(-FIELDS_BYTES).toString('latin1').includes('"Reroll"')) entry.result.resolve({ begunAt });
    else entry.preview.resolve({ begunAt, endedAt: performance.now(), previousAt });
  }

  function gatewayBot() {
    const limits = { total: 1000, remaining: 1000, reset_after: 86_400_000, max_concurrency: 1 };
    return { url: `ws://127.0.0.1:${port}/gateway`, shards: 1, session_start_limit: limits };
  }
}

function reply(response: ServerResponse, body: object): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

interface Edit {
  readonly request: IncomingMessage;
  readonly body: Buffer;
  readonly begunAt: number;
}

interface Fired {
  readonly id: string;
  readonly token: string;
  readonly name: string;
  readonly options: Readonly<Record<string, string | number>>;
  readonly userId: string;
}

const interaction = ({ id, token, name, options, userId }: Fired) => ({
  id,
  application_id: APPLICATION,
  type: 2,
  token,
  version: 1,
  data: {
    id: '900',
    type: 1,
    name,
    options: Object.entries(options).map(([option, value]) => ({
      name: option,
      type: OPTION_TYPES[typeof value === 'number' ? 'number' : 'string'],
      value,
    })),
  },
  guild_id: GUILD,
  guild: { id: GUILD, locale: 'en-US', features: [] },
  channel_id: CHANNEL,
  channel: { id: CHANNEL, type: 0, name: 'general', guild_id: GUILD, permissions: PERMISSIONS },
  member: {
    user: { id: userId, username: `person${userId}`, discriminator: '0', avatar: null, global_name: null },
    roles: [],
    joined_at: '2024-01-01T00:00:00.000Z',
    permissions: '2147483648',
    deaf: false,
    mute: false,
    flags: 0,
  },
  app_permissions: PERMISSIONS,
  locale: 'en-US',
  guild_locale: 'en-US',
  entitlements: [],
  authorizing_integration_owners: { '0': GUILD },
  context: 0,
  attachment_size_limit: 10_485_760,
});
