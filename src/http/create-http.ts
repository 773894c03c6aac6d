import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { routePath } from 'hono/route';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { EaselError } from '#src/domain/errors.ts';
import type { Catalogue } from '#src/ports/catalogue.ts';
import type { Log } from '#src/ports/log.ts';
import { brokenProblem, problemOf } from './api/problem.ts';
import { apiError } from './api-error.ts';
import { type HealthParts, healthRoutes } from './health-routes.ts';
import { modelRoutes } from './model-routes.ts';
import { statusOf } from './status-of.ts';
import { type WatchedParts, watchedRequests } from './watched-requests.ts';

export interface HttpParts extends Omit<HealthParts, 'timeoutMs'> {
  /** What others serve, such as the playground; mounted at `/` behind the routes made here. */
  readonly routes: readonly Hono[];
  readonly catalogue: Catalogue;
  readonly log: Log;
  /** How long the parts may take to tell their state. */
  readonly healthTimeoutMs?: number;
  /** Stands before everything below `/v1`: who may call, and how often. Everybody may where it is absent. */
  readonly gate?: Hono;
  readonly now?: () => number;
  /** Who counts and traces requests; nobody where it is absent. */
  readonly watch?: WatchedParts;
}

/**
 * The whole HTTP face: health, metrics, models, and what the platforms add. Whatever goes wrong in any route is answered here:
 * in OpenAI's error shape below `/v1`, with one line of text elsewhere, and never with a stack trace.
 */
export function createHttp({
  routes,
  catalogue,
  log,
  healthTimeoutMs = 5000,
  gate,
  now = Date.now,
  watch,
  ...health
}: HttpParts): Hono {
  const app = new Hono();
  if (watch) app.use(watchedRequests(watch));
  app.use(onlyErrors);
  app.use(headAlone);
  app.use(wholeRequests);
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (context, methods) => notAllowed(context, methods.join(', ')),
    }),
  );
  for (const part of [
    healthRoutes({ ...health, timeoutMs: healthTimeoutMs, log }),
    ...(gate ? [gate] : []),
    modelRoutes(catalogue),
    ...routes,
  ]) {
    app.route('/', part);
  }
  app.notFound((context) =>
    refuse(context, 404, `There is nothing at ${context.req.method} ${context.req.path}.`, 'unknown_url'),
  );
  app.onError((error, context) => onError(error, context, log, now));
  return app;
}

/** Who asks for the head alone reads no body, and a file or a connection that it flows from would stay open. */
const headAlone: MiddlewareHandler = async (context, next) => {
  await next();
  const { body } = context.res;
  if (context.req.method !== 'HEAD' || !body) return;
  context.res = new Response(null, context.res);
  await body.cancel().catch(() => undefined);
};

/**
 * A body that comes in pieces of no announced length is put together by Hono's limit, which then makes a `Request` of ours: only of a
 * real one, which the server's light stand-in is not. The API reads its bodies itself.
 */
const wholeRequests: MiddlewareHandler = async (context, next) => {
  const { url, method, headers, signal } = context.req.raw;
  const isBodiless = method === 'GET' || method === 'HEAD';
  if (headers.has('transfer-encoding') && !isBodiless && !isApi(context)) {
    const { body } = context.req.raw;
    context.req.raw = new Request(url, { method, headers, signal, body, duplex: 'half' });
  }
  return next();
};

/** Hono's error door lets through what is thrown but no Error, such as a word given as the reason of an abort. */
const onlyErrors: MiddlewareHandler = async (_context, next) => {
  try {
    await next();
  } catch (thrown) {
    throw thrown instanceof Error ? thrown : new Error('Something was thrown that is no error', { cause: thrown });
  }
};

function notAllowed(context: Context, allow: string): Response {
  const { method, path } = context.req;
  const response = refuse(context, 405, `${path} does not take ${method}, only ${allow}.`, 'method_not_supported');
  response.headers.set('Allow', allow);
  return response;
}

function onError(error: Error, context: Context, log: Log, now: () => number): Response {
  if (isApi(context)) return apiProblem(error, context, log, now);
  if (error instanceof HTTPException && error.res) return error.getResponse();
  if (error instanceof HTTPException && error.status < 500) {
    return refuse(context, contentful(error.status), error.message || 'The request does not fit.', null);
  }
  if (error instanceof EaselError && error.code !== 'internal') {
    return refuse(context, statusOf(error), error.message, error.code);
  }
  tellBroken(error, context, log);
  return refuse(context, 500, 'Something went wrong inside Easel. The log has the details.', 'internal');
}

function apiProblem(error: Error, context: Context, log: Log, now: () => number): Response {
  const problem = problemOf(error, now());
  if (!problem) tellBroken(error, context, log);
  const { status, body, headers } = problem ?? brokenProblem(error);
  return context.json(body, status, { 'X-Content-Type-Options': 'nosniff', ...headers });
}

/** The route's own words: in the address may stand what opens a file, or who may call. */
function tellBroken(error: Error, context: Context, log: Log): void {
  log.error({ err: error, method: context.req.method, route: routePath(context, -1) }, 'A request broke');
}

function refuse(context: Context, status: ContentfulStatusCode, message: string, code: string | null): Response {
  // The path in the message came from outside; nothing may take it for a page.
  const headers = { 'X-Content-Type-Options': 'nosniff' };
  return isApi(context)
    ? context.json(apiError(status, message, { code }), status, headers)
    : context.text(`${message}\n`, status, headers);
}

const isApi = ({ req: { path } }: Context): boolean => path === '/v1' || path.startsWith('/v1/');

/** An exception's status as one that may carry a body: all from 400 on may. */
const contentful = (status: number): ContentfulStatusCode =>
  // Proof: 400 <= status < 500 here, and of these none is a status without content.
  status as ContentfulStatusCode;
