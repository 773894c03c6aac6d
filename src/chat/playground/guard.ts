import { isIPv4 } from 'node:net';
import type { MiddlewareHandler } from 'hono';

/**
 * Keeps other web pages out. A page elsewhere can make a browser send requests to loopback: by a name that suddenly resolves to
 * 127.0.0.1 (then `Host` is foreign), or across sites (then `Origin` or `Sec-Fetch-Site` tells). Programs send neither and pass.
 */
export function guard(allowedHosts: readonly string[]): MiddlewareHandler {
  const allowed = new Set(allowedHosts.map((host) => hostname(host) ?? host.toLowerCase()));
  return async (context, next) => {
    const host = context.req.header('host') ?? new URL(context.req.url).host;
    const name = hostname(host);
    if (!name || !(isLoopback(name) || allowed.has(name))) {
      return refuse(`This playground does not answer under the name ${name ? `"${name}"` : 'it was called by'}.`);
    }
    if (context.req.method !== 'GET' && context.req.method !== 'HEAD' && isForeign(context.req.raw.headers, host)) {
      return refuse('This playground takes requests from its own page only.');
    }
    return next();
  };
}

function isForeign(headers: Headers, host: string): boolean {
  const site = headers.get('sec-fetch-site');
  if (site !== null && site !== 'same-origin' && site !== 'none') return true;
  const origin = headers.get('origin');
  return origin !== null && hostOf(origin) !== host.toLowerCase();
}

const refuse = (message: string): Response =>
  Response.json({ error: { code: 'not-allowed', message } }, { status: 403 });

const isLoopback = (name: string): boolean =>
  name === 'localhost' || name === '[::1]' || (isIPv4(name) && name.startsWith('127.'));

const hostname = (host: string): string | undefined =>
  URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : undefined;

/** `http://127.0.0.1:8787` -> `127.0.0.1:8787`; `null`, which sandboxed pages send, is nobody's. */
const hostOf = (origin: string): string | undefined => (URL.canParse(origin) ? new URL(origin).host : undefined);
