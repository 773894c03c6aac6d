import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import {
  APP_TOKEN,
  accepted,
  BOT_TOKEN,
  GRANTED,
  type PlayedMethods,
  playMethods,
  refused,
} from '../chat/slack/registration/play-methods.ts';
import { openWorkplace } from './run-easel.ts';

const SIGNING = 'sec-ret-signing';
const BASE = 'https://easel.example.org';
const CLIENT = { SLACK_CLIENT_ID: '1.2', SLACK_CLIENT_SECRET: 'sec-ret-client', SLACK_STATE_SECRET: 'sec-ret-state' };
const HTTP = { SLACK_APP_TOKEN: '', SLACK_SIGNING_SECRET: SIGNING, PUBLIC_BASE_URL: BASE };

const TOKEN_FINE = ['ok', 'Slack accepts SLACK_BOT_TOKEN: easel in The Studio'];
const SCOPES_FINE = [
  'ok',
  'every scope that is needed is granted; of messages it reads those that mention it and direct messages',
];
const SOCKET_FINE = [
  'ok',
  'Slack accepts SLACK_APP_TOKEN: what people say comes by Socket Mode, and no public address is needed',
];
const HTTP_FINE = ['ok', `what people say comes to ${BASE}/slack/events, signed with SLACK_SIGNING_SECRET`];
const ADD =
  ': add it under OAuth & Permissions, Bot Token Scopes, then press Reinstall there (or paste what "easel deploy slack" prints under App Manifest)';

let slack: PlayedMethods;
beforeEach(async () => {
  slack = await playMethods();
});

/** Runs the doctor; nothing listens at port 1. */
async function doctor(env: Readonly<Record<string, string>> = {}, file: object = {}) {
  const tokens = { SLACK_BOT_TOKEN: BOT_TOKEN, SLACK_APP_TOKEN: APP_TOKEN, SLACK_API_URL: slack.url };
  const { easel, folder } = openWorkplace({ ...tokens, PORT: '1', EASEL_CONFIG: 'easel.json', ...env });
  writeFileSync(join(folder, 'easel.json'), JSON.stringify(file));
  const { code, stdout, stderr } = await easel('doctor');
  expect(stdout + stderr).not.toContain('sec-ret');
  return { code, said: [...stdout.matchAll(/^slack +(ok|off|note|FAIL) +(.*)$/gm)].map(([, ...cells]) => cells) };
}

it('says how Slack is turned on', async () => {
  const { code, said } = await doctor({ SLACK_BOT_TOKEN: '', SLACK_APP_TOKEN: '', SLACK_API_URL: '' });
  expect(code).toBe(0);
  expect(said).toEqual([
    ['off', 'set SLACK_BOT_TOKEN, and SLACK_APP_TOKEN, to turn it on; "easel deploy slack" begins it'],
  ]);
});

it('finds everything in order by Socket Mode', async () => {
  expect(await doctor()).toEqual({ code: 0, said: [TOKEN_FINE, SCOPES_FINE, SOCKET_FINE] });
  expect(new Set(slack.calls.map(({ method, token }) => `${method} ${token}`))).toEqual(
    new Set([`auth.test ${BOT_TOKEN}`, `apps.connections.open ${APP_TOKEN}`]),
  );
});

it("finds everything in order by HTTP, where only Slack's first call shows whether the secret is right", async () => {
  expect(await doctor(HTTP)).toEqual({ code: 0, said: [TOKEN_FINE, SCOPES_FINE, HTTP_FINE] });
});

it('names an organisation that installed Easel as a whole', async () => {
  slack.instead('auth.test', accepted({ team: null, enterprise_id: 'E1', is_enterprise_install: true }));
  const { said } = await doctor();
  expect(said[0]).toEqual(['ok', 'Slack accepts SLACK_BOT_TOKEN: easel in all workspaces of E1']);
});

it('says of each missing scope what it costs, and what to do', async () => {
  slack.instead('auth.test', accepted({}, 'commands, chat:write,files:write,app_mentions:read,im:history,users:read'));
  const { code, said } = await doctor();
  expect(code).toBe(1);
  expect(said.slice(1, -1)).toEqual([
    [
      'FAIL',
      `the scope files:read (pictures to start from) is not granted, so pictures that people post or attach cannot be read, and no upload is known to be ready${ADD}`,
    ],
    [
      'FAIL',
      `the scope im:write (direct messages from Easel) is not granted, so private results, and results of channels Easel was removed from, reach nobody${ADD}`,
    ],
  ]);
});

it('only notes the scopes of what was wished, and those nothing uses', async () => {
  slack.instead('auth.test', accepted({}, `${GRANTED},channels:history,reactions:write`));
  const { code, said } = await doctor({}, { slack: { plainReplies: true, moderatorGroup: 'studio-mods' } });
  expect(code).toBe(0);
  expect(said.map(([state]) => state)).toEqual(['ok', 'note', 'note', 'note', 'note', 'ok']);
  expect(said[1]?.[1]).toMatch(
    /^the scope groups:history .* in threads of private channels only words that mention Easel count, and only pictures posted with them: add/,
  );
  expect(said[3]?.[1]).toMatch(
    /^the scope usergroups:read .* only admins and owners of the workspace moderate, and rules for a user group count for nobody: add/,
  );
  expect(said[4]).toEqual(['note', 'granted, but not used by Easel, and better taken away: reactions:write']);
});

