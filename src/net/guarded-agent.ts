import { lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { Agent, buildConnector } from 'undici';

/** Where a connection is about to go. */
export interface ConnectTarget {
  /** `http:` or `https:`. */
  readonly protocol: string;
  /** In lower case; an IPv6 address without its brackets. */
  readonly hostname: string;
  /** Empty where it is the protocol's own. */
  readonly port: string;
}

export interface GuardedAgentOptions {
  /** Whether the operator chose this very place, so that it may be anywhere, loopback included. */
  readonly isBase: (target: ConnectTarget) => boolean;
  /** Other hosts, over https on port 443 and at public addresses only; `*.example.com` is every host below. */
  readonly hosts: readonly string[];
  /** Resolves names; the system's way unless told. */
  readonly lookup?: LookupFunction;
  /** Makes what opens sockets, from the look-up it has to ask for every name; undici's unless told. */
  readonly connect?: MakeConnector;
}

export type MakeConnector = (options: {
  readonly lookup?: LookupFunction;
  readonly allowH2: false;
}) => buildConnector.connector;

/**
 * An undici agent that looks at every connection as it is opened: only allowed hosts, and for those only public addresses,
 * whatever a name resolves to at that moment. To be destroyed by whoever made it.
 *
 * The literal addresses are looked at by themselves: undici asks no look-up for them.
 */
export function guardedAgent({ isBase, hosts, lookup = systemLookup, connect = buildConnector }: GuardedAgentOptions) {
  const open = connect({ allowH2: false });
  const openPublic = connect({ allowH2: false, lookup: publicOnly(lookup) });
  return new Agent({
    connect(options, callback) {
      const target = { protocol: options.protocol, hostname: options.hostname, port: options.port };
      if (isBase(target)) return open(options, callback);
      if (isListed(target, hosts) && isPublicOrName(target.hostname)) return openPublic(options, callback);
      process.nextTick(callback, new Error(`No connection is made to ${target.hostname}.`), null);
    },
  });
}

/** Whether a target is one of the hosts, over https on its own port. */
export function isListed({ protocol, hostname, port }: ConnectTarget, hosts: readonly string[]): boolean {
  if (protocol !== 'https:' || (port !== '' && port !== '443')) return false;
  return hosts.some((host) => {
    const pattern = host.toLowerCase();
    return pattern.startsWith('*.') ? hostname.endsWith(pattern.slice(1)) : hostname === pattern;
  });
}

const isPublicOrName = (hostname: string): boolean => isIP(hostname) === 0 || isPublic(hostname);

/** Only what the whole internet can reach: not this machine, its network, link-local, carrier or documentation ranges. */
function isPublic(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast';
}

/** The same look-up, knowing only public addresses. */
const publicOnly =
  (lookup: LookupFunction): LookupFunction =>
  (hostname, options, callback) =>
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, []);
      const addresses = (typeof found === 'string' ? [{ address: found, family: isIP(found) }] : found).filter(
        ({ address }) => isPublic(address),
      );
      const [first] = addresses;
      if (!first) callback(new Error(`${hostname} is at no public address.`), []);
      else if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
