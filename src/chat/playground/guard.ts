import { isIPv4 } from 'node:net';
import type { MiddlewareHandler } from 'hono';
import { hostname, isLoopback, isSameMachine } from '#src/pages/same-machine.ts';

/** `here`: whoever is on this machine. `open`: whoever can reach it. */
export type PlaygroundDoor = 'here' | 'open';

/**
 * Keeps other machines out while the door is `here`, and other web pages always. A page elsewhere can make a browser send requests
 * to loopback: by a name that suddenly resolves to 127.0.0.1 (then `Host` is foreign), or across sites (then `Origin` or
 * `Sec-Fetch-Site` tells). Programs send neither and pass.
 */
export function guard(door: PlaygroundDoor, allowedHosts: readonly string[]): MiddlewareHandler {
  const allowed = new Set(allowedHosts.map((host) => hostname(host) ?? host.toLowerCase()));
  return async (context, next) => {
    const host = context.req.header('host') ?? new URL(context.req.url).host;
    const name = hostname(host);
    if (door === 'here' && !isSameMachine(context)) return refuse(`${doesNotAnswer(name)} ${ONLY_HERE}`);
    if (name === undefined || !(isLoopback(name) || isAddress(name) || allowed.has(name))) {
      return refuse(doesNotAnswer(name));
    }
    if (context.req.method !== 'GET' && context.req.method !== 'HEAD' && isForeign(context.req.raw.headers, host)) {
      return refuse('This playground takes requests from its own page only.');
    }
    return next();
  };
}

const ONLY_HERE =
  'It is for whoever is on its own machine, under the name 127.0.0.1 or localhost. EASEL_PLAYGROUND=open lets everybody in who can reach it.';

const doesNotAnswer = (name: string | undefined): string =>
  name !== undefined && isLoopback(name)
    ? 'This playground does not answer other machines.'
    : `This playground does not answer under the name ${name === undefined ? 'it was called by' : `"${name}"`}.`;

function isForeign(headers: Headers, host: string): boolean {
  const site = headers.get('sec-fetch-site');
  if (site !== null && site !== 'same-origin' && site !== 'none') return true;
  const origin = headers.get('origin');
  return origin !== null && hostOf(origin) !== host.toLowerCase();
}

const refuse = (message: string): Response =>
  Response.json({ error: { code: 'not-allowed', message } }, { status: 403 });

/** No page elsewhere can be called by the number of this machine. */
const isAddress = (name: string): boolean => isIPv4(name) || name.startsWith('[');

/** `http://127.0.0.1:8787` -> `127.0.0.1:8787`; `null`, which sandboxed pages send, is nobody's. */
const hostOf = (origin: string): string | undefined => (URL.canParse(origin) ? new URL(origin).host : undefined);
