import { Hono } from 'hono';
import { timeout } from 'hono/timeout';
import type { Log } from '#src/ports/log.ts';
import type { Readiness } from './readiness.ts';

export interface HealthParts {
  readonly ready: () => Promise<Readiness>;
  readonly metricsText: () => Promise<{ readonly contentType: string; readonly body: string }>;
  /** How long the parts may take to tell their state; who asks must hear something before it gives up itself. */
  readonly timeoutMs: number;
  readonly log: Log;
}

/** What watches the process: `/healthz` (is it alive), `/readyz` (can it work) and `/metrics` (Prometheus). */
export function healthRoutes({ ready, metricsText, timeoutMs, log }: HealthParts): Hono {
  const routes = new Hono();

  routes.get('/healthz', (context) => context.json({ status: 'ok' }, 200, NEVER_KEPT));

  const readyz = new Hono();
  readyz.use(timeout(timeoutMs));
  readyz.get('/', async (context) => {
    const { ok, why, parts } = await ready();
    return ok
      ? context.json({ status: 'ready', parts }, 200, NEVER_KEPT)
      : context.json({ status: 'not ready', why, parts }, 503, NEVER_KEPT);
  });
  readyz.onError((err, context) => {
    log.error({ err }, 'The state of the parts could not be told');
    const why = ['the state of the parts could not be told'];
    return context.json({ status: 'not ready', why, parts: {} }, 503, NEVER_KEPT);
  });
  routes.route('/readyz', readyz);

  routes.get('/metrics', timeout(timeoutMs), async (context) => {
    const { contentType, body } = await metricsText();
    return context.body(body, 200, { ...NEVER_KEPT, 'Content-Type': contentType });
  });

  return routes;
}

const NEVER_KEPT = { 'Cache-Control': 'no-store' };
