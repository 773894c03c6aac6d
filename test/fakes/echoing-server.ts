import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface EchoingServer {
  readonly url: string;
  /** Everything it was told, as it told it back. */
  readonly heard: readonly string[];
  close(): Promise<void>;
}

const STATUSES = [401, 403, 400, 500, 404, 422, 503];

/** A server that refuses every call and, as careless ones do, tells the whole of it back in its error: headers, address and body. */
export async function startEchoingServer(): Promise<EchoingServer> {
  const heard: string[] = [];
  const server = createServer(async (request, response) => {
    const told = await echoOf(request);
    const status = STATUSES[heard.length % STATUSES.length] ?? 500;
    heard.push(told);
    const message = `Incorrect API key provided: ${told}`;
    const body = {
      ok: false,
      error: { message, type: message, code: 'refused', param: told },
      detail: message,
      title: message,
      errors: [{ message }],
      message,
      code: 0,
    };
    response.writeHead(status, {
      'content-type': 'application/json',
      'x-told': encodeURIComponent(told).slice(0, 2000),
    });
    response.end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A server on TCP answers its address as an object: https://nodejs.org/api/net.html#serveraddress
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    heard,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function echoOf(request: IncomingMessage): Promise<string> {
  const body = (await text(request)).slice(0, 500);
  return `${request.headers.authorization ?? ''} ${JSON.stringify(request.headers)} ${request.url} ${body}`;
}
