import { createHmac, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request as open, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

/** Slack as far as a measurement needs it: it sends signed commands and takes every call, as late as it is told to. */
export interface FakeSlack {
  /** For `SLACK_API_URL`. */
  readonly apiUrl: string;
  readonly signingSecret: string;
  /** Somebody uses a command; answers how long its acknowledgement took, in milliseconds. @throws where it was not 200. */
  ask(address: string, command: string, words: string): Promise<number>;
  /** How many calls of the Web API came so far. */
  calls(): number;
  close(): Promise<void>;
}

const TEAM = 'T1';
const CHANNEL = 'C1';

export async function startFakeSlack(lateMs = 0): Promise<FakeSlack> {
  const signingSecret = randomUUID();
  const agent = new Agent({ keepAlive: true });
  let calls = 0;
  let stamps = Date.now();

  const server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A server on TCP answers its address as an object: https://nodejs.org/api/net.html#serveraddress
  const { port } = server.address() as AddressInfo;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    await buffer(request);
    calls += 1;
    const method = (request.url ?? '').split('/').at(-1)?.split('?')[0];
    // Whoever starts has to learn who it is; nothing is measured before that.
    if (method !== 'auth.test') await sleep(lateMs);
    stamps += 1;
    const ts = `${Math.floor(stamps / 1000)}.${String(stamps % 1000).padStart(6, '0')}`;
    const known = method === 'users.info' ? { user: { id: 'U2', name: 'ada', profile: { display_name: 'Ada' } } } : {};
    const identity = {
      team_id: TEAM,
      team: 'bench',
      user_id: 'U1',
      user: 'easel',
      bot_id: 'B1',
      url: 'https://bench.slack.com/',
    };
    const body = { ok: true, ts, channel: CHANNEL, message: { ts, text: '' }, ...identity, ...known };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }

  return {
    apiUrl: `http://127.0.0.1:${port}/api/`,
    signingSecret,
    calls: () => calls,
    ask: (address, command, words) => post(address, signed(commandOf(command, words), signingSecret), agent),
    async close() {
      agent.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const commandOf = (command: string, text: string): string =>
  new URLSearchParams({
    token: 'legacy',
    team_id: TEAM,
    team_domain: 'bench',
    channel_id: CHANNEL,
    channel_name: 'general',
    user_id: 'U2',
    user_name: 'ada',
    command,
    text,
    api_app_id: 'A1',
    is_enterprise_install: 'false',
    response_url: 'https://hooks.slack.com/commands/T1/1/bench',
    trigger_id: `${randomUUID()}.1.bench`,
  }).toString();

interface Signed {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** https://docs.slack.dev/authentication/verifying-requests-from-slack */
function signed(body: string, secret: string): Signed {
  const at = String(Math.floor(Date.now() / 1000));
  const signature = `v0=${createHmac('sha256', secret).update(`v0:${at}:${body}`).digest('hex')}`;
  return {
    body,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': String(Buffer.byteLength(body)),
      'x-slack-request-timestamp': at,
      'x-slack-signature': signature,
    },
  };
}

function post(address: string, { body, headers }: Signed, agent: Agent): Promise<number> {
  const sentAt = performance.now();
  return new Promise((resolve, reject) => {
    const request = open(address, { method: 'POST', headers, agent }, (response) => {
      const tookMs = performance.now() - sentAt;
      response.resume();
      if (response.statusCode === 200) resolve(tookMs);
      else reject(new Error(`The command was answered with ${response.statusCode}.`));
    });
    request.on('error', reject);
    request.end(body);
  });
}
