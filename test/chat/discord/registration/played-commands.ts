import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export const TOKEN = 'sec-ret.Token_of-a.bot';
export const APPLICATION_ID = '1181234567890123456';
export const GUILD_ID = '81384788765712384';

export interface Call {
  readonly method: string;
  /** Without the version. */
  readonly path: string;
  readonly body: unknown;
}

interface Stored {
  readonly id: string;
  readonly type: number;
  readonly name: string;
}

interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface PlayedCommands {
  /** For `DISCORD_API_URL`. */
  readonly url: string;
  readonly calls: readonly Call[];
  /** Those that change something. */
  readonly writes: readonly Call[];
  /** What Discord has now, globally or in a server. */
  commands(guildId?: string): readonly Stored[];
  /** What somebody else registered. */
  put(command: Readonly<Record<string, unknown>>, guildId?: string): void;
  /** The application as the developer portal has it. */
  application: Readonly<Record<string, unknown>>;
  /** Another answer to the calls that a method and the end of a path name. */
  instead(method: string, pathEnd: string, answer: Answer): void;
}

/** The commands' corner of Discord's REST on loopback: it keeps what it is given and adds what Discord adds. */
export async function playCommands(): Promise<PlayedCommands> {
  const calls: Call[] = [];
  const scopes = new Map<string, Map<string, Stored>>();
  const otherAnswers: { method: string; pathEnd: string; answer: Answer }[] = [];
  let lastId = 1_200_000_000_000_000_000n;

  const server = createServer(async (request, response) => {
    const { method = '', url = '' } = request;
    const path = (url.split('?')[0] ?? '').replace(/^\/api\/v10/, '');
    const body = await bodyOf(request);
    calls.push({ method, path, body });
    const other = otherAnswers.find((one) => one.method === method && path.endsWith(one.pathEnd));
    send(response, other?.answer ?? answerTo(method, path, body, request.headers.authorization));
  });

  function answerTo(method: string, path: string, body: unknown, authorization: string | undefined): Answer {
    if (authorization !== `Bot ${TOKEN}`) return { status: 401, body: { code: 0, message: '401: Unauthorized' } };
    if (path === '/users/@me') return { status: 200, body: { id: '2', username: 'easel-bot', bot: true } };
    if (path === '/applications/@me') return { status: 200, body: played.application };
    if (path === `/guilds/${GUILD_ID}`) return { status: 200, body: { id: GUILD_ID, name: 'The Studio' } };
    const [, applicationId, scope = '', id] =
      /^\/applications\/(\d+)\/((?:guilds\/\d+\/)?)commands(?:\/(\d+))?$/.exec(path) ?? [];
    if (applicationId !== APPLICATION_ID) return { status: 404, body: { code: 0, message: '404: Not Found' } };
    return onCommands(method, scope, id, body);
  }

  function onCommands(method: string, scope: string, id: string | undefined, body: unknown): Answer {
    const stored = scopes.get(scope) ?? new Map<string, Stored>();
    scopes.set(scope, stored);
    if (method === 'GET') return { status: 200, body: [...stored.values()] };
    if (method === 'POST') {
      const same = [...stored.values()].find((one) => isSame(one, body));
      lastId += 1n;
      return { status: same ? 200 : 201, body: store(stored, same?.id ?? String(lastId), body, scope) };
    }
    const current = stored.get(id ?? '');
    if (!current) return { status: 404, body: { code: 10_063, message: 'Unknown application command' } };
    if (method === 'PATCH')
      return { status: 200, body: store(stored, current.id, { ...current, ...fields(body) }, scope) };
    stored.delete(current.id);
    return { status: 204 };
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  // A listening TCP server has this kind of address.
  const { port } = server.address() as AddressInfo;
  const played: PlayedCommands = {
    url: `http://127.0.0.1:${port}/api`,
    calls,
    get writes() {
      return calls.filter(({ method }) => method !== 'GET');
    },
    commands: (guildId) => [...(scopes.get(scopeOf(guildId))?.values() ?? [])],
    put: (command, guildId) => void onCommands('POST', scopeOf(guildId), undefined, command),
    application: { id: APPLICATION_ID, flags: 1 << 19, integration_types_config: { 0: {}, 1: {} } },
    instead: (method, pathEnd, answer) => void otherAnswers.push({ method, pathEnd, answer }),
  };
  return played;
}

const scopeOf = (guildId: string | undefined) => (guildId === undefined ? '' : `guilds/${guildId}/`);

/** As Discord tells it: with fields of its own, what is not there as null, and languages in its own order. */
function store(stored: Map<string, Stored>, id: string, body: unknown, scope: string): Stored {
  const { type = 1, name = '', contexts = null, integration_types, options = [], ...rest } = fields(body);
  const places = scope === '' ? { contexts, integration_types: integration_types ?? [0] } : { contexts: null };
  const command = {
    ...{ default_member_permissions: null, nsfw: false, dm_permission: true, description: '' },
    ...{ application_id: APPLICATION_ID, version: id, name_localizations: null, description_localizations: null },
    ...turned(rest),
    ...places,
    ...(Array.isArray(options) && options.length > 0 && { options: options.map(turned) }),
    ...{ id, type: Number(type), name: String(name) },
  };
  stored.set(id, command);
  return command;
}

/** The same with every object's parts in the opposite order. */
function turned(value: unknown): object {
  const parts = Object.entries(fields(value)).reverse();
  return Object.fromEntries(
    parts.map(([key, part]) => [
      key,
      key === 'choices' && Array.isArray(part) ? part.map(turned) : isObject(part) ? turned(part) : part,
    ]),
  );
}

const isSame = ({ type, name }: Stored, body: unknown) =>
  type === (fields(body).type ?? 1) && name === fields(body).name;

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

const fields = (body: unknown): Record<string, unknown> => ({ ...(typeof body === 'object' ? body : undefined) });

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return chunks.length === 0 ? undefined : JSON.parse(Buffer.concat(chunks).toString());
}

function send(response: ServerResponse, { status, body, headers }: Answer): void {
  if (body === undefined) return void response.writeHead(status, headers).end();
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}
