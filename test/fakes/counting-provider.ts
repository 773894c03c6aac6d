import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';

/** What can be seen of a paid call from outside: it is there; it was asked after; half its answer is on its way; all of it is. */
export type Sight = 'taken' | 'looked' | 'half' | 'answered';

/** OpenAI, Gemini and Replicate as far as one picture from words needs them. It counts what it is paid for, by the prompt. */
export interface CountingProvider {
  readonly url: string;
  readonly paid: ReadonlyMap<string, number>;
  /** The next paid call is answered so instead. */
  answerNext(instead: Instead): void;
  /** Hears of each sight, in the very moment. */
  watch(listener: ((sight: Sight) => void) | undefined): void;
  close(): Promise<void>;
}

/** An answer that is none of a picture. */
export interface Instead {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether it drew, and bills, all the same. */
  readonly isPaid: boolean;
}

export interface CountingOptions {
  /** Always the same picture. */
  readonly picture: Uint8Array;
  /** How long each takes to be drawn. */
  readonly drawMs: number;
}

/** Variables that lead Easel there. */
export const countedAt = (url: string): Readonly<Record<string, string>> => ({
  OPENAI_API_KEY: 'test-key',
  OPENAI_BASE_URL: `${url}/v1`,
  GEMINI_API_KEY: 'test-key',
  GEMINI_BASE_URL: `${url}/gemini`,
  REPLICATE_API_TOKEN: 'test-key',
  REPLICATE_BASE_URL: `${url}/replicate/v1`,
});

export async function startCountingProvider({ picture, drawMs }: CountingOptions): Promise<CountingProvider> {
  const paid = new Map<string, number>();
  const readyAt = new Map<string, number>();
  const data = Buffer.from(picture).toString('base64');
  const waiting: Instead[] = [];
  let heard: ((sight: Sight) => void) | undefined;
  const server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()));

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    const body = await text(request);
    if (path.endsWith('.png')) return void response.writeHead(200, { 'content-type': 'image/png' }).end(picture);
    if (request.method === 'GET') return look(path, request, response);
    const instead = waiting.shift();
    if (instead?.isPaid !== false) pay(body);
    if (instead) return refuse(response, instead);
    if (path.endsWith('/predictions')) return send(response, begin(request));
    await pause(drawMs);
    return sendInHalves(response, path.startsWith('/gemini') ? geminiAnswer(data) : openAiAnswer(data));
  }

  function pay(body: string): void {
    const prompt = PROMPT.exec(body)?.[0] ?? 'nobody';
    paid.set(prompt, (paid.get(prompt) ?? 0) + 1);
    heard?.('taken');
  }

  function begin(request: IncomingMessage): object {
    const id = `prediction${readyAt.size}`;
    readyAt.set(id, Date.now() + drawMs);
    return prediction(id, 'starting', originOf(request));
  }

  function look(path: string, request: IncomingMessage, response: ServerResponse): void {
    const id = path.split('/').at(-1) ?? '';
    const due = readyAt.get(id);
    if (due === undefined) return void response.writeHead(404, { 'content-type': 'application/json' }).end('{}');
    heard?.('looked');
    send(response, prediction(id, Date.now() < due ? 'processing' : 'succeeded', originOf(request)));
  }

  async function sendInHalves(response: ServerResponse, body: object): Promise<void> {
    const bytes = Buffer.from(JSON.stringify(body));
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': bytes.length });
    const half = bytes.length >> 1;
    await new Promise((written) => response.write(bytes.subarray(0, half), written));
    heard?.('half');
    response.end(bytes.subarray(half), () => heard?.('answered'));
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A server on TCP answers its address as an object: https://nodejs.org/api/net.html#serveraddress
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    paid,
    answerNext: (instead) => void waiting.push(instead),
    watch(listener) {
      heard = listener;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Every prompt of a round is such a word. */
const PROMPT = /fox-\d+-\w+/;

const send = (response: ServerResponse, body: object): void =>
  void response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify(body));

const refuse = (response: ServerResponse, { status, body, headers }: Instead): void =>
  void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);

/** As the client reached it, which may be by a proxy. */
const originOf = ({ headers }: IncomingMessage): string => `http://${headers.host}/replicate/v1`;

const prediction = (id: string, status: string, origin: string): object => ({
  id,
  status,
  created_at: new Date().toISOString(),
  output: status === 'succeeded' ? `${origin}/results/${id}.png` : null,
  urls: { get: `${origin}/predictions/${id}`, cancel: `${origin}/predictions/${id}/cancel` },
});

const openAiAnswer = (data: string): object => ({
  created: 1,
  data: [{ b64_json: data }],
  usage: { input_tokens: 20, output_tokens: 1000, total_tokens: 1020 },
});

const geminiAnswer = (data: string): object => ({
  candidates: [
    {
      index: 0,
      finishReason: 'STOP',
      content: { role: 'model', parts: [{ inlineData: { mimeType: 'image/png', data } }] },
    },
  ],
  usageMetadata: { promptTokenCount: 10, totalTokenCount: 10 },
  modelVersion: 'gemini-nano-banana-2.1',
  responseId: 'counted',
});
