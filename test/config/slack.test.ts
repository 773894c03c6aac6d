import { describe, expect, it } from 'vitest';
import { configOf, problemsOf } from './open-config.ts';

const BOT = 'xoxb-sec-ret';
const APP = 'xapp-1-sec-ret';
const SIGNING = 'sec-ret-signing';
const OAUTH = { SLACK_CLIENT_ID: '1.2', SLACK_CLIENT_SECRET: 'sec-ret-client', SLACK_STATE_SECRET: 'sec-ret-state' };
const PUBLIC = { PUBLIC_BASE_URL: 'https://easel.example.org/' };
const WISHES = { plainReplies: false, previews: false };

describe('Slack', () => {
  it('is off while nothing of it is set', () => {
    expect(configOf()).not.toHaveProperty('slack');
    expect(configOf({}, { slack: { plainReplies: true } })).toMatchObject({ notices: [] });
  });

  it('needs a bot token and an app token for Socket Mode', () => {
    const { slack, notices } = configOf({ SLACK_BOT_TOKEN: ` ${BOT} `, SLACK_APP_TOKEN: APP });
    expect(slack).toEqual({
      access: { kind: 'token', botToken: BOT },
      transport: { kind: 'socket', appToken: APP },
      apiUrl: 'https://slack.com/api',
      ...WISHES,
    });
    expect(notices).toEqual([]);
    expect(Object.isFrozen(slack)).toBe(true);
  });

  it('needs a bot token and the signing secret for HTTP, and takes wishes and another address', () => {
    const wishes = { moderatorGroup: 'art-directors', plainReplies: true, previews: true };
    const env = { SLACK_BOT_TOKEN: `xoxe.${BOT}`, SLACK_SIGNING_SECRET: SIGNING, ...PUBLIC };
    expect(configOf({ ...env, SLACK_API_URL: 'http://127.0.0.1:9/api/' }, { slack: wishes }).slack).toEqual({
      access: { kind: 'token', botToken: `xoxe.${BOT}` },
      transport: { kind: 'http', signingSecret: SIGNING },
      apiUrl: 'http://127.0.0.1:9/api',
      publicBaseUrl: 'https://easel.example.org',
      ...wishes,
    });
  });

  it('lets workspaces install it where OAuth has all it needs', () => {
    const { slack, notices } = configOf({ ...OAUTH, ...PUBLIC, SLACK_SIGNING_SECRET: SIGNING });
    expect(slack).toMatchObject({
      access: {
        kind: 'oauth',
        clientId: '1.2',
        clientSecret: 'sec-ret-client',
        stateSecret: 'sec-ret-state',
        publicBaseUrl: 'https://easel.example.org',
      },
      transport: { kind: 'http', signingSecret: SIGNING },
    });
    expect(notices).toEqual([]);
  });
});

describe('the notes on Slack', () => {
  it.each([
    [
      { SLACK_BOT_TOKEN: BOT },
      'SLACK_BOT_TOKEN is set but neither SLACK_APP_TOKEN (Socket Mode) nor SLACK_SIGNING_SECRET (HTTP) is, so Slack is off.',
    ],
    [{ SLACK_APP_TOKEN: APP }, 'SLACK_APP_TOKEN is set but SLACK_BOT_TOKEN is not, so Slack is off.'],
    [{ SLACK_SIGNING_SECRET: SIGNING }, 'SLACK_SIGNING_SECRET is set but SLACK_BOT_TOKEN is not, so Slack is off.'],
    [{ SLACK_API_URL: 'http://127.0.0.1:9/api' }, 'SLACK_API_URL is set but SLACK_BOT_TOKEN is not, so Slack is off.'],
    [
      { SLACK_CLIENT_ID: '1.2', ...PUBLIC },
      'SLACK_CLIENT_ID is set but SLACK_CLIENT_SECRET and SLACK_STATE_SECRET are not, so no workspace can install Easel.',
    ],
    [
      { ...OAUTH, ...PUBLIC },
      'SLACK_CLIENT_ID, SLACK_CLIENT_SECRET and SLACK_STATE_SECRET are set but neither SLACK_APP_TOKEN (Socket Mode) nor SLACK_SIGNING_SECRET (HTTP) is, so Slack is off.',
    ],
  ])('say that it is off with %o', (env, notice) => {
    const config = configOf(env);
    expect(config.notices).toContain(notice);
    expect(config).not.toHaveProperty('slack');
    expect(config.notices.join()).not.toContain('sec-ret');
  });

  it('say that OAuth lacks a public address, while the one workspace goes on', () => {
    const config = configOf({ ...OAUTH, SLACK_BOT_TOKEN: BOT, SLACK_SIGNING_SECRET: SIGNING });
    expect(config.slack?.access).toEqual({ kind: 'token', botToken: BOT });
    expect(config.notices).toEqual([
      'SLACK_CLIENT_ID, SLACK_CLIENT_SECRET and SLACK_STATE_SECRET are set but PUBLIC_BASE_URL is not, so other workspaces cannot install Easel.',
    ]);
  });

  it('say what is set beside what is used', () => {
    const env = { ...OAUTH, ...PUBLIC, SLACK_BOT_TOKEN: BOT, SLACK_SIGNING_SECRET: SIGNING, SLACK_APP_TOKEN: APP };
    const config = configOf(env);
    expect(config.slack).toMatchObject({ access: { kind: 'oauth' }, transport: { kind: 'socket' } });
    expect(config.notices).toEqual([
      'SLACK_BOT_TOKEN is not used, because workspaces install Easel themselves; take it away, or SLACK_CLIENT_ID.',
      'SLACK_SIGNING_SECRET is not used, because SLACK_APP_TOKEN connects by Socket Mode.',
    ]);
  });
});

describe('what is refused of Slack', () => {
  it.each([
    [
      { SLACK_BOT_TOKEN: APP },
      'SLACK_BOT_TOKEN does not fit; it must be the Bot User OAuth Token, which begins with xoxb-.',
    ],
    [{ SLACK_BOT_TOKEN: 'xoxp-sec-ret' }, /^SLACK_BOT_TOKEN does not fit; /],
    [{ SLACK_APP_TOKEN: BOT }, 'SLACK_APP_TOKEN does not fit; it must be an app-level token, which begins with xapp-.'],
    [{ SLACK_API_URL: 'slack.com/api' }, /^SLACK_API_URL does not fit; it must be an address that begins with /],
    [{ SLACK_SIGNING_SECRET: 'two sec-rets' }, /^SLACK_SIGNING_SECRET does not fit; it must be the key alone: /],
  ])('%o, with one line that says what would be right', (env, problem) => {
    const problems = problemsOf(() => configOf(env));
    expect(problems).toEqual([typeof problem === 'string' ? problem : expect.stringMatching(problem)]);
    expect(problems.join()).not.toContain('sec-ret');
  });

  it.each([
    [{ plainReplies: 'yes' }, 'EASEL_CONFIG slack.plainReplies is "yes"; it must be true or false.'],
    [{ moderatorGroup: '' }, 'EASEL_CONFIG slack.moderatorGroup is ""; it must be a text of 1 to 100 characters.'],
    [{ moderators: [] }, 'EASEL_CONFIG slack.moderators is not a setting; the nearest one is moderatorGroup.'],
  ])('%j in the file', (slack, problem) => {
    expect(problemsOf(() => configOf({}, { slack }))).toEqual([problem]);
  });
});