it('says what is read where plain words are granted', async () => {
  slack.instead('auth.test', accepted({}, `${GRANTED},channels:history,groups:history,mpim:history`));
  const { said } = await doctor({}, { slack: { plainReplies: true } });
  expect(said[1]).toEqual(['ok', `${SCOPES_FINE[1]}, and plain words in its threads`]);
});

it.each([
  ['S0MODS', 'ok', 'members of @studio-mods moderate, beside admins and owners'],
  ['@Studio-Mods', 'ok', 'members of @studio-mods moderate, beside admins and owners'],
  ['nobody', 'note', 'slack.moderatorGroup is nobody, but the workspace has no user group of that id or handle'],
])('looks for the user group that moderates: %s', async (moderatorGroup, state, says) => {
  slack.instead('auth.test', accepted({}, `${GRANTED},usergroups:read`));
  const { code, said } = await doctor({}, { slack: { moderatorGroup } });
  expect(code).toBe(0);
  expect(said.slice(1, -1)).toEqual([SCOPES_FINE, [state, says]]);
});

it('compares nothing where Slack did not tell the scopes', async () => {
  slack.instead('auth.test', { body: { ok: true, user: 'easel', team: 'The Studio', bot_id: 'B1' } });
  const { code, said } = await doctor();
  expect(code).toBe(0);
  expect(said[1]?.[0]).toBe('note');
});

it.each([
  [
    'auth.test',
    refused('invalid_auth'),
    /^SLACK_BOT_TOKEN is not accepted by Slack; copy the Bot User OAuth Token \(xoxb-\)/,
  ],
  ['auth.test', refused('account_inactive'), /^SLACK_BOT_TOKEN is not accepted by Slack; /],
  ['auth.test', accepted({ bot_id: undefined }), /^SLACK_BOT_TOKEN is a person's token; copy the Bot User OAuth Token/],
  ['auth.test', refused('team_access_not_granted'), /team_access_not_granted/],
  ['auth.test', { body: '<html>Sign in</html>' }, /\/api does not answer as Slack does$/],
  ['auth.test', { body: { ok: true, user: 7 } }, /\/api does not answer as Slack does$/],
  ['auth.test', { status: 503, body: 'gone' }, /\/api does not answer as Slack does$/],
  [
    'auth.test',
    { status: 429, headers: { 'retry-after': '30' }, body: '' },
    /^Slack takes no more questions for now; try again in 30 s$/,
  ],
  [
    'apps.connections.open',
    refused('not_allowed_token_type'),
    /^SLACK_APP_TOKEN is not accepted by Slack; generate a token \(xapp-\)/,
  ],
  [
    'apps.connections.open',
    refused('missing_scope', { needed: 'connections:write' }),
    /it lacks the scope connections:write\.$/,
  ],
] as const)('names what is wrong where %s answers with %o', async (method, answer, says) => {
  slack.instead(method, answer);
  const { code, said } = await doctor();
  expect(code).toBe(1);
  expect(said.filter(([state]) => state === 'FAIL')).toEqual([['FAIL', expect.stringMatching(says)]]);
});

it('names an address that nobody answers at', async () => {
  const { code, said } = await doctor({ SLACK_API_URL: 'http://127.0.0.1:2/api' });
  expect(code).toBe(1);
  expect(said).toHaveLength(2);
  for (const [state, says] of said) {
    expect(state).toBe('FAIL');
    expect(says).toMatch(/^http:\/\/127\.0\.0\.1:2\/api cannot be reached: .*ECONNREFUSED/);
  }
});

it.each([
  [{ ...HTTP, PUBLIC_BASE_URL: '' }, /^SLACK_SIGNING_SECRET is set, but PUBLIC_BASE_URL is not/],
  [
    { ...HTTP, PUBLIC_BASE_URL: 'http://192.0.2.1:8787' },
    /^Slack calls only https addresses, which http:\/\/192\.0\.2\.1:8787/,
  ],
])('notes where Slack cannot call: %o', async (env, says) => {
  const { code, said } = await doctor(env);
  expect(code).toBe(0);
  expect(said.at(-1)).toEqual(['note', expect.stringMatching(says)]);
});

it('tells many workspaces where they add Easel, and that Slack knows the client', async () => {
  expect(await doctor({ ...CLIENT, ...HTTP, SLACK_BOT_TOKEN: '' })).toEqual({
    code: 0,
    said: [['ok', `Slack accepts SLACK_CLIENT_ID; workspaces add Easel at ${BASE}/slack/install`], HTTP_FINE],
  });
  expect(slack.calls.map(({ method }) => method)).toEqual(['oauth.v2.access']);
});

it.each(['invalid_client_id', 'bad_client_secret'])('fails where Slack does not know the client: %s', async (error) => {
  slack.instead('oauth.v2.access', refused(error));
  const { code, said } = await doctor({ ...CLIENT, ...HTTP, SLACK_BOT_TOKEN: '' });
  expect(code).toBe(1);
  expect(said[0]).toEqual([
    'FAIL',
    'SLACK_CLIENT_ID and SLACK_CLIENT_SECRET are not accepted by Slack; copy both from Basic Information, App Credentials again',
  ]);
});

it('says which part of an installation by browser is missing', async () => {
  const { easel } = openWorkplace({ ...CLIENT, SLACK_STATE_SECRET: '', PUBLIC_BASE_URL: BASE, PORT: '1' });
  const { stdout } = await easel('doctor');
  expect(stdout).toMatch(/note +SLACK_CLIENT_ID and SLACK_CLIENT_SECRET are set but SLACK_STATE_SECRET is not/);
});
