import type { LookupFunction } from 'node:net';
import { fetch } from 'undici';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type ConnectTarget, type GuardedAgentOptions, guardedAgent } from '#src/net/guarded-agent.ts';
import { startScriptedServer } from '../fakes/scripted-server.ts';

/** Where the agent would have connected, each with the addresses the look-up gave; nothing is ever connected to. */
function watched(options: Partial<GuardedAgentOptions> = {}) {
  const reached: { readonly target: string; readonly addresses: unknown }[] = [];
  const agent = guardedAgent({
    isBase: () => false,
    hosts: ['cdn.example.com', '127.0.0.1', '::1', '93.184.215.14', '169.254.169.254', '::ffff:7f00:1'],
    connect:
      ({ lookup }) =>
      ({ hostname }, callback) => {
        const note = (addresses: unknown): void => {
          reached.push({ target: hostname, addresses });
          callback(new Error('The test connects nowhere.'), null);
        };
        if (!lookup || /^[\d.]+$|:/.test(hostname)) return note('not asked');
        lookup(hostname, { all: true }, (error, found) => (error ? callback(error, null) : note(found)));
      },
    ...options,
  });
  onTestFinished(() => agent.destroy());
  const asked = (address: string): Promise<string> =>
    fetch(address, { dispatcher: agent }).then(
      () => 'fetched',
      (thrown: Error) => String((thrown.cause as Error).message),
    );
  return { asked, reached };
}

const lookingUp =
  (...addresses: readonly string[]): LookupFunction =>
  (_name, _options, callback) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );

describe('an agent that looks where it connects', () => {
  it.each([
    '127.0.0.1',
    '10.0.0.1',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    'fe80::1',
    'fc00::1',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    'not an address',
  ])('refuses a listed name that leads to %s', async (inside) => {
    const { asked, reached } = watched({ lookup: lookingUp(inside) });
    expect(await asked('https://cdn.example.com/')).toBe('cdn.example.com is at no public address.');
    expect(reached).toEqual([]);
  });

  it('uses only the public ones where a name leads to several addresses', async () => {
    const { asked, reached } = watched({ lookup: lookingUp('10.0.0.1', '93.184.215.14', '2606:2800:21f::1') });
    await asked('https://cdn.example.com/');
    expect(reached).toEqual([
      {
        target: 'cdn.example.com',
        addresses: [
          { address: '93.184.215.14', family: 4 },
          { address: '2606:2800:21f::1', family: 6 },
        ],
      },
    ]);
  });

  it('says what the look-up says where that fails', async () => {
    const lookup: LookupFunction = (_name, _options, callback) => callback(new Error('no such name'), []);
    expect(await watched({ lookup }).asked('https://cdn.example.com/')).toBe('no such name');
  });

  it.each([
    'https://127.0.0.1/',
    'https://0x7f000001/',
    'https://2130706433/',
    'https://127.1/',
    'https://0.0.0.0/',
    'https://169.254.169.254/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
  ])('refuses the literal address %s even where it is listed, for no look-up is asked', async (address) => {
    const { asked, reached } = watched({ lookup: lookingUp('93.184.215.14') });
    expect(await asked(address)).toMatch(/^No connection is made to /);
    expect(reached).toEqual([]);
  });

  it.each(['https://elsewhere.example.com/', 'http://cdn.example.com/', 'https://cdn.example.com:8443/'])(
    'refuses %s, which is not listed',
    async (address) => {
      const { asked, reached } = watched({ lookup: lookingUp('93.184.215.14') });
      expect(await asked(address)).toMatch(/^No connection is made to /);
      expect(reached).toEqual([]);
    },
  );

  it('connects to a listed public address', async () => {
    const { asked, reached } = watched();
    await asked('https://93.184.215.14/');
    expect(reached).toEqual([{ target: '93.184.215.14', addresses: 'not asked' }]);
  });

  it('connects to the place the operator chose wherever it is, and to no other port there', async () => {
    const [server, other] = await Promise.all([startScriptedServer(), startScriptedServer()]);
    onTestFinished(async () => void (await Promise.all([server.close(), other.close()])));
    server.script((response) => void response.end('hello'));
    const { port } = new URL(server.url);
    const isBase = (target: ConnectTarget): boolean => target.hostname === '127.0.0.1' && target.port === port;
    const agent = guardedAgent({ isBase, hosts: ['127.0.0.1'] });
    onTestFinished(() => agent.destroy());
    expect(await (await fetch(server.url, { dispatcher: agent })).text()).toBe('hello');
    await expect(fetch(other.url, { dispatcher: agent })).rejects.toThrow();
    expect(other.calls).toHaveLength(0);
  });
});
