import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

interface Told {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
}

/** A collector that takes what it is sent, as OTLP over HTTP. */
export async function playCollector() {
  const bodies: string[] = [];
  const headers: unknown[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    bodies.push(body);
    headers.push([request.url, request.headers.authorization]);
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  // Proof: it listens on TCP.
  const { port } = server.address() as AddressInfo;
  const spans = (): Told[] =>
    bodies.flatMap((body) => {
      const { resourceSpans } = JSON.parse(body);
      return resourceSpans[0].scopeSpans.flatMap(({ spans: told }: { spans: Told[] }) => told);
    });
  return { url: `http://127.0.0.1:${port}`, spans, headers, text: () => bodies.join('\n') };
}
