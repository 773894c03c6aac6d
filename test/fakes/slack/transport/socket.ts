import type { Server } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import type { Answer, Outgoing, World } from '../state.ts';
import type { Send } from './deliver.ts';
import { PATIENCE_MS } from './http.ts';

export interface SocketTransport {
  readonly send: Send;
  /** How many are connected. */
  readonly connections: () => number;
  /** Slack asks every connection to come again, and cuts it off. */
  refresh(reason?: 'refresh_requested' | 'warning' | 'link_disabled'): void;
  /** The connections break without a word. */
  cut(): void;
  close(): Promise<void>;
}

const Ack = z.looseObject({ envelope_id: z.string(), payload: z.unknown().optional() });
const TYPES = { event: 'events_api', command: 'slash_commands', interaction: 'interactive' } as const;
const PING_MS = 10_000;

/** Socket Mode: envelopes to one of the connections each, acknowledged by their id. */
export function openSockets(world: World, server: Server): SocketTransport {
  const sockets = new WebSocketServer({ noServer: true });
  const open: WebSocket[] = [];
  const waiting = new Map<string, (payload: unknown) => void>();
  let turn = 0;

  server.on('upgrade', (request, socket, head) => {
    if (!request.url?.startsWith('/link/')) return void socket.destroy();
    sockets.handleUpgrade(request, socket, head, (connection) => greet(connection));
  });

  function greet(connection: WebSocket): void {
    open.push(connection);
    const ping = setInterval(() => connection.ping(), PING_MS).unref();
    connection.on('message', (data) => acknowledged(String(data)));
    connection.on('close', () => {
      clearInterval(ping);
      const at = open.indexOf(connection);
      if (at >= 0) open.splice(at, 1);
      world.changed();
    });
    const info = { host: 'applink-played', build_number: 1, approximate_connection_time: 18_060 };
    const hello = {
      type: 'hello',
      num_connections: open.length,
      debug_info: info,
      connection_info: { app_id: world.app.id },
    };
    connection.send(JSON.stringify(hello));
    world.changed();
  }

  function acknowledged(text: string): void {
    const { envelope_id, payload } = Ack.parse(JSON.parse(text));
    waiting.get(envelope_id)?.(payload);
    waiting.delete(envelope_id);
  }

  function send(outgoing: Outgoing, retry: { num: number; reason: string }): Promise<Answer> {
    const connection = open[turn++ % Math.max(1, open.length)];
    const began = performance.now();
    const answer = (status: number, body: unknown): Answer => ({
      status,
      body,
      ms: performance.now() - began,
      retry: retry.num,
      headers: {},
    });
    return new Promise((resolve) => {
      const id = crypto.randomUUID();
      const deadline = world.clock.after(PATIENCE_MS, () => {
        waiting.delete(id);
        resolve(answer(0, null));
      });
      if (!connection) return;
      waiting.set(id, (payload) => {
        deadline.stop();
        resolve(answer(200, isEmpty(payload) ? '' : payload));
      });
      connection.send(JSON.stringify(envelope(outgoing, id, retry)));
    });
  }

  return {
    send,
    connections: () => open.length,
    refresh(reason = 'refresh_requested') {
      for (const connection of [...open]) {
        connection.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'applink-played' } }));
        connection.close();
      }
    },
    cut: () => [...open].forEach((connection) => void connection.terminate()),
    async close() {
      for (const connection of sockets.clients) connection.terminate();
      await new Promise<void>((resolve) => sockets.close(() => resolve()));
    },
  };
}

const isEmpty = (payload: unknown): boolean =>
  payload == null || (typeof payload === 'object' && Object.keys(payload).length === 0);

function envelope({ kind, body }: Outgoing, id: string, { num, reason }: { num: number; reason: string }): object {
  const base = { envelope_id: id, type: TYPES[kind], payload: body, accepts_response_payload: kind !== 'event' };
  return kind === 'event' ? { ...base, retry_attempt: num, retry_reason: reason } : base;
}
