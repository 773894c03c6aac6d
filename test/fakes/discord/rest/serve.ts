import type { IncomingMessage, ServerResponse } from 'node:http';
import { fileAt, type Upload } from '../cdn.ts';
import { isRefusal, type Refusal, refusal, tooLarge } from '../refusal.ts';
import type { World } from '../state.ts';
import type { Faults } from './faults.ts';
import { formParts } from './multipart.ts';
import type { RateLimits } from './rate-limits.ts';
import type { Traffic } from './traffic.ts';

/** One call of the API, read. */
export interface Asked {
  readonly method: string;
  /** Without `/api/v10`, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
  /** By the number in `files[n]`. */
  readonly files: ReadonlyMap<number, Upload>;
  param(name: string): string;
}

export interface Answered {
  readonly status: number;
  readonly body?: unknown;
}

export interface Route {
  readonly method: string;
  /** Such as `/channels/:channel/messages`. */
  readonly pattern: string;
  /** Calls by an interaction's token need no bot token. */
  readonly open?: boolean;
  answer(asked: Asked): Promise<Answered> | Answered;
}

export interface RestParts {
  readonly token: string;
  readonly routes: readonly Route[];
  readonly faults: Faults;
  readonly limits: RateLimits;
  readonly traffic: Traffic;
}

const MAX_REQUEST_BYTES = 25 * 1024 * 1024;

/** Answers what comes to the loopback port: the API and the CDN. */
export function serve(world: World, parts: RestParts) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      const url = new URL(request.url ?? '/', world.origin);
      const version = /^(?:\/api)?\/v10(?=\/)/.exec(url.pathname)?.[0];
      if (version) await answerApi(world, parts, request, response, url, url.pathname.slice(version.length));
      else answerCdn(world, request, response, url);
    } catch (cause) {
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
      response.end(`the played Discord failed: ${cause instanceof Error ? cause.stack : String(cause)}`);
    }
  };
}

function answerCdn(world: World, request: IncomingMessage, response: ServerResponse, url: URL): void {
  const file = request.method === 'GET' ? fileAt(world, url) : undefined;
  if (!file) return void response.writeHead(404).end('This content is no longer available.');
  const type = file.contentType ?? 'application/octet-stream';
  response.writeHead(200, { 'content-type': type, 'content-length': file.bytes.length }).end(file.bytes);
}

async function answerApi(
  world: World,
  parts: RestParts,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  path: string,
): Promise<void> {
  const method = request.method ?? 'GET';
  const bytes = await read(request);
  const contentType = request.headers['content-type'] ?? '';
  const { body, files } = readBody(bytes, contentType);
  const entry = parts.traffic.record({ method, path, contentType, body, files, at: world.clock.now() });
  const fault = parts.faults.take(method, path, files.size);
  if (await fault?.before(response)) return;
  const { status, body: answer, headers } = await answered();
  entry.status = status;
  entry.answer = answer;
  world.changed();
  if (await fault?.after(response)) return;
  response.writeHead(status, { ...headers, ...(answer !== undefined && { 'content-type': 'application/json' }) });
  response.end(answer === undefined ? undefined : JSON.stringify(answer));

  async function answered(): Promise<Answered & { headers: Record<string, string> }> {
    const limited = parts.limits.take(method, path);
    if (limited.refused) return { status: 429, body: limited.refused, headers: limited.headers };
    try {
      if (bytes.length > MAX_REQUEST_BYTES) throw tooLarge();
      const found = findRoute(parts.routes, method, path);
      if (!found.route.open && request.headers.authorization !== `Bot ${parts.token}`)
        throw refusal(401, 0, '401: Unauthorized');
      const asked = { method, path, query: url.searchParams, body, files, param: found.param };
      return { ...(await found.route.answer(asked)), headers: limited.headers };
    } catch (cause) {
      if (isRefusal(cause)) return { ...refused(cause), headers: { ...limited.headers, ...waitOf(cause) } };
      throw cause;
    }
  }
}

function refused({ message, refusal: { status, code, errors, retryAfter } }: Refusal): Answered {
  const wait = retryAfter === undefined ? {} : { retry_after: retryAfter, global: false };
  return { status, body: { message, code, ...(errors && { errors }), ...wait } };
}

const waitOf = ({ refusal: { retryAfter } }: Refusal): Record<string, string> =>
  retryAfter === undefined ? {} : { 'retry-after': String(Math.ceil(retryAfter)), 'x-ratelimit-scope': 'shared' };

function findRoute(routes: readonly Route[], method: string, path: string) {
  const steps = path.split('/');
  for (const route of routes) {
    const names = route.pattern.split('/');
    const fits = names.length === steps.length && names.every((name, at) => name.startsWith(':') || name === steps[at]);
    if (!fits || route.method !== method) continue;
    const param = (name: string) => decodeURIComponent(steps[names.indexOf(`:${name}`)] ?? '');
    return { route, param };
  }
  throw refusal(404, 0, '404: Not Found');
}

async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** JSON as it is; of multipart the JSON in `payload_json`, and the files by their numbers. */
function readBody(bytes: Buffer, type: string): { body: unknown; files: Map<number, Upload> } {
  const files = new Map<number, Upload>();
  if (bytes.length === 0) return { body: undefined, files };
  if (!type.startsWith('multipart/form-data')) return { body: JSON.parse(bytes.toString('utf8')), files };
  const parts = formParts(bytes, type);
  for (const { name, filename, bytes: content } of parts) {
    const number = /^files\[(\d+)\]$/.exec(name)?.[1];
    if (number !== undefined && filename !== undefined) files.set(Number(number), { name: filename, bytes: content });
  }
  const json = parts.find(({ name }) => name === 'payload_json');
  return { body: json ? JSON.parse(Buffer.from(json.bytes).toString('utf8')) : {}, files };
}
