import type { LookupFunction } from 'node:net';
import { connect } from 'node:net';
import type { MakeConnector } from '#src/net/guarded-agent.ts';

/** The internet as a test has it: every name has this address, and whoever connects there reaches a loopback port. */
export function internet(address: string, port: number) {
  const reached: string[] = [];
  const lookup: LookupFunction = (_name, _options, callback) =>
    callback(null, [{ address, family: address.includes(':') ? 6 : 4 }]);
  const making: MakeConnector = (options) =>
    function connectTo({ hostname }, callback) {
      const open = () => {
        reached.push(hostname);
        const socket = connect(port, '127.0.0.1', () => callback(null, socket));
      };
      if (!options.lookup) return open();
      options.lookup(hostname, { all: true }, (error) => (error ? callback(error, null) : open()));
    };
  return { reached, network: { lookup, connect: making } };
}
