import type { IncomingMessage, Server } from 'node:http';
import { GatewayCloseCodes, GatewayIntentBits, GatewayOpcodes } from 'discord.js';
import { type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import { guildPayload, userPayload } from './payloads.ts';
import { sees } from './permissions.ts';
import { type EventData, known, type World } from './state.ts';

export interface GatewayOptions {
  readonly token: string;
  readonly heartbeatMs: number;
  /** Privileged intents that the application was granted; asking for another one is answered by 4014. */
  readonly grantedIntents: number;
}

/** One session of a shard; it outlives its connection, so that it can be resumed. */
export interface Session {
  readonly id: string;
  readonly shard: readonly [id: number, count: number];
  readonly intents: number;
  readonly mayRead: boolean;
  readonly sent: { readonly s: number; readonly t: string; readonly d: object }[];
  socket: WebSocket | null;
  valid: boolean;
}

export interface Gateway {
  readonly sessions: readonly Session[];
  /** How often a connection identified, resumed, and sent a heartbeat. */
  readonly counts: { identified: number; resumed: number; heartbeats: number };
  /** Asks every connection to reconnect (op 7). */
  askToReconnect(): void;
  /** Ends every session (op 9): `resumable` says whether they may be resumed. */
  invalidate(resumable?: boolean): void;
  /** Closes every connection with a code. */
  disconnect(code?: number): void;
  /** Breaks every connection without a word. */
  cut(): void;
  /** Does or does not let further connections be opened; tells of each one it refuses. */
  refuseConnections(on: boolean, onRefused?: () => void): void;
  /** Closes the next connections with these codes, one each, before a word is said. */
  hangUp(...codes: readonly number[]): void;
  /** Hears and says nothing more on any connection that is open now. */
  goSilent(): void;
  /** Stops or goes on answering heartbeats. */
  acknowledgeHeartbeats(on: boolean): void;
  /** How many are open. */
  connections(): number;
  close(): Promise<void>;
}

const PRIVILEGED = GatewayIntentBits.GuildMembers | GatewayIntentBits.GuildPresences | GatewayIntentBits.MessageContent;

const Frame = z.object({ op: z.number(), d: z.unknown() });
const Identify = z.object({
  token: z.string(),
  intents: z.number(),
  shard: z.tuple([z.number(), z.number()]).default([0, 1]),
});
const Resume = z.object({ token: z.string(), session_id: z.string(), seq: z.number() });

/** Which events need which intent; the others come to everybody. */
const NEEDS: Readonly<Record<string, readonly [inGuild: number, inDirect: number]>> = {
  MESSAGE_CREATE: [GatewayIntentBits.GuildMessages, GatewayIntentBits.DirectMessages],
  MESSAGE_UPDATE: [GatewayIntentBits.GuildMessages, GatewayIntentBits.DirectMessages],
  MESSAGE_DELETE: [GatewayIntentBits.GuildMessages, GatewayIntentBits.DirectMessages],
  CHANNEL_CREATE: [GatewayIntentBits.Guilds, 0],
  CHANNEL_UPDATE: [GatewayIntentBits.Guilds, 0],
  CHANNEL_DELETE: [GatewayIntentBits.Guilds, 0],
  THREAD_CREATE: [GatewayIntentBits.Guilds, 0],
  THREAD_UPDATE: [GatewayIntentBits.Guilds, 0],
  THREAD_DELETE: [GatewayIntentBits.Guilds, 0],
  GUILD_CREATE: [GatewayIntentBits.Guilds, 0],
  GUILD_DELETE: [GatewayIntentBits.Guilds, 0],
  GUILD_ROLE_CREATE: [GatewayIntentBits.Guilds, 0],
};

/** Plays Discord's gateway, version 10, JSON without compression. */
export function openGateway(world: World, server: Server, options: GatewayOptions): Gateway {
  const verifyClient = (_: unknown, answer: (ok: boolean, status?: number) => void) => {
    refusing?.();
    answer(!refusing, 503);
  };
  const sockets = new WebSocketServer({ server, verifyClient });
  const sessions: Session[] = [];
  const counts = { identified: 0, resumed: 0, heartbeats: 0 };
  const hangingUp: number[] = [];
  let refusing: (() => void) | undefined;
  let acknowledging = true;

  sockets.on('connection', (socket: WebSocket, request: IncomingMessage) => {
    socket.on('error', () => undefined);
    const query = new URL(request.url ?? '/', world.origin).searchParams;
    if (query.get('v') !== '10' || query.get('encoding') !== 'json' || query.has('compress'))
      return socket.close(GatewayCloseCodes.InvalidAPIVersion, 'Invalid API version');
    const code = hangingUp.shift();
    if (code !== undefined) return socket.close(code);
    let session: Session | undefined;
    socket.on('message', (data) => {
      const frame = Frame.safeParse(parsed(String(data)));
      if (!frame.success) return socket.close(GatewayCloseCodes.DecodeError, 'Error while decoding payload.');
      const { op, d } = frame.data;
      if (op === GatewayOpcodes.Heartbeat) heartbeat(socket);
      else if (op === GatewayOpcodes.Identify) session = identify(socket, Identify.parse(d));
      else if (op === GatewayOpcodes.Resume) session = resume(socket, Resume.parse(d));
      world.changed();
    });
    socket.on('close', () => {
      if (session?.socket === socket) session.socket = null;
      world.changed();
    });
    send(socket, { op: GatewayOpcodes.Hello, d: { heartbeat_interval: options.heartbeatMs } });
  });

  function heartbeat(socket: WebSocket): void {
    counts.heartbeats++;
    if (acknowledging) send(socket, { op: GatewayOpcodes.HeartbeatAck });
  }

  function identify(socket: WebSocket, { token, intents, shard }: z.infer<typeof Identify>): Session | undefined {
    const refused = refusedIdentify(token, intents, shard);
    if (refused) return void socket.close(...refused);
    counts.identified++;
    const mayRead = (intents & GatewayIntentBits.MessageContent) !== 0;
    const session: Session = { id: world.newId(), shard, intents, mayRead, sent: [], socket, valid: true };
    sessions.push(session);
    const guilds = guildsOf(session);
    push(session, 'READY', {
      v: 10,
      user: {
        ...userPayload(known(world.users, world.application.botId)),
        verified: true,
        mfa_enabled: false,
        email: null,
      },
      guilds: guilds.map(({ id }) => ({ id, unavailable: true })),
      session_id: session.id,
      resume_gateway_url: world.origin.replace('http', 'ws'),
      shard,
      application: {
        id: world.application.id,
        flags: world.application.flags,
        flags_new: String(world.application.flags),
      },
    });
    for (const guild of guilds) push(session, 'GUILD_CREATE', guildPayload(world, guild));
    return session;
  }

  function refusedIdentify(
    token: string,
    intents: number,
    [id, count]: readonly [number, number],
  ): readonly [code: number, reason: string] | undefined {
    if (token !== options.token) return [GatewayCloseCodes.AuthenticationFailed, 'Authentication failed.'];
    if (id >= count) return [GatewayCloseCodes.InvalidShard, 'Invalid shard.'];
    if (intents & PRIVILEGED & ~options.grantedIntents)
      return [GatewayCloseCodes.DisallowedIntents, 'Disallowed intent(s).'];
    return undefined;
  }

  function resume(socket: WebSocket, { token, session_id, seq }: z.infer<typeof Resume>): Session | undefined {
    if (token !== options.token)
      return void socket.close(GatewayCloseCodes.AuthenticationFailed, 'Authentication failed.');
    const session = sessions.find(({ id, valid }) => id === session_id && valid);
    if (!session) return void send(socket, { op: GatewayOpcodes.InvalidSession, d: false });
    counts.resumed++;
    session.socket = socket;
    for (const event of session.sent.filter(({ s }) => s > seq))
      send(socket, { op: GatewayOpcodes.Dispatch, ...event });
    push(session, 'RESUMED', { _trace: [] });
    return session;
  }

  function guildsOf(session: Session) {
    const guilds = [...world.guilds.values()].filter(({ members }) => members.has(world.application.botId));
    return guilds.filter(({ id }) => isOnShard(session, id));
  }

  function dispatch(event: string, place: { guildId: string | null; channelId?: string }, data: EventData): void {
    const { botId } = world.application;
    const channel = place.channelId === undefined ? undefined : world.channels.get(place.channelId);
    // Interactions come wherever the application may be used, also where the bot is not.
    if (event !== 'INTERACTION_CREATE' && channel && !sees(world, botId, channel)) return;
    const needed = NEEDS[event]?.[place.guildId === null ? 1 : 0] ?? 0;
    for (const session of sessions) {
      if (!session.valid || !isOnShard(session, place.guildId) || (session.intents & needed) !== needed) continue;
      push(session, event, typeof data === 'function' ? data(session) : data);
    }
  }

  world.dispatch = dispatch;
  const open = () => sessions.filter((session) => session.socket !== null);
  return {
    sessions,
    counts,
    askToReconnect() {
      for (const { socket } of open()) if (socket) send(socket, { op: GatewayOpcodes.Reconnect, d: null });
    },
    invalidate(resumable = false) {
      for (const session of open()) {
        session.valid = resumable;
        if (session.socket) send(session.socket, { op: GatewayOpcodes.InvalidSession, d: resumable });
      }
    },
    disconnect(code = GatewayCloseCodes.UnknownError) {
      for (const { socket } of open()) socket?.close(code);
    },
    cut() {
      for (const socket of sockets.clients) socket.terminate();
    },
    refuseConnections(on, onRefused = () => undefined) {
      refusing = on ? onRefused : undefined;
    },
    hangUp: (...codes) => void hangingUp.push(...codes),
    goSilent() {
      for (const socket of sockets.clients) socket.pause();
    },
    acknowledgeHeartbeats(on) {
      acknowledging = on;
    },
    connections: () => sockets.clients.size,
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      await new Promise<void>((resolve) => sockets.close(() => resolve()));
    },
  };
}

/** Keeps an event for a resume and sends it where there is a connection. */
function push(session: Session, t: string, d: object): void {
  const event = { s: (session.sent.at(-1)?.s ?? 0) + 1, t, d };
  session.sent.push(event);
  if (session.socket) send(session.socket, { op: GatewayOpcodes.Dispatch, ...event });
}

const isOnShard = ({ shard: [id, count] }: Session, guildId: string | null): boolean =>
  guildId === null ? id === 0 : Number((BigInt(guildId) >> 22n) % BigInt(count)) === id;

const send = (socket: WebSocket, frame: object): void => socket.send(JSON.stringify({ s: null, t: null, ...frame }));

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
