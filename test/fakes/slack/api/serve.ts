import type { IncomingMessage, ServerResponse } from 'node:http';
import { isRefusal, refusal } from '../refusal.ts';
import { type PlayedWorkspace, STEP_TOKEN, type World } from '../state.ts';
import { missingScope } from './conversations.ts';
import type { Faults } from './faults.ts';
import type { Caller, Method, Methods } from './method.ts';
import type { RateLimits } from './rate-limits.ts';
import { type ReadBody, type Recorded, readBody } from './traffic.ts';

export interface Parts {
  readonly methods: Methods;
  readonly faults: Faults;
  readonly limits: RateLimits;
  readonly traffic: Recorded[];
}

/** Something that lies beside the Web API: uploads, downloads, response addresses. */
export interface Beside {
  readonly prefix: string;
  /** As it is called in the traffic. */
  readonly name: string;
  answer(asked: { url: URL; bytes: Buffer; body: () => ReadBody; request: IncomingMessage }): Promise<Plain> | Plain;
}

export interface Plain {
  readonly status: number;
  readonly type: string;
  readonly body: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers what comes to the loopback port. */
export function serve(world: World, parts: Parts, besides: readonly Beside[]) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      const url = new URL(request.url ?? '/', world.origin);
      const bytes = await read(request);
      const beside = besides.find(({ prefix }) => url.pathname.startsWith(prefix));
      if (url.pathname.startsWith('/api/')) await answerApi(world, parts, request, response, url, bytes);
      else if (beside) await answerBeside(world, parts, beside, request, response, url, bytes);
      else response.writeHead(404, { 'content-type': 'text/html' }).end('<html>not here</html>');
    } catch (cause) {
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
      response.end(`the played Slack failed: ${cause instanceof Error ? cause.stack : String(cause)}`);
    }
  };
}

async function answerBeside(
  world: World,
  { faults, traffic }: Parts,
  beside: Beside,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  bytes: Buffer,
): Promise<void> {
  const contentType = request.headers['content-type'] ?? '';
  const body = () => readBody(bytes, contentType);
  const shown = contentType.startsWith('application/json') ? body().body : {};
  const entry = record(world, {
    method: beside.name,
    path: beside.prefix,
    contentType,
    body: shown,
    args: shown,
    workspaceId: '',
  });
  traffic.push(entry);
  world.changed();
  const fault = faults.take(beside.name, shown);
  if (await fault?.before(response)) return;
  const plain = await beside.answer({ url, bytes, body, request });
  entry.status = plain.status;
  world.changed();
  if (await fault?.after(response)) return;
  response.writeHead(plain.status, { 'content-type': plain.type, ...plain.headers }).end(plain.body);
}

async function answerApi(
  world: World,
  parts: Parts,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  bytes: Buffer,
): Promise<void> {
  const name = url.pathname.slice('/api/'.length);
  const contentType = request.headers['content-type'] ?? '';
  const { body, args, token } = readBody(bytes, contentType);
  const authorization = token === null ? (request.headers.authorization ?? '') : `Bearer ${token}`;
  const caller = callerOf(world, authorization);
  const workspaceId = caller?.workspace.id ?? '';
  const entry = record(world, { method: name, path: url.pathname, contentType, body, args, workspaceId });
  parts.traffic.push(entry);
  world.changed();
  const fault = parts.faults.take(name, args);
  if (await fault?.before(response)) return;
  const wait = parts.limits.take(name, workspaceId);
  const answer = wait === undefined ? await answered() : { ok: false, error: 'ratelimited' };
  Object.assign(entry, { status: wait === undefined ? 200 : 429, answer });
  world.changed();
  if (await fault?.after(response)) return;
  response.writeHead(wait === undefined ? 200 : 429, {
    'content-type': 'application/json; charset=utf-8',
    ...(caller && { 'x-oauth-scopes': [...caller.installation.scopes].join(',') }),
    ...(wait !== undefined && { 'retry-after': String(wait) }),
  });
  response.end(JSON.stringify(answer));

  async function answered(): Promise<Record<string, unknown>> {
    try {
      return { ok: true, ...(await call(world, parts.methods[name], args, authorization, caller)) };
    } catch (cause) {
      if (isRefusal(cause)) return { ok: false, ...cause.refusal };
      throw cause;
    }
  }
}

async function call(
  world: World,
  method: Method | undefined,
  args: Record<string, unknown>,
  authorization: string,
  caller: Caller | undefined,
): Promise<object> {
  if (!method) throw refusal('unknown_method');
  if ('open' in method) {
    if (method.open === 'to-app-tokens') judgeAppToken(world, authorization, caller);
    return method.respond(args, authorization);
  }
  if (!authorization) throw refusal('not_authed');
  if (!caller) throw refusal(authorization.includes('xapp-') ? 'not_allowed_token_type' : 'invalid_auth');
  const { state, scopes } = caller.installation;
  if (state !== 'active') throw refusal(state === 'revoked' ? 'token_revoked' : 'account_inactive');
  const missing = method.needs.find((scope) => !scopes.has(scope));
  if (missing !== undefined) throw missingScope(caller, missing);
  return method.answer(args, caller);
}

function judgeAppToken(world: World, authorization: string, caller: Caller | undefined): void {
  if (!authorization) throw refusal('not_authed');
  if (caller) throw refusal('not_allowed_token_type');
  if (authorization !== `Bearer ${world.app.appToken}`) throw refusal('invalid_auth');
}

/** Whose token it is; undefined where nobody was given that one. */
export function callerOf(world: World, authorization: string): Caller | undefined {
  const token = authorization.replace(/^Bearer /, '');
  const execution = world.executions.get(token.replace(STEP_TOKEN, ''));
  const isTheirs = ({ id, installation }: PlayedWorkspace) =>
    token.startsWith(STEP_TOKEN) ? execution?.workspaceId === id : installation?.token === token;
  const workspaces = [...world.workspaces.values()].filter(isTheirs);
  const [workspace]: readonly PlayedWorkspace[] = workspaces;
  return workspace?.installation ? { installation: workspace.installation, workspaces, workspace } : undefined;
}

const record = (world: World, call: Omit<Recorded, 'vendor' | 'at'>): Recorded => ({
  vendor: 'slack',
  ...call,
  contentType: call.contentType.split(';')[0]?.trim() ?? '',
  at: world.clock.now(),
});

async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}
