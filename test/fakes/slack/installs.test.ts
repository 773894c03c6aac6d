import { InstallProvider, MemoryInstallationStore } from '@slack/oauth';
import { describe, expect, it } from 'vitest';
import { clientOf, openSlack } from './open-slack.ts';
import type { PlayedSlack } from './slack.ts';

const REDIRECT = 'http://127.0.0.1:1/slack/oauth_redirect';

const provider = (slack: PlayedSlack) =>
  new InstallProvider({
    clientId: slack.app.clientId,
    clientSecret: slack.app.clientSecret,
    stateSecret: 'a-secret-for-states',
    installationStore: new MemoryInstallationStore(),
    authorizationUrl: `${slack.origin}/oauth/v2/authorize`,
    clientOptions: { slackApiUrl: slack.apiUrl },
  });
const wish = { scopes: ['chat:write', 'commands'], redirectUri: REDIRECT };

describe('installing', () => {
  it('exchanges a code once for a token of that workspace', async () => {
    const slack = await openSlack();
    const other = slack.addWorkspace({ name: 'Other', installed: false });
    const back = new URL(slack.approve(await provider(slack).generateInstallUrl(wish), { workspace: other }));
    const asked = { client_id: slack.app.clientId, code: back.searchParams.get('code') ?? '', redirect_uri: REDIRECT };
    const client = clientOf(slack, '');
    const access = (more: object) =>
      client.oauth.v2.access({ ...asked, client_secret: slack.app.clientSecret, ...more });
    await expect(access({ client_secret: 'wrong' })).rejects.toMatchObject({ data: { error: 'bad_client_secret' } });
    await expect(access({ redirect_uri: 'http://x.test' })).rejects.toMatchObject({
      data: { error: 'bad_redirect_uri' },
    });
    const granted = await access({});
    expect(granted).toMatchObject({
      team: { id: other.id },
      bot_user_id: other.botUserId,
      scope: 'chat:write,commands',
    });
    await expect(access({})).rejects.toMatchObject({ data: { error: 'code_already_used' } });
    expect(await clientOf(slack, granted.access_token).auth.test()).toMatchObject({ team_id: other.id });
    expect(back.searchParams.get('state')).toBeTruthy();
  });

  it('may be refused by the person', async () => {
    const slack = await openSlack();
    const back = new URL(slack.deny(await provider(slack).generateInstallUrl(wish)));
    expect(back.searchParams.get('error')).toBe('access_denied');
  });

  it('ends: the token is worth nothing, and the application is told', async () => {
    const slack = await openSlack();
    const client = clientOf(slack);
    slack.uninstall();
    await expect(client.auth.test()).rejects.toMatchObject({ data: { error: 'account_inactive' } });
    expect(slack.deliveries.map(({ body }) => body.event)).toMatchObject([
      { type: 'tokens_revoked', tokens: { bot: [slack.workspace.botUserId] } },
      { type: 'app_uninstalled' },
    ]);
    const again = clientOf(slack, slack.reinstall());
    await again.auth.revoke();
    await expect(again.auth.test()).rejects.toMatchObject({ data: { error: 'token_revoked' } });
  });

  it('keeps two workspaces apart', async () => {
    const slack = await openSlack();
    const other = slack.addWorkspace();
    const theirs = slack.addChannel({ workspace: other });
    const [ada, bo] = [slack.person('Ada'), slack.person('Bo', { workspace: other })];
    const post = (token: string, channel: string) => clientOf(slack, token).chat.postMessage({ channel, text: 'x' });
    await expect(post(slack.token, theirs.id)).rejects.toMatchObject({ data: { error: 'channel_not_found' } });
    await post(other.installation?.token ?? '', theirs.id);
    expect(bo.sees(theirs)).toHaveLength(1);
    expect(ada.sees(theirs)).toEqual([]);
    expect((await bo.command(theirs, '/imagine')).payload.team_id).toBe(other.id);
  });
});

describe('an organisation', () => {
  it('installs once for all its workspaces, and its payloads say so', async () => {
    const slack = await openSlack({ workspace: { enterprise: 'Acme', orgInstall: true } });
    const second = slack.addWorkspace({ enterprise: 'Acme', orgInstall: true });
    expect(second.installation?.token).toBe(slack.token);
    const client = clientOf(slack);
    const enterprise = second.enterprise ?? expect.fail();
    expect(await client.auth.test()).toMatchObject({ enterprise_id: enterprise.id, is_enterprise_install: true });
    const channel = slack.addChannel({ workspace: second });
    await client.chat.postMessage({ channel: channel.id, text: 'x' });
    const ada = slack.person('Ada', { workspace: second });
    const { payload } = await ada.command(channel, '/imagine');
    expect(payload).toMatchObject({ team_id: second.id, enterprise_id: enterprise.id, is_enterprise_install: 'true' });
    const shortcut = await ada.createImage();
    expect(shortcut.payload).toMatchObject({
      is_enterprise_install: true,
      enterprise: { id: enterprise.id },
      team: { id: second.id },
    });
    await ada.say(channel, '@Easel a fox');
    expect(slack.deliveries.at(-1)?.body).toMatchObject({
      enterprise_id: enterprise.id,
      context_team_id: second.id,
      context_enterprise_id: enterprise.id,
      authorizations: [{ enterprise_id: enterprise.id, team_id: null, is_enterprise_install: true }],
    });
  });
});
