import { createHmac } from 'node:crypto';
import type { Answer, Outgoing, World } from '../state.ts';
import type { Send } from './deliver.ts';

/** What Slack waits for an answer. */
export const PATIENCE_MS = 3000;

/** How a request is not one of Slack's. */
export type Forgery =
  | 'wrong-secret'
  | 'unsigned'
  | 'stale'
  | 'tampered'
  | 're-ordered'
  | 'no-timestamp'
  | 'other-version';

export interface Posted {
  readonly type: string;
  readonly body: string;
}

/** As Slack puts it on the wire: events as JSON, the rest as forms. */
function posted({ kind, body }: Outgoing): Posted {
  if (kind === 'event') return { type: 'application/json', body: JSON.stringify(body) };
  const type = 'application/x-www-form-urlencoded';
  if (kind === 'interaction') return { type, body: new URLSearchParams({ payload: JSON.stringify(body) }).toString() };
  const fields = Object.entries(body).map(([name, value]): [string, string] => [name, String(value)]);
  return { type, body: new URLSearchParams(fields).toString() };
}

const sign = (secret: string, timestamp: number, body: string): string =>
  `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;

export interface HttpTransport {
  readonly send: Send;
  /** Posts something of that shape which Slack never sent. */
  forge(outgoing: Outgoing, how: Forgery): Promise<Answer>;
  /** Any body, rightly signed. */
  post(raw: Posted): Promise<Answer>;
}

export function createHttpTransport(world: World): HttpTransport {
  const seconds = () => Math.floor(world.clock.now() / 1000);
  const signed = ({ body }: Posted, at = seconds()) => ({
    'x-slack-request-timestamp': String(at),
    'x-slack-signature': sign(world.app.signingSecret, at, body),
  });

  async function post(raw: Posted, headers: Readonly<Record<string, string>>, retry = 0): Promise<Answer> {
    const began = performance.now();
    // Nobody listens; Slack does not try such a one again.
    const nowhere = { status: 0, body: null, ms: 0, retry, headers: { 'x-slack-no-retry': '1' } };
    if (!world.app.requestUrl) return nowhere;
    const cut = new AbortController();
    const deadline = world.clock.after(PATIENCE_MS, () => cut.abort());
    const common = { 'content-type': raw.type, 'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)' };
    try {
      const response = await fetch(world.app.requestUrl, {
        method: 'POST',
        headers: { ...common, ...headers },
        body: raw.body,
        signal: cut.signal,
        redirect: 'error',
      });
      const body = readAnswer(await response.text());
      const ms = performance.now() - began;
      return { status: response.status, body, ms, retry, headers: Object.fromEntries(response.headers) };
    } catch {
      return { status: 0, body: null, ms: performance.now() - began, retry, headers: {} };
    } finally {
      deadline.stop();
    }
  }

  function send(outgoing: Outgoing, { num, reason }: { num: number; reason: string }): Promise<Answer> {
    const raw = posted(outgoing);
    const again = num > 0 ? { 'x-slack-retry-num': String(num), 'x-slack-retry-reason': reason } : {};
    return post(raw, { ...signed(raw), ...again }, num);
  }

  function forge(outgoing: Outgoing, how: Forgery): Promise<Answer> {
    const raw = posted(outgoing);
    const right = signed(raw);
    if (how === 'stale') return post(raw, signed(raw, seconds() - 6 * 60));
    if (how === 'unsigned') return post(raw, { 'x-slack-request-timestamp': String(seconds()) });
    if (how === 'no-timestamp') return post(raw, { 'x-slack-signature': right['x-slack-signature'] });
    if (how === 'tampered') return post({ ...raw, body: raw.body.replace(/[UT]0/, 'U9') }, right);
    if (how === 're-ordered') return post({ ...raw, body: reordered(raw) }, right);
    const other = sign(how === 'wrong-secret' ? 'another-secret' : world.app.signingSecret, seconds(), raw.body);
    const signature = how === 'other-version' ? other.replace('v0=', 'v1=') : other;
    return post(raw, { ...right, 'x-slack-signature': signature });
  }

  return { send, forge, post: (raw) => post(raw, signed(raw)) };
}

/** The same fields in another order. */
function reordered({ type, body }: Posted): string {
  if (type !== 'application/json') return body.split('&').reverse().join('&');
  const fields: Record<string, unknown> = JSON.parse(body);
  return JSON.stringify(Object.fromEntries(Object.entries(fields).reverse()));
}

function readAnswer(text: string): unknown {
  try {
    return text === '' ? '' : JSON.parse(text);
  } catch {
    return text;
  }
}
