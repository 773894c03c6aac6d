import { isIPv6 } from 'node:net';

/** Where "every address" is listened on, the loopback one is what this machine can open. */
export function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return isIPv6(host) ? `[${host}]` : host;
}
