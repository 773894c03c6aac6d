import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A call as it arrived, its body read to the end. */
export interface ScriptedCall {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Answers one call; it may also break the connection, or never answer. */
export type Script = (response: ServerResponse, call: ScriptedCall) => void | Promise<void>;

export interface ScriptedServer {
  readonly url: string;
  /** Every call so far, oldest first. */
  readonly calls: readonly ScriptedCall[];
  /** Appends answers for the next calls. */
  script(...scripts: readonly Script[]): void;
  /** Frees the port. @throws where a call came that was not scripted, or a script was never used. */
  close(): Promise<void>;
}

/** The far side of the wire, one scripted answer a call, on a free loopback port. */
export async function startScriptedServer(): Promise<ScriptedServer> {
  const calls: ScriptedCall[] = [];
  const waiting: Script[] = [];
  const problems: string[] = [];
  let closing: Promise<void> | undefined;
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => problems.push(String(error)));
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = await received(request);
    calls.push(call);
    const script = waiting.shift();
    if (script) return script(response, call);
    problems.push(`${call.method} ${call.path} was not scripted.`);
    response.writeHead(599).end();
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A listening TCP server has this kind of address.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    script: (...scripts) => void waiting.push(...scripts),
    close: () => (closing ??= close()),
  };

  async function close(): Promise<void> {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
    if (waiting.length > 0) problems.push(`${waiting.length} scripted answers were not used.`);
    if (problems.length > 0) throw new Error(problems.join(' '));
  }
}

async function received(request: IncomingMessage): Promise<ScriptedCall> {
  const { method = '', url: path = '', headers } = request;
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return { method, path, headers, body: Buffer.concat(chunks) };
}

/** A JSON answer. */
export const json =
  (body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Script =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };

/** An answer of server-sent events, then the end, or what `last` does instead. */
export const events =
  (list: readonly object[], last: Script = (response) => void response.end()): Script =>
  async (response, call) => {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'x-request-id': 'req_scripted' });
    response.flushHeaders();
    for (const event of list) {
      const name = 'type' in event ? `event: ${String(event.type)}\n` : '';
      await new Promise((written) => response.write(`${name}data: ${JSON.stringify(event)}\n\n`, written));
    }
    await last(response, call);
  };

/** Cuts the connection as a crash does. */
export const reset: Script = (response) => void response.socket?.resetAndDestroy();

/** Says nothing, ever. */
export const hang: Script = () => {};
