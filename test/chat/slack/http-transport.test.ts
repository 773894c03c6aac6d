import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createHttpTransport } from '#src/chat/slack/http-transport.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';
import { createSilentLog } from '../../fakes/silent-log.ts';

const SECRET = 'shh';

function open(answer = true) {
  const [clock, log] = [createManualClock(), createSilentLog()];
  const came: unknown[] = [];
  const take = async (payload: unknown) => {
    came.push(payload);
    return answer;
  };
  const { routes } = createHttpTransport({ signingSecret: SECRET, take, clock, log });
  const now = clock.now() / 1000;

  async function call(body: string, headers: Record<string, string> = {}) {
    const response = await routes?.request('/slack/events', {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...signed(body, now), ...headers },
    });
    return { status: response?.status, body: await response?.text() };
  }

  return { call, came, now };
}

const signed = (body: string, seconds: number, secret = SECRET) => ({
  'x-slack-request-timestamp': String(seconds),
  'x-slack-signature': `v0=${createHmac('sha256', secret).update(`v0:${seconds}:${body}`).digest('hex')}`,
});

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

describe('a call that Slack signed', () => {
  it.each([
    ['an event', '{"type":"event_callback"}', {}, { type: 'event_callback' }],
    ['a command', 'command=%2Fimagine&text=a+fox+%26+more', FORM, { command: '/imagine', text: 'a fox & more' }],
    [
      'something pressed',
      `payload=${encodeURIComponent('{"type":"block_actions","a":"ü"}')}`,
      FORM,
      { type: 'block_actions', a: 'ü' },
    ],
  ])('is taken and answered with nothing: %s', async (_name, body, headers, payload) => {
    const { call, came } = open();
    expect(await call(body, headers)).toEqual({ status: 200, body: '' });
    expect(came).toEqual([payload]);
  });

  it('is asked for again where it could not be taken', async () => {
    const { call } = open(false);
    expect(await call('{}')).toMatchObject({ status: 503 });
  });

  it('proves that the address is ours', async () => {
    const { call, came } = open();
    const answer = await call('{"type":"url_verification","challenge":"3eZbrw1a"}');
    expect(answer).toEqual({ status: 200, body: '{"challenge":"3eZbrw1a"}' });
    expect(came).toEqual([]);
  });

  it.each([['no JSON'], ['"words"'], ['null']])('is refused where it is not what Slack sends: %s', async (body) => {
    const { call, came } = open();
    expect(await call(body)).toMatchObject({ status: 400 });
    expect(came).toEqual([]);
  });

  it('is refused above 4 MiB', async () => {
    const { call, came } = open();
    expect(await call(`{"a":"${'x'.repeat(4 * 1_048_576)}"}`)).toMatchObject({ status: 413 });
    expect(came).toEqual([]);
  });

  it('is taken while its signature is five minutes old', async () => {
    const { call, now } = open();
    expect(await call('{}', signed('{}', now - 300))).toMatchObject({ status: 200 });
  });
});

describe('a call that somebody else made', () => {
  const { now } = open();
  const { 'x-slack-signature': good } = signed('{}', now);

  it.each<[string, Record<string, string>]>([
    ['with another secret', signed('{}', now, 'guess')],
    ['with the signature of another body', signed('{"a":1}', now)],
    ['with a signature of long ago', signed('{}', now - 301)],
    ['with a signature of the future', signed('{}', now + 301)],
    ['with a fresh time on an old signature', { ...signed('{}', now - 400), 'x-slack-request-timestamp': String(now) }],
    ['with the parts of the signature in another order', { 'x-slack-signature': good.split('=').reverse().join('=') }],
    ['with another version', { 'x-slack-signature': good.replace('v0', 'v1') }],
    ['with half a signature', { 'x-slack-signature': good.slice(0, 20) }],
    ['with no signature', { 'x-slack-signature': '' }],
    ['with no time', { 'x-slack-request-timestamp': '' }],
    ['with words for a time', { 'x-slack-request-timestamp': 'now' }],
  ])('is refused: %s', async (_name, headers) => {
    const { call, came } = open();
    expect(await call('{}', headers)).toEqual({ status: 401, body: 'Refused.\n' });
    expect(came).toEqual([]);
  });

  it('may ask whether it is encrypted, and smuggles nothing in', async () => {
    const { call, came } = open();
    const body = `ssl_check=1&payload=${encodeURIComponent('{"type":"block_actions"}')}&command=/imagine`;
    expect(await call(body, { ...FORM, 'x-slack-signature': 'v0=x' })).toEqual({ status: 200, body: '' });
    expect(came).toEqual([]);
  });
});
