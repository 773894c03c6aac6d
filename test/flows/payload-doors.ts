import { createHmac } from 'node:crypto';
import { request as ask, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createBench as discordBench, payload as discordPayload } from '../chat/discord/intake/intake-bench.ts';
import { payload as slackPayload } from '../chat/slack/intake/intake-bench.ts';
import { type Dice, diceOf, mutationOf } from '../fixtures/mutations.ts';
import { spoiltJson } from '../fixtures/spoilt-json.ts';
import { FLOW_KEY, openApiFlow } from './open-api-flow.ts';
import { openAiAt } from './open-flow.ts';

/** Somewhere payloads come in. */
export interface PayloadDoor {
  readonly name: string;
  /** Sends what the seed makes of a real payload. @returns the status of the answer; where there is none 200, or 500 for an error that was logged. */
  send(seed: number): Promise<number>;
}

const SECRET = '0123456789abcdef0123456789abcdef';
/** Longer than anybody waits. */
const PATIENCE_MS = 20_000;

/** A whole Easel on loopback, and every door of it. Nobody there has credits, so that no picture is made of what comes in whole. */
export async function openPayloadDoors() {
  const slack = await playSlack();
  const flow = await openApiFlow({
    env: (url) => ({
      ...openAiAt(url),
      SLACK_BOT_TOKEN: 'xoxb-0123456789',
      SLACK_SIGNING_SECRET: SECRET,
      SLACK_API_URL: `${slack.url}/api/`,
    }),
    change: (config) => ({ ...config, credits: { ...config.credits, allowance: 0 } }),
  });
  const doors: readonly PayloadDoor[] = [
    discordDoor(),
    slackDoor(flow.url, slack.url),
    httpDoor(flow.url, flow.routes),
  ];
  return {
    doors,
    url: flow.url,
    async close() {
      await flow.close();
      slack.close();
    },
  };
}

