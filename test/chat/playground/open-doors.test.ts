import { describe, expect, it } from 'vitest';
import type { PlaygroundDoor } from '#src/chat/playground/guard.ts';
import { formOf, openStudio, sentenceOf } from './open-studio.ts';

const HERE = { host: '127.0.0.1:8787' };

/** Asks as a connection from some address would, past the network. */
async function asked(door: PlaygroundDoor, peer: string | undefined, headers: Readonly<Record<string, string>> = HERE) {
  const { playground, requests } = await openStudio({ door, allowedHosts: ['easel.example'] });
  const bindings = { incoming: { socket: { remoteAddress: peer } } };
  const ask = (path: string, init: RequestInit) =>
    Promise.resolve(playground.routes.request(`http://127.0.0.1:8787${path}`, { headers, ...init }, bindings));
  const answers = [
    await ask('/', {}),
    await ask('/playground/commands?name=Ada', {}),
    await ask('/playground/requests', { method: 'POST', body: formOf({ options: { prompt: 'a fox' } }) }),
  ];
  return { answers, statuses: answers.map(({ status }) => status), requests };
}

const SERVED = [200, 200, 202];
const REFUSED = [403, 403, 403];

describe('a playground for this machine', () => {
  it.each(['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1'])('serves who calls from %s', async (peer) => {
    expect((await asked('here', peer)).statuses).toEqual(SERVED);
  });

  it.each(['192.168.1.7', '10.0.0.2', '::ffff:203.0.113.7', '2001:db8::1', 'fe80::1', '127.0.0.1.evil', '', undefined])(
    'serves nobody who calls from %j, whatever name they use',
    async (peer) => {
      const { statuses, answers, requests } = await asked('here', peer);
      expect(statuses).toEqual(REFUSED);
      expect(requests).toEqual([]);
      expect(await sentenceOf(answers[0] ?? new Response())).toContain('EASEL_PLAYGROUND=open');
    },
  );

  it.each(['easel.example', '192.168.1.5:8787', '[2001:db8::1]:8787'])(
    'serves nobody under the name %s, although this machine asks',
    async (host) => {
      expect((await asked('here', '127.0.0.1', { host })).statuses).toEqual(REFUSED);
    },
  );

  it.each(['x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'forwarded', 'via'])(
    'serves nobody whom a proxy on this machine speaks for: %s',
    async (header) => {
      expect((await asked('here', '127.0.0.1', { ...HERE, [header]: '203.0.113.7' })).statuses).toEqual(REFUSED);
    },
  );
});

describe('a playground that is open', () => {
  it.each([
    ['203.0.113.7', { host: 'easel.example' }],
    ['192.168.1.7', { host: '192.168.1.5:8787' }],
    ['::ffff:192.168.1.7', { host: '[2001:db8::1]:8787' }],
    ['127.0.0.1', { host: 'easel.example', 'x-forwarded-for': '203.0.113.7' }],
  ])('serves who calls from %s as %j', async (peer, headers) => {
    expect((await asked('open', peer, headers)).statuses).toEqual(SERVED);
  });

  it('answers under no name that somebody else may have made lead here', async () => {
    expect((await asked('open', '192.168.1.7', { host: 'rebound.example' })).statuses).toEqual(REFUSED);
  });

  it.each([{ origin: 'https://evil.example' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }])(
    'takes nothing that another page sends: %j',
    async (headers) => {
      const { statuses, requests } = await asked('open', '192.168.1.7', { host: 'easel.example', ...headers });
      expect(statuses).toEqual([200, 200, 403]);
      expect(requests).toEqual([]);
    },
  );
});
