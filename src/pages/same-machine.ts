import { isIPv4 } from 'node:net';
import type { Context } from 'hono';

/** What proxies add: whoever they speak for is not on this machine. */
const PROXIED = ['x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'forwarded', 'via'];

/**
 * Whether somebody on this machine asks, under a name of this machine: the connection comes from loopback, `Host` says so (a page
 * elsewhere can make its own name resolve to 127.0.0.1, but not send another one), and no proxy speaks for somebody else.
 */
export function isSameMachine(context: Context): boolean {
  const name = hostname(context.req.header('host') ?? new URL(context.req.url).host);
  const isPassedOn = PROXIED.some((header) => context.req.header(header) !== undefined);
  return name !== undefined && isLoopback(name) && !isPassedOn && isPeerLoopback(context.env);
}

/** Of a name as it stands in an address: brackets around IPv6. */
export const isLoopback = (name: string): boolean =>
  name === 'localhost' || name === '[::1]' || (isIPv4(name) && name.startsWith('127.'));

/** `Easel.example:8787` -> `easel.example`; nothing where it is no name of a host. */
export const hostname = (host: string): string | undefined =>
  URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : undefined;

/** Who called without a connection is in this process. A connection that has gone away tells no address, and is nobody's. */
function isPeerLoopback(bindings: unknown): boolean {
  const request = partOf(bindings, 'incoming');
  if (request === undefined) return true;
  const address = partOf(partOf(request, 'socket'), 'remoteAddress');
  if (typeof address !== 'string') return false;
  const plain = address.replace(/^::ffff:/i, '');
  return isLoopback(plain) || plain === '::1';
}

const partOf = (whole: unknown, name: string): unknown =>
  typeof whole === 'object' && whole !== null && name in whole ? Reflect.get(whole, name) : undefined;