/** Takes every call. */
async function playSlack() {
  const server = createServer((request, response) => {
    request.resume();
    const known = { team_id: 'T0EASEL01', user_id: 'U0EASEL001', bot_id: 'B0EASEL001', user: 'easel', team: 'easel' };
    const user = { id: 'U0ADA00001', name: 'ada', profile: { display_name: 'Ada' } };
    const body = {
      ok: true,
      ts: '1.000001',
      channel: 'C0STUDIO1',
      url: 'https://easel.slack.com/',
      ...known,
      ...(request.url?.includes('users.info') && { user }),
    };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Proof: it listens on TCP.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

const DISCORD = [
  ...['autocomplete', 'button', 'message-menu-components', 'message-menu-mixed', 'modal-uploads', 'person-menu'],
  ...['slash-attachments', 'slash-direct', 'slash-subcommand', 'slash-thread'],
];
const DISCORD_MESSAGES = ['direct-message', 'mention', 'reply-to-result', 'reply-unreadable', 'thread-message'];

/** What the gateway hands over, past the connection. */
const discordDoor = (): PayloadDoor => ({
  name: "Discord's gateway",
  async send(seed) {
    const dice = diceOf(seed);
    const isMessage = dice(3) === 0;
    const names = isMessage ? DISCORD_MESSAGES : DISCORD;
    const bench = discordBench({ mayReadMessages: () => true });
    await bench[isMessage ? 'message' : 'interaction'](spoiltJson(discordPayload(pick(names, dice)), dice));
    return bench.log.lines.some(({ level }) => level === 'error') ? 500 : 200;
  },
});

const SLACK_EVENTS = [
  ...['message-im', 'message-file-share', 'message-thread', 'message-deleted', 'message-changed'],
  ...['app-mention-file', 'app-mention-thread', 'function-executed'],
];
const SLACK_INTERACTIONS = ['block-actions', 'shortcut-ours', 'shortcut-mixed', 'shortcut-global', 'view-submission'];

/** Rightly signed, whatever it is. */
function slackDoor(url: string, slackUrl: string): PayloadDoor {
  const played = (value: unknown) =>
    JSON.parse(JSON.stringify(value).replaceAll(/https:\/\/[a-z.]*slack(?:-files)?\.com/g, slackUrl)) as unknown;
  const form = (fields: object) =>
    new URLSearchParams(
      Object.entries(fields).map(([name, value]): [string, string] => [
        name,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]),
    ).toString();

  function made(dice: Dice): { type: string; body: string } {
    const urlencoded = 'application/x-www-form-urlencoded';
    switch (dice(3)) {
      case 0: {
        const fields = spoiltJson(played(slackPayload('slash-command')), dice);
        return {
          type: urlencoded,
          body: form(typeof fields === 'object' && fields !== null ? fields : { text: fields }),
        };
      }
      case 1: {
        const event = { ...slackPayload(pick(SLACK_EVENTS, dice)) };
        const envelope = {
          type: 'event_callback',
          team_id: 'T0EASEL01',
          api_app_id: 'A0EASEL001',
          event,
          event_id: `Ev${dice(1e9)}`,
          event_time: 1,
        };
        return { type: 'application/json', body: JSON.stringify(spoiltJson(played(envelope), dice)) ?? '' };
      }
      default: {
        const payload = JSON.stringify(spoiltJson(played(slackPayload(pick(SLACK_INTERACTIONS, dice))), dice));
        return { type: urlencoded, body: form({ payload }) };
      }
    }
  }

  return {
    name: "Slack's events, commands and forms",
    send(seed) {
      const { type, body } = made(diceOf(seed));
      const at = String(Math.floor(Date.now() / 1000));
      const mark = `v0=${createHmac('sha256', SECRET).update(`v0:${at}:${body}`).digest('hex')}`;
      const headers = { 'content-type': type, 'x-slack-request-timestamp': at, 'x-slack-signature': mark };
      return sent(`${url}/slack/events`, 'POST', headers, Buffer.from(body));
    },
  };
}

const TYPES = [
  'application/json',
  'multipart/form-data; boundary=b',
  'application/x-www-form-urlencoded',
  'text/csv',
  'x',
];

/** Every route there is, with bodies spoilt in their meaning or in their bytes, sent whole, in pieces or with a wrong length. */
function httpDoor(url: string, all: readonly { readonly method: string; readonly path: string }[]): PayloadDoor {
  const routes = all.filter(({ method, path }) => method !== 'ALL' && !path.includes('/events'));
  const json = {
    prompt: 'a fox',
    model: 'gpt-image-2.5-flare',
    n: 1,
    size: '1024x1024',
    stream: false,
    image: [{ image_url: 'data:image/png;base64,AAAA' }],
  };
  const part = (name: string, value: string, file = '') =>
    `--b\r\ncontent-disposition: form-data; name="${name}"${file}\r\n\r\n${value}\r\n`;
  const multipart = Buffer.from(
    [
      part('eventId', 'event-000001'),
      ...[part('name', 'Ada'), part('command', 'edit'), part('options', '{"prompt":"a fox"}'), part('prompt', 'a fox')],
      ...['image', 'picture:image', 'mask'].map((name) => part(name, '\x89PNG\r\n\x1a\n', '; filename="a.png"')),
      '--b--\r\n',
    ].join(''),
    'latin1',
  );

  function bodyOf(dice: Dice, seed: number): { type: string; bytes: Uint8Array } {
    const fine = { type: pick(TYPES, dice) };
    switch (dice(4)) {
      case 0:
        return { type: 'application/json', bytes: Buffer.from(JSON.stringify(spoiltJson(json, dice)) ?? '') };
      case 1:
        return { type: 'application/json', bytes: mutationOf(Buffer.from(JSON.stringify(json)), seed) };
      case 2:
        return { type: 'multipart/form-data; boundary=b', bytes: mutationOf(multipart, seed) };
      default:
        return { ...fine, bytes: mutationOf(Buffer.from('prompt,n\na fox,2\nprompt=a+fox&name=Ada\n'), seed) };
    }
  }

  return {
    name: 'the HTTP routes',
    send(seed) {
      const dice = diceOf(seed);
      const { method, path } = pick(routes, dice);
      const { type, bytes } = bodyOf(dice, seed);
      const filled = path.replace(/:\w+(\{[^}]*\})?\??|\*/g, () =>
        pick(['x', '%00', '1', '..%2f..', '%F0%9F%A6%8A', 'a'.repeat(300)], dice),
      );
      const signed = dice(4) > 0 && { authorization: `Bearer ${FLOW_KEY}` };
      const lengths = [
        undefined,
        undefined,
        bytes.byteLength,
        Math.max(0, bytes.byteLength - 1 - dice(20)),
        bytes.byteLength + 50,
      ];
      const length = pick(lengths, dice);
      const headers = {
        'content-type': type,
        ...signed,
        ...(length !== undefined && { 'content-length': String(length) }),
      };
      return sent(`${url}${filled}`, method, headers, method === 'GET' ? undefined : bytes, dice);
    },
  };
}

/** A connection that is closed without an answer is one to a request that is not whole. */
function sent(
  address: string,
  method: string,
  headers: Readonly<Record<string, string>>,
  body: Uint8Array | undefined,
  dice?: Dice,
): Promise<number> {
  return new Promise((resolve) => {
    const { 'content-length': _none, ...bodiless } = headers;
    const request = ask(address, { method, headers: body ? headers : bodiless, agent: false, timeout: PATIENCE_MS });
    request.on('response', (answer) => {
      answer.resume();
      answer.on('close', () => resolve(answer.statusCode ?? 0));
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(400));
    if (!body) return void request.end();
    const cut = dice && body.byteLength > 0 ? dice(body.byteLength) : 0;
    try {
      if (cut > 0) request.write(body.subarray(0, cut));
      request.end(body.subarray(cut));
    } catch {
      request.destroy();
      resolve(400);
    }
    // What was promised to be longer never comes.
    if (Number(headers['content-length'] ?? 0) > body.byteLength) setTimeout(() => request.destroy(), 20);
  });
}

function pick<T>(from: readonly T[], dice: Dice): T {
  const picked = from[dice(from.length)];
  if (picked === undefined && from.length === 0) throw new Error('There is nothing to pick from.');
  // Proof: the dice stay below the length.
  return picked as T;
}
