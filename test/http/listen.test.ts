import { Agent, get, type IncomingMessage } from 'node:http';
import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import { expect, it, onTestFinished, vi } from 'vitest';
import { listen } from '#src/http/listen.ts';
import { createSilentLog } from '../fakes/silent-log.ts';

/** As they were before any server was opened here. */
const GLOBALS = [globalThis.Request, globalThis.Response];

async function open(app = new Hono().get('/', (context) => context.text('here')), host = '127.0.0.1') {
  const server = await listen(app, { host, port: 0 });
  onTestFinished(() => server.close(0));
  return server;
}

it('serves on the port it names', async () => {
  const { url } = await open();
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(await (await fetch(url)).text()).toBe('here');
});

it('names an address this machine can open where it listens on all', async () => {
  const { url } = await open(undefined, '0.0.0.0');
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect((await fetch(url)).status).toBe(200);
});

it('keeps a connection for longer than load balancers do', async () => {
  const { url } = await open();
  const agent = new Agent({ keepAlive: true });
  onTestFinished(() => agent.destroy());
  const { headers } = await new Promise<IncomingMessage>((resolve) => get(url, { agent }, resolve));
  expect(headers['keep-alive']).toBe('timeout=75');
});

it('leaves the global Request and Response alone', async () => {
  await open();
  expect([globalThis.Request, globalThis.Response]).toEqual(GLOBALS);
});

it('says in one line that a port is taken, and which variable to change', async () => {
  const port = Number(new URL((await open()).url).port);
  await expect(listen(new Hono(), { host: '127.0.0.1', port })).rejects.toThrow(
    `127.0.0.1:${port} is in use already. Set PORT to another number, or stop what runs there.`,
  );
});

it('says in one line that the host is not of this machine', async () => {
  // 192.0.2.0/24 is kept for documentation; binding sends nothing.
  await expect(listen(new Hono(), { host: '192.0.2.1', port: 0 })).rejects.toThrow(
    '192.0.2.1 is no address of this machine. Set HOST to one, or to 0.0.0.0 for all.',
  );
});

it('ends open event streams at once when it closes, and tells their routes', async () => {
  const ended = vi.fn();
  const app = new Hono().get('/events', (context) =>
    streamSSE(context, async (stream) => {
      await stream.writeSSE({ data: 'hello' });
      await new Promise<void>((resolve) =>
        stream.onAbort(() => {
          ended();
          resolve();
        }),
      );
    }),
  );
  const server = await open(app);
  const response = await asked(`${server.url}/events`);
  const words = reading(response);
  await vi.waitFor(() => expect(words.text()).toContain('data: hello'));
  await server.close(60_000);
  await vi.waitFor(() => expect(ended).toHaveBeenCalledOnce());
  await words.ended;
  expect(response.complete).toBe(true);
});

it('lets an answer finish that is on its way', async () => {
  const { server, answer, asking } = await withSlowAnswer();
  const closing = server.close(60_000);
  answer();
  expect(await (await asking).text()).toBe('at last');
  await closing;
});

it('cuts what has not finished when the grace is over', async () => {
  const { server, asking } = await withSlowAnswer();
  const cut = expect(asking).rejects.toThrow();
  await server.close(20);
  await cut;
});

it('does not wait for a connection that is merely kept open', async () => {
  const server = await open();
  const agent = new Agent({ keepAlive: true });
  onTestFinished(() => agent.destroy());
  const response = await asked(server.url, agent);
  await reading(response).read;
  await server.close(60_000);
});

it('takes no connection any more once closed, and closing twice is closing once', async () => {
  const server = await open();
  await Promise.all([server.close(10), server.close(10)]);
  await server.close(10);
  await expect(fetch(server.url)).rejects.toThrow();
});

it('shows nothing of what broke in the middle of an answer', async () => {
  const log = createSilentLog();
  const app = new Hono().get('/', () => new Response(brokenStream()));
  const server = await listen(app, { host: '127.0.0.1', port: 0, log });
  onTestFinished(() => server.close(0));
  await expect(fetch(server.url).then((response) => response.text())).rejects.toThrow();
  expect(log.lines).toMatchObject([{ level: 'error', message: 'An answer broke off' }]);
});

it('passes on long answers whole', async () => {
  const bytes = crypto.getRandomValues(new Uint8Array(65_536));
  const piece = (times: number) =>
    new ReadableStream({
      start(controller) {
        for (let time = 0; time < times; time++) controller.enqueue(bytes);
        controller.close();
      },
    });
  const { url } = await open(
    new Hono().get('/', () => new Response(piece(64), { headers: { 'Content-Type': 'image/png' } })),
  );
  const answer = await fetch(url);
  expect(answer.headers.get('content-type')).toBe('image/png');
  const got = Buffer.from(await answer.arrayBuffer());
  expect(got.equals(Buffer.concat(Array.from({ length: 64 }, () => bytes)))).toBe(true);
});

it('tells a route when its reader has gone', async () => {
  const gone = vi.fn();
  const app = new Hono().get('/events', (context) =>
    streamSSE(context, async (stream) => {
      await stream.writeSSE({ data: 'hello' });
      await new Promise<void>((resolve) => stream.onAbort(() => resolve(gone())));
    }),
  );
  const response = await asked(`${(await open(app)).url}/events`);
  response.on('error', () => {});
  await vi.waitFor(() => expect(response.statusCode).toBe(200));
  response.destroy();
  await vi.waitFor(() => expect(gone).toHaveBeenCalledOnce());
});

function brokenStream(): ReadableStream<Uint8Array> {
  return new ReadableStream({
    pull(controller) {
      controller.error(new Error('ENOENT: /inner/path'));
    },
  });
}

/** A request whose answer comes when the test says so. */
async function withSlowAnswer() {
  const { promise: allowed, resolve: answer } = Promise.withResolvers<void>();
  const arrived = vi.fn();
  const app = new Hono().get('/', async (context) => {
    arrived();
    await allowed;
    return context.text('at last');
  });
  const server = await open(app);
  const asking = fetch(server.url);
  asking.catch(() => {});
  await vi.waitFor(() => expect(arrived).toHaveBeenCalled());
  return { server, answer, asking };
}

const asked = (url: string, agent?: Agent): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => get(url, agent ? { agent } : {}, resolve).on('error', reject));

function reading(response: IncomingMessage) {
  let text = '';
  response.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
  });
  const ended = new Promise<void>((resolve) => response.once('close', () => resolve()));
  const read = new Promise<void>((resolve) => response.once('end', () => resolve()));
  return { text: () => text, ended, read };
}
