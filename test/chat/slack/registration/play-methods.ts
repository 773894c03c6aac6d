import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

export const BOT_TOKEN = 'xoxb-1-sec-ret-bot';
export const APP_TOKEN = 'xapp-1-sec-ret-app';

/** What Slack grants unless a test says otherwise. */
export const GRANTED = 'commands,chat:write,files:write,files:read,app_mentions:read,im:history,im:write,users:read';

interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text is sent as it is. */
  readonly body: object | string;
}

interface Call {
  readonly method: string;
  readonly token: string;
  readonly form: Readonly<Record<string, string>>;
}

export interface PlayedMethods {
  /** For `SLACK_API_URL`. */
  readonly url: string;
  /** Everything that was asked, oldest first. */
  readonly calls: readonly Call[];
  /** Another answer to a method from now on. */
  instead(method: string, answer: Answer): void;
}

const AUTH_TEST: Answer = {
  headers: { 'x-oauth-scopes': GRANTED },
  body: {
    ok: true,
    url: 'https://studio.slack.com/',
    team: 'The Studio',
    user: 'easel',
    team_id: 'T1',
    user_id: 'U1',
    bot_id: 'B1',
  },
};

/** The few methods of Slack's that the command line asks, on loopback. */
export async function playMethods(): Promise<PlayedMethods> {
  const calls: Call[] = [];
  const answers = new Map<string, Answer>([
    ['auth.test', AUTH_TEST],
    ['apps.connections.open', { body: { ok: true, url: 'wss://wss.example.org/link' } }],
    [
      'usergroups.list',
      { body: { ok: true, usergroups: [{ id: 'S0MODS', name: 'Moderators', handle: 'studio-mods' }] } },
    ],
    ['oauth.v2.access', { body: { ok: false, error: 'invalid_code' } }],
  ]);
  const server = createServer(async (request, response) => {
    const sent = await text(request);
    const method = request.url?.split('/').at(-1) ?? '';
    const token = request.headers.authorization?.replace('Bearer ', '') ?? '';
    calls.push({ method, token, form: Object.fromEntries(new URLSearchParams(sent)) });
    give(response, answers.get(method) ?? { body: { ok: false, error: 'unknown_method' } });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  // A listening TCP server has this kind of address.
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/api`, calls, instead: (method, answer) => void answers.set(method, answer) };
}

function give(response: ServerResponse, { status = 200, headers = {}, body }: Answer): void {
  const isText = typeof body === 'string';
  response.writeHead(status, { 'content-type': isText ? 'text/html' : 'application/json', ...headers });
  response.end(isText ? body : JSON.stringify(body));
}

/** As `auth.test` answers where it accepts the token. */
export const accepted = (more: object = {}, scopes: string | undefined = GRANTED): Answer => ({
  headers: scopes === undefined ? {} : { 'x-oauth-scopes': scopes },
  body: { ...(AUTH_TEST.body as object), ...more },
});

export const refused = (error: string, more: object = {}): Answer => ({ body: { ok: false, error, ...more } });
