import { createHmac, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebClient } from '@slack/web-api';
import { createEmulator, type Emulator } from 'emulate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { loadConfig } from '#src/config/load-config.ts';
import { type Running, startEasel } from '#src/start.ts';
import { freePort } from '../fakes/free-port.ts';

/**
 * Easel on somebody else's Slack: the emulator `emulate` knows nothing of Easel, and what it keeps of messages and files is looked at
 * with a client of its own. It plays no deadlines, no readiness and no sharing; those are the played Slack's.
 */
const SECRET = 'emulated-signing-secret';
const BOT = 'xoxb-emulated';
const PERSON = 'xoxp-emulated';
const CHANNEL = 'C000000001';
const APP = { app_id: 'A000000009', bot_id: 'B000000009', bot_user_id: 'U000000009' };
const PATIENCE = { timeout: 15_000, interval: 50 };

const Message = z.object({
  ts: z.string(),
  text: z.string(),
  blocks: z
    .array(
      z.object({
        type: z.string(),
        alt_text: z.string().optional(),
        slack_file: z.object({ id: z.string() }).optional(),
        elements: z.array(z.looseObject({ action_id: z.string().optional(), value: z.string().optional() })).optional(),
      }),
    )
    .default([]),
});
type Message = z.infer<typeof Message>;

let folder: string;
let emulator: Emulator;
let running: Running;
let person: WebClient;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'easel-emulated-'));
  emulator = await createEmulator({
    service: 'slack',
    port: await freePort(),
    seed: {
      slack: {
        users: [{ name: 'ada' }],
        oauth_apps: [{ client_id: '1.1', client_secret: 'none', name: 'Easel', redirect_uris: [], ...APP }],
        tokens: [
          { token: BOT, user_id: APP.bot_user_id, type: 'bot', ...APP },
          { token: PERSON, user: 'ada', type: 'user' },
        ],
        signing_secret: SECRET,
      },
    },
  });
  const slackApiUrl = `${emulator.url}/api/`;
  person = new WebClient(PERSON, { slackApiUrl });
  const env = {
    EASEL_DATA_DIR: folder,
    LOG_LEVEL: 'silent',
    PORT: '0',
    SLACK_BOT_TOKEN: BOT,
    SLACK_SIGNING_SECRET: SECRET,
    SLACK_API_URL: slackApiUrl,
  };
  running = await startEasel(loadConfig({ env, cwd: folder }));
});
afterAll(async () => {
  await running.stop(1000);
  await emulator.close();
  await rm(folder, { recursive: true, force: true });
});

/** A signed call as Slack makes it. */
async function call(fields: Readonly<Record<string, string>>): Promise<void> {
  const body = new URLSearchParams(fields).toString();
  const at = String(Math.floor(Date.now() / 1000));
  const signature = `v0=${createHmac('sha256', SECRET).update(`v0:${at}:${body}`).digest('hex')}`;
  const response = await fetch(`${running.url}/slack/events`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': at,
      'x-slack-signature': signature,
    },
    body,
  });
  expect(response.status).toBe(200);
}

async function who(name: string): Promise<string> {
  const { members = [] } = await person.users.list({});
  return members.find((member) => member.name === name)?.id ?? '';
}

const around = async () => ({
  team_id: 'T000000001',
  user_id: await who('ada'),
  user_name: 'ada',
  api_app_id: APP.app_id,
});

const imagine = async (text: string): Promise<void> =>
  call({
    ...(await around()),
    ...{ channel_id: CHANNEL, channel_name: 'general', command: '/imagine', text },
    ...{ trigger_id: randomUUID(), response_url: `${emulator.url}/none`, is_enterprise_install: 'false' },
  });

async function shown(): Promise<readonly Message[]> {
  const { messages } = await person.conversations.history({ channel: CHANNEL });
  return z.array(Message).parse(messages).reverse();
}

const filesOf = ({ blocks }: Message) => blocks.flatMap(({ slack_file: file }) => file?.id ?? []);

describe('Easel on an emulated Slack', () => {
  it('leaves one message with pictures that are files there, and takes both away again', async () => {
    await expect.poll(async () => (await running.faces()).slack?.kind, PATIENCE).toBe('connected');
    await imagine('a lighthouse at dusk --n 2');
    await expect.poll(async () => (await shown()).flatMap(filesOf).length, PATIENCE).toBe(2);
    await expect.poll(async () => (await shown()).length, PATIENCE).toBe(1);
    const [result] = await shown();
    if (!result) throw new Error('It was there a moment ago.');
    expect(result.text).toContain('a lighthouse at dusk');
    const bot = new WebClient(BOT, { slackApiUrl: `${emulator.url}/api/` });
    for (const file of filesOf(result)) {
      const { file: known } = await bot.files.info({ file });
      expect(known).toMatchObject({ mimetype: 'image/png' });
      const bytes = await fetch(known?.url_private ?? '', { headers: { authorization: `Bearer ${BOT}` } });
      const [first, ...rest] = Buffer.from(await bytes.arrayBuffer()).subarray(0, 4);
      expect([first, Buffer.from(rest).toString()]).toEqual([0x89, 'PNG']);
    }

    const button = result.blocks
      .flatMap(({ elements = [] }) => elements)
      .find(({ action_id: id }) => id?.startsWith('easel:delete:'));
    const { team_id: id, user_id, user_name: username } = await around();
    await call({
      payload: JSON.stringify({
        type: 'block_actions',
        ...{ team: { id }, user: { id: user_id, username, team_id: id }, channel: { id: CHANNEL, name: 'general' } },
        ...{ container: { type: 'message', message_ts: result.ts, channel_id: CHANNEL }, message: { ts: result.ts } },
        actions: [{ type: 'button', ...button, action_ts: '1.1', block_id: 'b' }],
        ...{ trigger_id: randomUUID(), response_url: `${emulator.url}/none`, api_app_id: APP.app_id },
      }),
    });
    await expect.poll(async () => (await shown()).length, PATIENCE).toBe(0);
    for (const file of filesOf(result)) await expect(bot.files.info({ file })).rejects.toThrow('file_not_found');
  });
});
