import type { Server, ServerResponse } from 'node:http';

/** Answers that have not ended yet. */
export interface OpenAnswers {
  readonly all: Set<ServerResponse>;
  /** Those of them that are event streams. */
  readonly streams: Set<ServerResponse>;
}

/**
 * Stops a server: no new connections, event streams end at once because they would never end by themselves, other answers may
 * finish for up to `graceMs`, and what is left then is cut.
 */
export async function closeServer(server: Server, { all, streams }: OpenAnswers, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // A request that still comes over a connection kept alive is answered, but is the last one there.
  server.prependListener('request', (_request, response: ServerResponse) => response.setHeader('Connection', 'close'));
  for (const response of all) {
    if (streams.has(response)) endStream(response);
    else if (!response.headersSent) response.setHeader('Connection', 'close');
    else response.once('close', () => setImmediate(() => server.closeIdleConnections()));
  }
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(cut);
}

/** Ends it properly, so that the browser sees an end and not a fault, and then takes the connection with it. */
function endStream(response: ServerResponse): void {
  const { socket } = response;
  response.end(() => socket?.destroySoon());
}
