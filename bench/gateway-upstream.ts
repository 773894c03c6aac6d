import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { pngOf } from '../test/fixtures/pictures.ts';

/**
 * The images API behind every gateway of a measurement, in a process of its own, to be forked: PACE-MS; sends its address. Its answers
 * are made beforehand: a picture of some hundred bytes for `quality` `low`, and one of 2 MiB, 2.8 MB as base64, for any other; as a
 * stream three previews and the picture, each of them numbered by `partial_image_index`.
 */
const [paceMs = '0'] = process.argv.slice(2);
const USAGE = { input_tokens: 20, output_tokens: 1000, total_tokens: 1020 };

const small = answersOf(await pngOf({ width: 16, height: 16 }));
// Noise does not compress: 837 x 837 pixels of 3 bytes are 2 MiB.
const large = answersOf(await pngOf({ width: 837, height: 837, noise: true }));

function answersOf(picture: Uint8Array) {
  const b64_json = Buffer.from(picture).toString('base64');
  const more = { created_at: 1, size: '1024x1024', quality: 'low', background: 'opaque', output_format: 'png' };
  return {
    plain: Buffer.from(JSON.stringify({ created: 1, data: [{ b64_json }], usage: USAGE })),
    partials: [0, 1, 2].map((partial_image_index) =>
      event('partial_image', { b64_json, ...more, partial_image_index }),
    ),
    completed: event('completed', { b64_json, ...more, usage: USAGE }),
  };
}

function event(name: string, fields: object): Buffer {
  const type = `image_generation.${name}`;
  return Buffer.from(`event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`);
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const asked = (await buffer(request)).toString();
  const { plain, partials, completed } = asked.includes('"quality":"low"') ? small : large;
  if (!asked.includes('"stream":true')) {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': plain.length }).end(plain);
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const each of partials) {
    response.write(each);
    await sleep(Number(paceMs));
  }
  response.end(completed);
}

const server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()));
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1');
await once(server, 'listening');
// A server on TCP answers its address as an object: https://nodejs.org/api/net.html#serveraddress
const { port } = server.address() as AddressInfo;
process.send?.(`http://127.0.0.1:${port}`);
