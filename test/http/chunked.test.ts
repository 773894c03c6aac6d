import { request as ask } from 'node:http';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { expect, it, onTestFinished } from 'vitest';
import { createHttp } from '#src/http/create-http.ts';
import { listen } from '#src/http/listen.ts';
import { openCatalogue } from '#src/open-catalogue.ts';
import { configOf } from '../config/open-config.ts';
import { createSilentLog } from '../fakes/silent-log.ts';

/** A route behind Hono's limit, as the webhooks, the pages and Slack's events have it. */
async function open() {
  const routes = new Hono();
  const limit = bodyLimit({ maxSize: 100, onError: (context) => context.text('Too large.', 413) });
  routes.post('/taken', limit, async (context) => context.text(await context.req.text()));
  const log = createSilentLog();
  const app = createHttp({
    routes: [routes],
    ready: async () => ({ ok: true, parts: {} }),
    metricsText: async () => ({ contentType: 'text/plain', body: '' }),
    catalogue: openCatalogue(configOf()),
    log,
  });
  const server = await listen(app, { host: '127.0.0.1', port: 0, log });
  onTestFinished(() => server.close(0));
  return { url: `${server.url}/taken`, log };
}

/** Sends a body in pieces whose length nobody is told, as some proxies do. */
function inPieces(url: string, pieces: readonly string[]): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const request = ask(url, { method: 'POST', agent: false }, async (answer) => {
      let text = '';
      for await (const piece of answer) text += piece;
      resolve({ status: answer.statusCode ?? 0, text });
    });
    request.on('error', reject);
    for (const piece of pieces) request.write(piece);
    request.end();
  });
}

it('takes a body that comes in pieces of no announced length', async () => {
  const { url, log } = await open();
  expect(await inPieces(url, ['a ', 'red ', 'fox'])).toEqual({ status: 200, text: 'a red fox' });
  expect(log.lines.filter(({ level }) => level === 'error')).toEqual([]);
});

it('refuses one that becomes too large', async () => {
  const { url } = await open();
  expect(await inPieces(url, ['a'.repeat(60), 'b'.repeat(60)])).toEqual({ status: 413, text: 'Too large.' });
});
