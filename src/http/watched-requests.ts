import type { Context, MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import type { Metrics } from '#src/ports/metrics.ts';
import type { Tracing } from '#src/ports/tracing.ts';

export interface WatchedParts {
  readonly metrics: Pick<Metrics, 'httpRequest'>;
  readonly tracing: Tracing;
}

/**
 * Counts every request by the route that answered it, and leads the trace of a call of the API through to its job: the one it
 * brings in `traceparent`, else a new one.
 */
export function watchedRequests({ metrics, tracing }: WatchedParts): MiddlewareHandler {
  return async (context, next) => {
    const startedAt = performance.now();
    try {
      if (isCall(context)) await traced(context, next);
      else await next();
    } finally {
      const { method } = context.req;
      metrics.httpRequest(method, routeOf(context), context.res.status, performance.now() - startedAt);
    }
  };

  function traced(context: Context, next: () => Promise<void>): Promise<void> {
    const traits = () => ({
      'easel.platform': 'api',
      'http.request.method': context.req.method,
      'http.route': routeOf(context),
      'http.response.status_code': context.res.status,
    });
    return tracing.span('request', next, { from: context.req.header('traceparent'), traits });
  }
}

const isCall = ({ req: { path } }: Context): boolean => path.startsWith('/v1/');

/** As the program names it: what stands in the address may open a file, or say who calls. */
function routeOf(context: Context): string {
  const route = routePath(context, -1);
  return route.endsWith('*') ? 'none' : route;
}
