import { timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { Pool } from 'undici';

/**
 * The least a gateway can do, in a process of its own, to be forked: UPSTREAM KEY; sends its address. It looks at the key, looks
 * whether the body is JSON, and hands the answer on as it comes. It keeps nothing, holds nothing and charges nobody.
 */
const [upstream = '', key = ''] = process.argv.slice(2);
const pool = new Pool(upstream, { connections: 64, pipelining: 1 });
const right = Buffer.from(`Bearer ${key}`);

const isAllowed = (given = ''): boolean => given.length === right.length && timingSafeEqual(Buffer.from(given), right);

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!isAllowed(request.headers.authorization)) {
    response.writeHead(401).end();
    return;
  }
  const body = await buffer(request);
  JSON.parse(body.toString());
  const {
    statusCode,
    headers,
    body: answered,
  } = await pool.request({
    path: request.url ?? '/',
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer upstream' },
    body,
  });
  response.writeHead(statusCode, headers);
  await pipeline(answered, response);
}

const server = createServer({ noDelay: true }, (request, response) => {
  answer(request, response).catch(() => response.destroy());
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1');
await once(server, 'listening');
// A server on TCP answers its address as an object: https://nodejs.org/api/net.html#serveraddress
const { port } = server.address() as AddressInfo;
process.send?.(`http://127.0.0.1:${port}`);
