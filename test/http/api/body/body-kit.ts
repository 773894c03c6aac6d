import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { Hono } from 'hono';
import { onTestFinished } from 'vitest';
import { createAnswers } from '#src/http/api/answer/answers.ts';
import { type ApiBody, type BodyReaderParts, createBodyReader } from '#src/http/api/body/read-body.ts';
import { listen } from '#src/http/listen.ts';
import { createManualClock } from '../../../fakes/manual-clock.ts';
import { createMemoryBlobs } from '../../../fakes/memory-blobs.ts';
import { createSilentLog } from '../../../fakes/silent-log.ts';

/** What a server says of a body it read. */
export interface Told {
  readonly status: number;
  readonly error?: { readonly code: string; readonly message: string; readonly param: string | null };
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly images?: readonly string[];
  readonly mask?: string | null;
  readonly sha256?: string;
}

/** A server that reads bodies and says what it read. */
export async function openReader(
  parts: Partial<Pick<BodyReaderParts, 'limits' | 'ownPicture' | 'blobs'>> & { readonly files?: boolean } = {},
) {
  const clock = createManualClock();
  const blobs = createMemoryBlobs();
  const log = createSilentLog();
  let count = 0;
  const { files = true, ...more } = parts;
  const reader = createBodyReader({ blobs, clock, newId: () => `id${++count}`, log, ...more });
  const answers = createAnswers({ blobs, clock, log });
  const bodies: ApiBody[] = [];
  const settled = { reads: 0 };
  const app = new Hono().post('/', async (context) => {
    const reading = reader.read(context, { files, signal: context.req.raw.signal });
    const read = await reading.finally(() => settled.reads++);
    if (!read.ok) return answers.json(context, { error: read.fault }, { status: read.fault.status });
    const { fields, images, mask, sha256 } = read.body;
    bodies.push(read.body);
    const said = { fields, images: images.map(({ param }) => param), mask: mask?.param ?? null, sha256 };
    return answers.json(context, said);
  });
  app.onError((error, context) => context.json({ thrown: error.message }, 500));
  const server = await listen(app, { host: '127.0.0.1', port: 0, log });
  onTestFinished(() => server.close(0));

  return {
    app,
    blobs,
    clock,
    log,
    reader,
    bodies,
    /** How many bodies are done with, whatever became of them. */
    settled,
    url: server.url,
    async post(body: NonNullable<RequestInit['body']>, headers: Record<string, string> = {}): Promise<Told> {
      const response = await fetch(server.url, { method: 'POST', body, headers, duplex: 'half' } as RequestInit);
      return { status: response.status, ...((await response.json()) as object) };
    },
    json(value: unknown): Promise<Told> {
      const words = typeof value === 'string' ? value : JSON.stringify(value);
      return this.post(words, { 'content-type': 'application/json' });
    },
    /** A connection of one's own, for what no client would send. */
    async connect(): Promise<Socket> {
      const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
      onTestFinished(() => void socket.destroy());
      await once(socket, 'connect');
      return socket;
    },
  };
}

/** All a connection still says. */
export const heard = (socket: Socket): Promise<string> => text(socket);

/** A form as bytes, part by part. */
export function formBytes(
  boundary: string,
  parts: readonly { readonly head: string; readonly body: Uint8Array | string }[],
): Buffer {
  const pieces = parts.flatMap(({ head, body }) => [
    Buffer.from(`--${boundary}\r\n${head}\r\n\r\n`),
    Buffer.from(body),
    Buffer.from('\r\n'),
  ]);
  return Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)]);
}

export const fieldHead = (name: string): string => `Content-Disposition: form-data; name="${name}"`;

export const fileHead = (name: string, filename = 'a.png'): string =>
  `Content-Disposition: form-data; name="${name}"; filename="${filename}"\r\nContent-Type: image/png`;

export const formType = (boundary: string) => ({ 'content-type': `multipart/form-data; boundary=${boundary}` });
