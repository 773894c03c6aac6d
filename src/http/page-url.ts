import { BlockList, isIP } from 'node:net';

interface PageUrlParts {
  /** Where people reach this installation, if they do. */
  readonly publicBaseUrl?: string | undefined;
  /** What the server listens on. */
  readonly host: string;
  /** Where the server is reached from this machine; absent before it listens. */
  readonly ownUrl: () => string | undefined;
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/**
 * Addresses of pages for people. Without a public address only the playground's people have any: they sit at this machine.
 *
 * @returns `undefined` where the people of that platform cannot reach this installation.
 */
export function createPageUrl({ publicBaseUrl, host, ownUrl }: PageUrlParts) {
  return function pageUrl(path: string, platform: string): string | undefined {
    const base = publicBaseUrl ?? (platform === 'playground' && isLoopback(host) ? ownUrl() : undefined);
    return base === undefined ? undefined : `${base.replace(/\/+$/, '')}${path}`;
  };
}

function isLoopback(host: string): boolean {
  const version = isIP(host);
  return version === 0 ? host === 'localhost' : LOOPBACK.check(host, version === 4 ? 'ipv4' : 'ipv6');
}
