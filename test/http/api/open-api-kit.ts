import { randomBytes } from 'node:crypto';
import OpenAI from 'openai';
import { onTestFinished } from 'vitest';
import type { ConfiguredKey } from '#src/app/keys/api-key.ts';
import { createKeys } from '#src/app/keys/keys.ts';
import type { Route } from '#src/app/route.ts';
import { DEFAULT_LIMITS } from '#src/domain/policy.ts';
import { createApi } from '#src/http/api/api.ts';
import { createHttp } from '#src/http/create-http.ts';
import { listen } from '#src/http/listen.ts';
import { type KitOptions, openKit } from '../../app/open-kit.ts';

export interface ApiKitOptions extends KitOptions {
  readonly keys?: readonly ConfiguredKey[];
  readonly isOnlyHere?: boolean;
}

export const KEY = 'ada-key-0123456789abcdef';
const ADA: ConfiguredKey = { name: 'ada', key: KEY };

export type ApiKit = Awaited<ReturnType<typeof openApiKit>>;

/** The API over the engine with everything in memory, behind a real server; models draw as told. */
export async function openApiKit({ keys: configured = [ADA], isOnlyHere = false, ...options }: ApiKitOptions = {}) {
  const routes = new Map<string, Route>();
  const kit = openKit({ ...options, routes });
  const { parts, engine, blobs, clock, log } = kit;
  const { apiKeys, apiRates, apiReplays, members } = parts.documents;
  const random = () => randomBytes(32).toString('base64url');
  const keys = createKeys({ keys: apiKeys, secret: 'secret', configured, clock, random });
  const api = createApi({
    engine,
    jobs: parts.jobs,
    blobs,
    keys,
    rates: apiRates,
    replays: apiReplays,
    members,
    limits: DEFAULT_LIMITS,
    addressOf: async (_job, { name }, origin) => `${origin}/files/${name}?at=${clock.now()}`,
    isOnlyHere,
    version: '1.2.3',
    publicBaseUrl: undefined,
    clock,
    newId: parts.newId,
    log,
  });
  routes.set(api.route.id, api.route);
  const app = createHttp({
    routes: [api.routes],
    ready: async () => ({ ok: true, parts: {} }),
    metricsText: async () => ({ contentType: 'text/plain', body: '' }),
    catalogue: parts.catalogue,
    log,
    gate: api.gate,
    now: clock.now,
  });
  const server = await listen(app, { host: '127.0.0.1', port: 0, log });
  onTestFinished(() => server.close(0));
  await engine.start();

  return { ...kit, keys, api, url: server.url, call, generate, client, left };

  /** One call as a program makes it; JSON unless its body is a form or nothing. */
  function call(path: string, { key = KEY, headers = {}, body, method = 'POST', signal }: CallOptions = {}) {
    const isJson = body !== undefined && !(body instanceof FormData) && typeof body !== 'string';
    return fetch(`${server.url}${path}`, {
      method: body === undefined && method === 'POST' ? 'GET' : method,
      headers: {
        ...(key !== '' && { authorization: `Bearer ${key}` }),
        ...((isJson || typeof body === 'string') && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: isJson ? JSON.stringify(body) : body }),
      ...(signal && { signal }),
    } as RequestInit);
  }

  function generate(body: object = {}, options: CallOptions = {}) {
    return call('/v1/images/generations', { ...options, body: { prompt: 'a fox', ...body } });
  }

  function client(more: ConstructorParameters<typeof OpenAI>[0] = {}) {
    return new OpenAI({ apiKey: KEY, baseURL: `${server.url}/v1`, maxRetries: 0, ...more });
  }

  async function left(name = 'ada', tenantId = 'api') {
    const { available, held } = await engine.balance({ tenantId, personId: name });
    return { available, held };
  }
}

export interface CallOptions {
  /** None is sent where it is empty. */
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly method?: string;
  readonly signal?: AbortSignal;
}

/** What an answer says, whatever it is. */
export interface Said {
  readonly status: number;
  readonly id?: string;
  readonly data?: readonly { readonly b64_json?: string; readonly url?: string }[];
  readonly metadata?: Readonly<Record<string, unknown>> & { readonly jobId: string };
  readonly usage?: Readonly<Record<string, unknown>>;
  readonly error?: {
    readonly code: string;
    readonly message: string;
    readonly param: string | null;
    readonly type: string;
    readonly metadata?: { readonly blame: string; readonly charged: boolean; readonly jobId?: string };
  };
}

export async function said(answer: Response | Promise<Response>): Promise<Said> {
  const { status, ...response } = { response: await answer, status: (await answer).status };
  return { status, ...((await response.response.json()) as object) };
}
