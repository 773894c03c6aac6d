import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Dice } from '../test/fixtures/mutations.ts';

/** OpenAI's images API on a long day: most calls bring a picture, and one in so many goes wrong in one of six ways. */
export interface FaultyOpenAi {
  /** With `/v1`. */
  readonly url: string;
  /** Calls for a picture, and those of them that went wrong. */
  readonly counts: { calls: number; faults: number };
  close(): Promise<void>;
}

export interface FaultyOptions {
  readonly picture: Uint8Array;
  /** How long a picture takes. */
  readonly tookMs: number;
  /** One call in so many goes wrong. */
  readonly oneIn: number;
  readonly dice: Dice;
}

type Answer = (response: ServerResponse, json: Buffer) => Promise<void> | void;

const said = (status: number, code: string, headers = {}): Answer => {
  const body = JSON.stringify({ error: { message: `It is ${code}.`, type: code, code } });
  return (response) => void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
};

const FAULTS: readonly Answer[] = [
  said(500, 'server_error'),
  said(503, 'overloaded'),
  said(429, 'rate_limit_exceeded', { 'retry-after': '1' }),
  (response) => void response.destroy(),
  (response, json) => void response.writeHead(200, { 'content-type': 'application/json' }).end(json.subarray(0, 500)),
  async (response, json) => {
    await sleep(5000);
    response.writeHead(200, { 'content-type': 'application/json' }).end(json);
  },
];

export async function startFaultyOpenAi({ picture, tookMs, oneIn, dice }: FaultyOptions): Promise<FaultyOpenAi> {
  const counts = { calls: 0, faults: 0 };
  const usage = { input_tokens: 20, output_tokens: 1000, total_tokens: 1020 };
  const b64 = Buffer.from(picture).toString('base64');
  const json = Buffer.from(JSON.stringify({ created: 1, data: [{ b64_json: b64 }], usage }));

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    await buffer(request);
    if (request.method !== 'POST') return void response.writeHead(200).end('{"data":[]}');
    counts.calls += 1;
    const fault = dice(oneIn) === 0 ? FAULTS[dice(FAULTS.length)] : undefined;
    if (fault) counts.faults += 1;
    await sleep(tookMs);
    if (fault) await fault(response, json);
    else response.writeHead(200, { 'content-type': 'application/json' }).end(json);
  }

  const server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A server on TCP answers its address as an object: https://nodejs.org/api/net.html#serveraddress
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    counts,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
