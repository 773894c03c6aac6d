import type { MiddlewareHandler } from 'hono';
import { EaselError } from '#src/domain/errors.ts';

/**
 * Keeps the pages of other sites from sending anything in somebody's name. A browser tells where a request comes from, and programs
 * tell nothing and pass: what they send has its own secret.
 *
 * @param publicBaseUrl a proxy may call this server by another name than people do.
 */
export function ownOrigin(publicBaseUrl: string | undefined): MiddlewareHandler {
  const ours = publicBaseUrl === undefined ? undefined : new URL(publicBaseUrl).host;
  return async ({ req }, next) => {
    const isRead = req.method === 'GET' || req.method === 'HEAD';
    if (!isRead && isForeign(req.raw.headers, [ours, req.header('host')]))
      throw new EaselError('not-allowed', { what: 'send this from another page than its own' });
    return next();
  };
}

function isForeign(headers: Headers, hosts: readonly (string | undefined)[]): boolean {
  const site = headers.get('sec-fetch-site');
  if (site !== null) return site !== 'same-origin';
  const origin = headers.get('origin');
  // `null`, which sandboxed pages send, is nobody's.
  const host = origin === null ? undefined : URL.parse(origin)?.host;
  return origin !== null && (host === undefined || !hosts.includes(host));
}
