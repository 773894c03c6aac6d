import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { routePath } from 'hono/route';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { EaselError } from '#src/domain/errors.ts';
import type { Catalogue } from '#src/ports/catalogue.ts';
import type { Log } from '#src/ports/log.ts';
import { apiError } from './api-error.ts';
import { type HealthParts, healthRoutes } from './health-routes.ts';
import { modelRoutes } from './model-routes.ts';
import { statusOf } from './status-of.ts';

export interface HttpParts extends Omit<HealthParts, 'timeoutMs'> {
  /** What others serve, such as the playground; mounted at `/` behind the routes made here. */
  readonly routes: readonly Hono[];
  readonly catalogue: Catalogue;
  readonly log: Log;
  /** How long the parts may take to tell their state. */
  readonly healthTimeoutMs?: number;
}

/**
 * The whole HTTP face: health, metrics, models, and what the platforms add. Whatever goes wrong in any route is answered here:
 * in OpenAI's error shape below `/v1`, with one line of text elsewhere, and never with a stack trace.
 */
export function createHttp({ routes, catalogue, log, healthTimeoutMs = 5000, ...health }: HttpParts): Hono {
  const app = new Hono();
  app.use(onlyErrors);
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (context, methods) => notAllowed(context, methods.join(', ')),
    }),
  );
  for (const part of [
    healthRoutes({ ...health, timeoutMs: healthTimeoutMs, log }),
    modelRoutes(catalogue),
    ...routes,
  ]) {
    app.route('/', part);
  }
  app.notFound((context) =>
    refuse(context, 404, `There is nothing at ${context.req.method} ${context.req.path}.`, 'unknown_url'),
  );
  app.onError((error, context) => onError(error, context, log));
  return app;
}

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

function onError(error: Error, context: Context, log: Log): Response {
  if (error instanceof HTTPException && error.res) return error.getResponse();
  if (error instanceof HTTPException && error.status < 500) {
    return refuse(context, contentful(error.status), error.message || 'The request does not fit.', null);
  }
  if (error instanceof EaselError && error.code !== 'internal') {
    return refuse(context, statusOf(error), error.message, error.code);
  }
  // The route's own words: in the address may stand what opens a file, or who may call.
  log.error({ err: error, method: context.req.method, route: routePath(context, -1) }, 'A request broke');
  return refuse(context, 500, 'Something went wrong inside Easel. The log has the details.', 'internal');
}

function refuse(context: Context, status: ContentfulStatusCode, message: string, code: string | null): Response {
  const { path } = context.req;
  const isApi = path === '/v1' || path.startsWith('/v1/');
  // The path in the message came from outside; nothing may take it for a page.
  const headers = { 'X-Content-Type-Options': 'nosniff' };
  return isApi
    ? context.json(apiError(status, message, { code }), status, headers)
    : context.text(`${message}\n`, status, headers);
}

/** An exception's status as one that may carry a body: all from 400 on may. */
const contentful = (status: number): ContentfulStatusCode =>
  // Proof: 400 <= status < 500 here, and of these none is a status without content.
  status as ContentfulStatusCode;
