import { get, type IncomingMessage } from 'node:http';
import { Hono } from 'hono';
import { expect, it, onTestFinished } from 'vitest';
import { createFileLinks } from '#src/http/file-links.ts';
import { fileRoutes } from '#src/http/file-routes.ts';
import { listen } from '#src/http/listen.ts';
import type { OpenBlob } from '#src/ports/blob-store.ts';
import { createSilentLog } from '../fakes/silent-log.ts';

const FILE = { key: 'jobs/one/0.png', name: 'fox.png', type: 'image/png' } as const;
const SIZE = 50_000_000;

/** A server of one file, whose body is this. */
async function serve(body: ReadableStream<Uint8Array>): Promise<string> {
  const links = createFileLinks({ secret: 'secret', clock: { now: () => 0 } });
  const facts = { size: SIZE, tag: 'tag' };
  const blobs = { look: async () => facts, open: async (): Promise<OpenBlob> => ({ ...facts, body }) };
  const app = new Hono().route('/', fileRoutes({ files: { ...links, mayFetch: async () => true }, blobs }));
  const server = await listen(app, { host: '127.0.0.1', port: 0, log: createSilentLog() });
  onTestFinished(() => server.close(0));
  return `${server.url}${links.pathOf(FILE)}`;
}

it('a picture that breaks off on its way never looks whole', async () => {
  const url = await serve(
    ReadableStream.from(
      (async function* () {
        yield new Uint8Array(100_000);
        throw new Error('S3 is gone');
      })(),
    ),
  );
  const answer = await fetch(url);
  expect(answer.headers.get('content-length')).toBe(String(SIZE));
  await expect(answer.arrayBuffer()).rejects.toThrow();
});

it('a picture is read no faster than it is fetched, and no more once nobody wants it', async () => {
  let read = 0;
  const left = Promise.withResolvers<void>();
  const url = await serve(
    new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          read += 100_000;
          controller.enqueue(new Uint8Array(100_000));
        },
        cancel: () => left.resolve(),
      },
      { highWaterMark: 0 },
    ),
  );
  const answer = await new Promise<IncomingMessage>((resolve) => get(url, { agent: false }, resolve));
  answer.pause();
  // A reader that takes nothing: what was read by then lies in the sockets' buffers.
  await expect.poll(() => stands(() => read)).toBe(true);
  expect(read).toBeLessThan(SIZE / 2);
  answer.destroy();
  await left.promise;
});

/** Whether it stays the same for a while. */
async function stands(value: () => number): Promise<boolean> {
  const before = value();
  for (let turn = 0; turn < 200; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
  return before > 0 && value() === before;
}
