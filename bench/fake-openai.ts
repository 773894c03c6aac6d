import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

/** OpenAI's images API as far as a measurement needs it: always the same picture, and the moment its last byte was sent. */
export interface FakeOpenAi {
  /** With `/v1`. */
  readonly url: string;
  /** When the last byte of the next answer is handed to the kernel, in milliseconds of `performance.now()`. */
  nextLastByte(): Promise<number>;
  /** The same of the next stream's first preview. */
  nextPreview(): Promise<number>;
  close(): Promise<void>;
}

export interface FakeOpenAiOptions {
  readonly picture: Uint8Array;
  /** Pause before each event of a stream, in milliseconds. */
  readonly paceMs?: number;
  /** Nothing is answered before this. */
  readonly opened?: Promise<void>;
}

const USAGE = { input_tokens: 20, output_tokens: 1000, total_tokens: 1020 };

export async function startFakeOpenAi({ picture, paceMs = 0, opened }: FakeOpenAiOptions): Promise<FakeOpenAi> {
  const b64 = Buffer.from(picture).toString('base64');
  const plain = Buffer.from(JSON.stringify({ created: 1, data: [{ b64_json: b64 }], usage: USAGE }));
  const partial = [0, 1, 2].map((index) => event('partial_image', { b64_json: b64, partial_image_index: index }));
  const completed = event('completed', { b64_json: b64, usage: USAGE });
  let waiting: PromiseWithResolvers<number> | undefined;
  let waitingForPreview: PromiseWithResolvers<number> | undefined;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const previews = previewsAsked(await buffer(request));
    await opened;
    if (previews > 0) await stream(response, partial.slice(0, previews));
    else response.writeHead(200, { 'content-type': 'application/json', 'content-length': plain.length });
    response.end(previews > 0 ? completed : plain, () => waiting?.resolve(performance.now()));
  }

  async function stream(response: ServerResponse, events: readonly Buffer[]): Promise<void> {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const each of events) {
      await sleep(paceMs);
      response.write(each, () => waitingForPreview?.resolve(performance.now()));
    }
    await sleep(paceMs);
  }

  const server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A server on TCP answers its address as an object: https://nodejs.org/api/net.html#serveraddress
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    nextLastByte() {
      waiting = Promise.withResolvers();
      return waiting.promise;
    },
    nextPreview() {
      waitingForPreview = Promise.withResolvers();
      return waitingForPreview.promise;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const event = (name: string, fields: object): Buffer =>
  Buffer.from(
    `event: image_generation.${name}\ndata: ${JSON.stringify({ type: `image_generation.${name}`, ...fields })}\n\n`,
  );

/** Only JSON bodies ask for previews here; a form is an edit without. */
function previewsAsked(body: Buffer): number {
  if (body[0] !== '{'.charCodeAt(0)) return 0;
  const { stream, partial_images: previews } = JSON.parse(body.toString());
  return stream === true ? Number(previews ?? 0) : 0;
}
