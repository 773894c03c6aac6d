import { connect, type LookupFunction } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MakeConnector } from '#src/net/guarded-agent.ts';
import { FetchRefused, guardedFetch } from '#src/net/guarded-fetch.ts';
import { startScriptedServer } from '../fakes/scripted-server.ts';
import { INSIDE_ADDRESSES, LISTED, TRICKS } from './address-tricks.ts';

const PUBLIC = '8.8.8.8';
let server: Awaited<ReturnType<typeof startScriptedServer>>;
beforeAll(async () => {
  server = await startScriptedServer();
});
afterAll(() => server.close());

/** An internet whose every name is where the list says, one after the other; the real one is never asked. */
function played(...answers: readonly (readonly string[])[]) {
  const connected: string[] = [];
  let asked = 0;
  const lookup: LookupFunction = (_name, _options, callback) => {
    const addresses = answers[Math.min(asked, answers.length - 1)] ?? [];
    asked += 1;
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
  const making: MakeConnector = (options) =>
    function connectTo({ hostname }, callback) {
      const open = (to: string) => {
        connected.push(to);
        const socket = connect(Number(new URL(server.url).port), '127.0.0.1', () => callback(null, socket));
      };
      if (!options.lookup) return open(hostname);
      options.lookup(hostname, { all: true }, (error, found) =>
        error
          ? callback(error, null)
          : open(
              [found]
                .flat()
                .map((each) => (typeof each === 'string' ? each : each.address))
                .join(),
            ),
      );
    };
  return { connected, network: { lookup, connect: making } };
}

/** Behind a redirect these are places at the host that redirects. */
const RELATIVE = /^(?:\/(?!\/)|cdn\.example\.com$|https:\/?[^/\\])/;

type Played = ReturnType<typeof played>;

const fetched = (address: string, { network }: Played) =>
  guardedFetch(address, {
    allowed: { baseUrl: 'https://api.example.com/v1', hosts: [LISTED, '*.files.example.com'] },
    maxBytes: 1000,
    signal: AbortSignal.timeout(10_000),
    timeoutMs: 10_000,
    network,
  }).then(
    () => 'fetched',
    (thrown: unknown) => (thrown instanceof FetchRefused ? thrown.refusal.kind : `not refused in words: ${thrown}`),
  );

describe('an address with a trick in it', () => {
  it('is one of a good many', () => {
    expect(new Set(TRICKS).size).toBeGreaterThan(150);
  });

  it('is refused before any name is asked for or any connection is made', async () => {
    const internet = played([PUBLIC]);
    const others: string[] = [];
    for (const address of TRICKS) {
      const refusal = await fetched(address, internet);
      if (refusal !== 'address') others.push(`${address}: ${refusal}`);
    }
    expect(others).toEqual([]);
    expect(internet.connected).toEqual([]);
  });

  it.each([1, 2, 3])('is refused where redirect %i leads to it', async (hop) => {
    const others: string[] = [];
    const sendable = TRICKS.filter((address) => /^[\x21-\x7e]+$/.test(address) && !RELATIVE.test(address));
    for (const address of sendable) {
      const internet = played([PUBLIC]);
      const before = server.calls.length;
      for (let step = 1; step < hop; step++)
        server.script((response) => void response.writeHead(302, { location: `https://${LISTED}/${step}` }).end());
      server.script((response) => void response.writeHead(302, { location: address }).end());
      const refusal = await fetched(`https://${LISTED}/0`, internet);
      if (refusal !== 'address') others.push(`${address}: ${refusal}`);
      if (server.calls.length !== before + hop) others.push(`${address}: ${server.calls.length - before} calls`);
      if (internet.connected.some((to) => to !== PUBLIC)) others.push(`${address}: ${internet.connected.join()}`);
    }
    expect(others).toEqual([]);
    expect(sendable.length).toBeGreaterThan(120);
  });
});

describe('a listed name that a stranger answers for', () => {
  it('is connected to nowhere inside', async () => {
    for (const address of INSIDE_ADDRESSES) {
      const internet = played([address]);
      expect(await fetched(`https://${LISTED}/`, internet), address).toBe('broken');
      expect(internet.connected, address).toEqual([]);
    }
  });

  it('keeps only what is public of several addresses', async () => {
    const internet = played([...INSIDE_ADDRESSES, PUBLIC]);
    server.script((response) => void response.end('hello'));
    expect(await fetched(`https://${LISTED}/`, internet)).toBe('fetched');
    expect(internet.connected).toEqual([PUBLIC]);
  });

  it('is asked for once a connection: what it says the second time is looked at as well', async () => {
    const internet = played([PUBLIC], ['127.0.0.1']);
    server.script(
      (response) =>
        void response.writeHead(302, { location: 'https://a.files.example.com/', connection: 'close' }).end(),
    );
    expect(await fetched(`https://${LISTED}/`, internet)).toBe('broken');
    expect(internet.connected).toEqual([PUBLIC]);
  });
});
