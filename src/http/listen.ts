import { createServer, type Server, ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import type { Log } from '#src/ports/log.ts';
import { closeServer, type OpenAnswers } from './close-server.ts';
import { reachable } from './reachable.ts';
import { watchedBody } from './watched-body.ts';

export interface Listening {
  /** Where it can be reached from this machine, without a slash at the end. */
  readonly url: string;
  /**
   * Takes no new connection, ends event streams at once, lets other answers finish for up to `graceMs` and then cuts what is
   * left. Calling it again gives the first call's promise.
   */
  close(graceMs: number): Promise<void>;
}

export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  readonly log?: Log;
}

/**
 * Longer than a load balancer keeps a connection it does not use, for most 60 s: where Easel closed first, a request that is sent just
 * then would be lost.
 */
const KEEP_ALIVE_MS = 75_000;

/**
 * Serves an app on a port; 0 takes any free one.
 * @throws {Error} with one line for the operator where the port or the host cannot be had.
 */
export async function listen(app: Hono, { host, port, log }: ListenOptions): Promise<Listening> {
  const open: OpenAnswers = { all: new Set(), streams: new Set() };
  const answer = answering(app, open.streams, log);
  const server = createServer({ noDelay: true, keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    open.all.add(response);
    response.once('close', () => {
      open.all.delete(response);
      open.streams.delete(response);
    });
    void answer(request, response);
  });
  await opened(server, host, port);
  // A connection that cannot be accepted, for want of file descriptors, must not take the process down.
  server.on('error', (err) => log?.error({ err }, 'A connection could not be taken'));
  let closing: Promise<void> | undefined;
  return {
    url: `http://${reachable(host)}:${portOf(server)}`,
    close(graceMs) {
      closing ??= closeServer(server, open, graceMs);
      return closing;
    },
  };
}

function answering(app: Hono, streams: Set<ServerResponse>, log: Log | undefined) {
  return getRequestListener(
    async (request, bindings) => {
      const { outgoing } = bindings;
      const response = await app.fetch(request, bindings);
      if (!(outgoing instanceof ServerResponse) || response.body === null) return response;
      if (response.headers.get('content-type')?.startsWith('text/event-stream')) streams.add(outgoing);
      const body = watchedBody(response.body, (err) => {
        log?.error({ err }, 'An answer broke off');
        outgoing.destroy();
      });
      return new Response(body, response);
    },
    // The globals stay the platform's own: SDKs in the same process build their requests from them.
    { overrideGlobalObjects: false },
  );
}

function opened(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const refuse = (error: NodeJS.ErrnoException) => reject(new Error(whyNot(error, host, port), { cause: error }));
    server.once('error', refuse);
    server.listen({ host, port, exclusive: true }, () => {
      server.off('error', refuse);
      resolve();
    });
  });
}

function whyNot({ code }: NodeJS.ErrnoException, host: string, port: number): string {
  const where = `${host}:${port}`;
  if (code === 'EADDRINUSE') return `${where} is in use already. Set PORT to another number, or stop what runs there.`;
  if (code === 'EACCES') return `${where} may not be opened by this user. Set PORT to a number from 1024 on.`;
  if (code === 'EADDRNOTAVAIL') return `${host} is no address of this machine. Set HOST to one, or to 0.0.0.0 for all.`;
  if (code === 'ENOTFOUND') return `${host} has no address. Set HOST to 127.0.0.1, or to 0.0.0.0 for all addresses.`;
  return `${where} cannot be opened (${code ?? 'unknown error'}). Check PORT and HOST.`;
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('A listening server has no port.');
  return address.port;
}
